------------------------------- MODULE Block --------------------------------
(***************************************************************************)
(* The tick that ends a block (§4): every job whose window closed moves,   *)
(* settled jobs pay, credit is normalised, nodes without credit are        *)
(* suspended, and rounds of draws open.  All at once, from the state       *)
(* before the tick; nothing depends on an order of jobs.                   *)
(* Abstracted: who makes the block, its hash, its beacon.                  *)
(***************************************************************************)
EXTENDS Market, Selection, Admission

WindowClosed(t) == job[t].stage \in Open /\ height + 1 >= job[t].deadline

NextRound(t) == job[t].stage = "APPLY" /\ WindowClosed(t) /\ ~GroupStands(t) /\ ~LastRound(t)

(* The outcome with which this tick settles t, or "NONE". *)
SettlesAs(t) ==
  CASE job[t].stage = "APPLY" -> IF WindowClosed(t) /\ ~GroupStands(t) /\ LastRound(t) THEN "UNFILLED" ELSE "NONE"
    [] IsTask(t) -> TaskEndsAs(t)
    [] OTHER -> JoinEndsAs(t)

Settling == {t \in JobIds : SettlesAs(t) # "NONE"}

(* The job after the tick, but for the snapshot of a round that opens. *)
Moved(t) ==
  CASE SettlesAs(t) # "NONE" -> Settled(t, SettlesAs(t))
    [] job[t].stage = "POSTED" /\ WindowClosed(t) -> OpenRound(t)
    [] job[t].stage = "APPLY" /\ WindowClosed(t) -> CloseDraw(t)
    [] IsTask(t) -> TaskGoesOn(t)
    [] OTHER -> JoinGoesOn(t)

Receives(t, a) ==
  IF NextRound(t) THEN (IF a \in job[t].group THEN Deposit(t) ELSE 0) ELSE Payout(t, SettlesAs(t), a)

AdmittedNow(n) == \E t \in JoinIds : Joins[t] = n /\ SettlesAs(t) = "ADMITTED"
TurnedAwayNow(n) == \E t \in JoinIds : Joins[t] = n /\ SettlesAs(t) \notin {"NONE", "ADMITTED"}

(* Only active nodes earn; whoever has nothing left must join again. *)
CreditAfterJobs(n) ==
  LET earned == SumOver([t \in JobIds |-> Earned(t, SettlesAs(t), n)], Settling)
      lost   == SumOver([t \in JobIds |-> Lost(t, SettlesAs(t), n)], Settling)
  IN IF status[n] = "ACTIVE" THEN Max(0, credit[n] + earned - lost) ELSE 0

(* §5: candidates of one tick begin alike, by what the others hold after it. *)
CreditBeforeScaling ==
  LET held == TLCEval([n \in Nodes |-> CreditAfterJobs(n)])
      begin == JoiningCredit(held, {n \in Nodes : status[n] = "ACTIVE"})
  IN [n \in Nodes |-> IF AdmittedNow(n) THEN begin ELSE held[n]]

(* A service at fault is withdrawn.  What is free of the bond of one that is not live is paid to its owner. *)
StaysLive(s) ==
  /\ service[s].standing = "LIVE"
  /\ \A t \in TaskIds : Tasks[t].service = s => SettlesAs(t) # "SERVICE_FAULT"
BondAfterJobs(s) ==
  service[s].bond + SumOver([t \in JobIds |-> ToBond(t, SettlesAs(t))], {t \in Settling : IsTask(t) /\ Tasks[t].service = s})

Tick ==
  LET newCredit == TLCEval(Normalised(TLCEval(CreditBeforeScaling)))
      newStatus == TLCEval([n \in Nodes |->
                      CASE AdmittedNow(n) -> "ACTIVE"
                        [] TurnedAwayNow(n) -> "LEFT"
                        [] status[n] = "ACTIVE" /\ newCredit[n] = 0 -> "SUSPENDED"
                        [] OTHER -> status[n]])
      moved == TLCEval([t \in JobIds |-> Moved(t)])
      paying == Settling \cup {t \in JobIds : NextRound(t)}
      opens(t) == NextRound(t) \/ (WindowClosed(t) /\ job[t].stage = "POSTED")
      stays == TLCEval([s \in DOMAIN service |-> StaysLive(s)])
      freed == TLCEval([s \in DOMAIN service |-> BondAfterJobs(s)])
  IN /\ height' = height + 1
     /\ balance' = [a \in Accounts |-> balance[a] + SumOver([t \in JobIds |-> Receives(t, a)], paying)
                                       + SumOver(freed, {s \in DOMAIN service : a = Services[s].owner /\ ~stays[s]})]
     /\ burned' = burned + SumOver([t \in JobIds |-> Burn(t, SettlesAs(t))], Settling)
     /\ credit' = newCredit
     /\ status' = newStatus
     /\ service' = [s \in DOMAIN service |->
                      CASE stays[s] -> LiveService(freed[s])
                        [] service[s].standing = "NONE" -> NoService
                        [] OTHER -> [standing |-> "WITHDRAWN", bond |-> 0]]
     /\ job' = [t \in JobIds |->
                  IF opens(t)
                  THEN [moved[t] EXCEPT !.snapshot = [n \in Weighing(t, moved, newCredit, newStatus) |-> newCredit[n]]]
                  ELSE moved[t]]
     /\ UNCHANGED since

