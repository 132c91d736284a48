----------------------------- MODULE MCSettlement -----------------------------
(* Every closed group's end: three monitors of weight 2, 3 and 5, so that a tie  *)
(* is possible and no monitor is a quorum alone; every verdict on every kind of  *)
(* evidence, every missing key; three tasks, the second too poor for a wage, the *)
(* third of the service's owner.                                               *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.total_credit = 50, !.gas_fee = 2, !.vote_pay = 3]
NodeSet == {"n1", "n2", "n3", "n4", "n5"}
MCIds == <<"n1", "n2", "n3", "n4", "n5">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek5"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 20] @@ [owner |-> "bob", price |-> 4]]
MCTasks ==
  [t1 |-> [AnyTask EXCEPT !.tau = 2] @@ [owner |-> "alice", service |-> "s1", payment |-> 25, deposit |-> 17, min_credit |-> 0],
   t2 |-> [AnyTask EXCEPT !.tau = 1] @@ [owner |-> "alice", service |-> "s1", payment |-> 9, deposit |-> 8, min_credit |-> 0],
   t3 |-> [AnyTask EXCEPT !.tau = 2] @@ [owner |-> "bob", service |-> "s1", payment |-> 13, deposit |-> 11, min_credit |-> 0]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 2, beta |-> 3], n2 |-> [j |-> 6, beta |-> 9], n3 |-> [j |-> 3, beta |-> 2],
               n4 |-> [j |-> 5, beta |-> 1], n5 |-> [j |-> 0, beta |-> 0]]
MCDraw == [t \in DOMAIN MCTasks |-> <<DrawnNodes, DrawnNodes>>]

Members == {"n1", "n2", "n3", "n4"}
Weights == [n1 |-> 1, n2 |-> 14, n3 |-> 5, n4 |-> 20, n5 |-> 10]
BothKeys == [task |-> "right", service |-> "right"]

(* A task t whose group is closed and has come to this stage. *)
Started(t, stage, ready, keys, requested) ==
  [NoJob EXCEPT !.stage = stage, !.round = 1, !.deadline = 7, !.escrow = MCTasks[t].payment + Hold(t) + 4 * MCTasks[t].deposit,
                !.snapshot = Weights, !.group = Members, !.executor = "n2", !.ready = ready, !.keys = keys, !.requested = requested]
Starts(t) ==
  {Started(t, "CONFIRM", {"n1", "n4"}, BothKeys, TRUE),
   Started(t, "CONFIRM", {"n1", "n4"}, BothKeys, FALSE),
   Started(t, "CONFIRM", {}, EmptyFunction, FALSE)}
  \cup {Started(t, "KEYS", ready, keys, FALSE) :
          ready \in {{"n1", "n4"}, {"n1", "n3", "n4"}},
          keys \in {EmptyFunction, [task |-> "right"], [service |-> "wrong"]}}

StartOf(t, start) ==
  [height  |-> 5,
   balance |-> [a \in Accounts |-> 0],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(20 - Hold(t))],
   job     |-> [NoJobs EXCEPT ![t] = start]]
Start == UNION {{StartOf(t, start) : start \in Starts(t)} : t \in TaskIds}
MCInit == (\E s \in Start : LedgerIs(s))
MCConserved == \A t \in TaskIds : job[t].stage # "NONE" => Supply = Tasks[t].payment + 4 * Tasks[t].deposit + 20

(* §14: nobody gains by another's fault.  Everybody began with nothing but what is locked. *)
BondOf(a) == IF a = "bob" THEN service["s1"].bond ELSE 0
PaidIn(a) == IF a = "bob" THEN 20 ELSE 0
NobodyGains == \A t \in TaskIds : job[t].stage = "SETTLED" =>
  \A a \in Accounts : balance[a] + BondOf(a) <= MostOf(t, a) + PaidIn(a)

(* §14: the deposit of a member that did not lie and is no executor at fault is back, whatever happens; a task owner *)
(* has all back where another is at fault, and all but the fee where nobody is; a service keeps its bond but for its *)
(* own fault.                                                                                                       *)
OnlyTheGuiltyPay == [][\A t \in TaskIds : (job[t].stage # "SETTLED" /\ job'[t].stage = "SETTLED") =>
  LET o == job'[t].outcome IN
  /\ \A n \in Members : (n \notin Saying(t, "LIE") /\ (n = "n2" => o # "EXECUTOR_FAULT")) => balance'[n] >= Deposit(t)
  /\ o \in {"EXECUTOR_FAULT", "SERVICE_FAULT"} => balance'[Tasks[t].owner] >= Tasks[t].payment
  /\ o = "UNDECIDED" => balance'[Tasks[t].owner] >= Tasks[t].payment - Params.gas_fee
  /\ o # "SERVICE_FAULT" => service'["s1"] = LiveService(20)]_ledger

Ticking == Open
MaxHeight == 9
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

(* What m says of the task at hand; a lie is FAIL resting on nothing. *)
Active == CHOOSE t \in TaskIds : job[t].stage # "NONE"
Shown(said) == IF said = "LIE" THEN "none" ELSE Shows(said)
Said(said) == IF said = "LIE" THEN "FAIL" ELSE said
SayRefusal(m, said) == ConfirmRefusal(m, Active, Said(said), Shown(said))
Say(m, said) == Confirm(m, Active, Said(said), Shown(said))

Actions ==
  [Say |-> <<NodeSet, Verdicts \cup {"LIE"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E m \in NodeSet, said \in Verdicts \cup {"LIE"} : Say(m, said)
  \/ EndBlock
  \/ Done
===============================================================================
