----------------------------- MODULE MCSettlement -----------------------------
(* Every end of a closed group, to the unit: three monitors of unequal votes, of  *)
(* which none is a quorum alone, and two are half; a node that has no place; two  *)
(* tasks with amounts that differ, the second of the service's owner and with an  *)
(* odd share.                                                                     *)
EXTENDS Payouts, Senders, MCBase

MCParams == [SmallParams EXCEPT !.gas_fee = 2, !.vote_pay = 3, !.total_credit = 50, !.executor_reward = 3, !.executor_penalty = 4,
             !.monitor_reward = 1, !.monitor_penalty = 5, !.absence_penalty = 2, !.apply_window = 8,
             !.ready_window = 7, !.approve_window = 6, !.keys_window = 4, !.watch_window = 2, !.answer_window = 1,
             !.confirm_window = 3, !.draw_delay = 9]
Members == {"n1", "n2", "n3", "n4"}
NodeSet == Members \cup {"n5"}
MCIds == <<"n1", "n2", "n3", "n4", "n5">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek5"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 20] @@ [owner |-> "bob", price |-> 4]]
(* Of t1 a wage is 2 and a share of the hold would be 3; of t2 a wage is 5 and a share 4. *)
MCTasks ==
  [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 22, deposit |-> 15, min_credit |-> 0],
   t2 |-> [AnyTask EXCEPT !.tau = 4, !.run_window = 6] @@ [owner |-> "bob", service |-> "s1", payment |-> 37, deposit |-> 23, min_credit |-> 0]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 6, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 3, beta |-> 3],
               n4 |-> [j |-> 5, beta |-> 4], n5 |-> [j |-> 4, beta |-> 5]]
MCDraw == [t \in DOMAIN MCTasks |-> <<DrawnNodes, DrawnNodes>>]
Weights == [n1 |-> 19, n2 |-> 11, n3 |-> 7, n4 |-> 9, n5 |-> 4]
BothReleased == [task |-> "right", service |-> "wrong"]

(* A task t whose group is closed and has come to this stage. *)
Started(t, stage, deadline) ==
  [NoJob EXCEPT !.stage = stage, !.round = 1, !.deadline = deadline, !.snapshot = Weights, !.group = Members, !.executor = "n1",
                !.escrow = MCTasks[t].payment + Hold(t) + 4 * MCTasks[t].deposit]
Keyed(job0, approved, keys) == [job0 EXCEPT !.shown = TRUE, !.approved = approved, !.keys = keys]
Starts(t) ==
  {Started(t, "READY", 7)}
  \cup {Keyed(Started(t, "APPROVE", 7), {}, EmptyFunction)}
  \cup {Keyed(Started(t, "KEYS", 6), approved, keys) :
          approved \in {{"n2", "n4"}, {"n3", "n4"}}, keys \in {EmptyFunction, [task |-> "right"], [service |-> "right"]}}
  \cup {Keyed(Started(t, "RUN", 5 + MCTasks[t].run_window), {"n2", "n4"}, BothReleased)}
  \cup {[Keyed(Started(t, "CONFIRM", 8), {"n3", "n4"}, BothReleased) EXCEPT !.requested = TRUE]}

StartOf(t, start) ==
  [height  |-> 5,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(20 - Hold(t))],
   job     |-> [NoJobs EXCEPT ![t] = start]]
Start == UNION {{StartOf(t, start) : start \in Starts(t)} : t \in TaskIds}
MCInit == (\E s \in Start : LedgerIs(s))
MCConserved == \A t \in TaskIds : job[t].stage # "NONE" => Supply = 27 + Tasks[t].payment + 4 * Tasks[t].deposit

(* §14: the deposit of a member that did not lie and is no executor at fault is back, whatever happens; a task owner *)
(* has all back where another is at fault, and all but the fee where nobody is; a service keeps its bond but for its *)
(* own fault.                                                                                                       *)
OnlyTheGuiltyPay == [][\A t \in TaskIds : (job[t].stage # "SETTLED" /\ job'[t].stage = "SETTLED") =>
  LET o == job'[t].outcome IN
  /\ \A n \in Members : (n \notin Liars(t) /\ (n = "n1" => o # "EXECUTOR_FAULT")) => balance'[n] > Deposit(t)
  /\ o \in {"EXECUTOR_FAULT", "SERVICE_FAULT"} => balance'[Tasks[t].owner] > Tasks[t].payment
  /\ o = "UNDECIDED" => balance'[Tasks[t].owner] > Tasks[t].payment - Params.gas_fee
  /\ o # "SERVICE_FAULT" => service'["s1"] = LiveService(20)]_ledger

Ticking == Open
MaxHeight == 30
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

MonitorSet == {"n2", "n3", "n4"}
Actions ==
  [Approve |-> <<MonitorSet, {"t1", "t2"}>>,
   Challenge |-> <<{"n2"}, {"t1", "t2"}, {"true"}>>,
   DisputeKey |-> <<{"n1"}, {"t1", "t2"}, {"task", "service"}, {"true"}>>,
   AskResult |-> <<{"n3"}, {"t1", "t2"}>>,
   GiveResult |-> <<{"n1"}, {"t1", "t2"}, {"right"}>>,
   Accuse |-> <<{"n4", "n5"}, {"t1", "t2"}, {"pass", "fail"}>>,
   Confirm |-> <<MonitorSet \cup {"n5"}, {"t1", "t2"}, {"pass", "fail"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E m \in MonitorSet, t \in TaskIds : Approve(m, t)
  \/ \E t \in TaskIds : Challenge("n2", t, "true")
  \/ \E t \in TaskIds, part \in {"task", "service"} : DisputeKey("n1", t, part, "true")
  \/ \E t \in TaskIds : AskResult("n3", t)
  \/ \E t \in TaskIds : GiveResult("n1", t, "right")
  \/ \E t \in TaskIds, e \in {"pass", "fail"} : Accuse("n4", t, e) \/ Accuse("n5", t, e)
  \/ \E m \in MonitorSet \cup {"n5"}, t \in TaskIds, e \in {"pass", "fail"} : Confirm(m, t, e)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