(* §14: the height by which job t ends, known when it is posted: every window once, and that of applications in each *)
(* round. No question, no proof and nobody's silence moves it.                                                      *)
DrawnBy(t, rounds) == job[t].posted + Params.draw_delay + rounds * Params.apply_window
EndHeight(t) ==
  DrawnBy(t, Params.rounds)
  + (IF IsTask(t)
     THEN Params.ready_window + Params.approve_window + Params.keys_window + Tasks[t].run_window + Params.confirm_window
     ELSE Params.enrol_window + Params.answer_window + Params.confirm_window)
(* The latest deadline of its stage. *)
LatestDeadline(t) ==
  LET drawn == DrawnBy(t, job[t].round)
      approved == drawn + Params.ready_window + Params.approve_window
      enrolled == drawn + Params.enrol_window + Params.answer_window
      run == approved + Params.keys_window + (IF IsTask(t) THEN Tasks[t].run_window ELSE 0)
  IN CASE job[t].stage = "POSTED" -> DrawnBy(t, 0)
       [] job[t].stage = "APPLY" -> drawn
       [] job[t].stage = "ENROL" -> enrolled
       [] job[t].stage = "READY" -> drawn + Params.ready_window
       [] job[t].stage = "APPROVE" -> approved
       [] job[t].stage = "KEYS" -> approved + Params.keys_window
       [] job[t].stage = "RUN" -> run
       [] job[t].stage = "CONFIRM" -> (IF IsTask(t) THEN run ELSE enrolled) + Params.confirm_window
EndsInTime == \A t \in JobIds : job[t].stage \in Open =>
  /\ height < job[t].deadline
  /\ job[t].deadline <= LatestDeadline(t)
  /\ LatestDeadline(t) <= EndHeight(t)

(* §12: each round of a join costs its fee, however the join ends. *)
RoundsCost == \A t \in JoinIds : SettlesAs(t) # "NONE" => Burn(t, SettlesAs(t)) >= Params.join_fee * job[t].round

(* §5: nobody begins with more than the mean of those that are there. *)
NewcomersWeighLess == [][\A n \in Nodes : AdmittedNow(n) /\ height' # height =>
  LET others == {m \in Nodes : status[m] = "ACTIVE"}
  IN SumOver(credit', others) = 0 \/ credit'[n] * Cardinality(others) <= SumOver(credit', others)]_ledger
(* §6: after every tick a service that is not live has nothing of its bond left. *)
WithdrawnHoldsNothing ==
  [][height' # height => \A s \in DOMAIN service : service'[s].standing # "LIVE" => service'[s].bond = 0]_ledger

-----------------------------------------------------------------------------
(* A new ledger: all active nodes registered at height 0. *)
Genesis(balances, credits, services) ==
  [height  |-> 0,
   balance |-> balances,
   burned  |-> 0,
   credit  |-> credits,
   status  |-> [n \in Nodes |-> IF credits[n] > 0 THEN "ACTIVE" ELSE "NONE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> services,
   job     |-> NoJobs]

(* The ledger is as the record s says. *)
LedgerIs(s) ==
  /\ height = s.height
  /\ balance = s.balance
  /\ burned = s.burned
  /\ credit = s.credit
  /\ status = s.status
  /\ since = s.since
  /\ service = s.service
  /\ job = s.job
=============================================================================
