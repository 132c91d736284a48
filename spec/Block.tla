------------------------------- MODULE Block --------------------------------
(***************************************************************************)
(* The tick that ends a block (§4): every job whose window closed moves,   *)
(* settled jobs pay, credit is normalised, nodes without credit are        *)
(* suspended, and the draws of jobs held by this block open.  All at once, *)
(* from the state before the tick; nothing depends on an order of jobs.    *)
(* Abstracted: the hash of the block.                                      *)
(***************************************************************************)
EXTENDS Market, Selection, Admission

WindowClosed(t) == job[t].stage \in Open /\ height + 1 >= job[t].deadline

NextRound(t) == job[t].stage = "APPLY" /\ WindowClosed(t) /\ ~GroupIsFull(t) /\ ~LastRound(t)

(* The outcome with which this tick settles t, or "NONE". *)
SettlesAs(t) ==
  CASE job[t].stage = "APPLY" -> IF WindowClosed(t) /\ ~GroupIsFull(t) /\ LastRound(t) THEN "UNFILLED" ELSE "NONE"
    [] IsTask(t) -> TaskEndsAs(t)
    [] job[t].stage = "CONFIRM" /\ WindowClosed(t) -> JoinOutcome(t)
    [] OTHER -> "NONE"

Settling == {t \in JobIds : SettlesAs(t) # "NONE"}

(* The job after the tick, but for the snapshot of a draw that opens. *)
Moved(t) ==
  CASE SettlesAs(t) # "NONE" -> [job[t] EXCEPT !.stage = "SETTLED", !.outcome = SettlesAs(t), !.escrow = 0]
    [] job[t].stage = "POSTED" -> OpenDraw(t)
    [] job[t].stage = "APPLY" /\ WindowClosed(t) -> CloseDraw(t)
    [] IsTask(t) -> TaskGoesOn(t)
    [] OTHER -> job[t]

Receives(t, a) ==
  IF NextRound(t) THEN (IF a \in job[t].group THEN Deposit(t) ELSE 0) ELSE Payout(t, SettlesAs(t), a)

AdmittedNow(n) == \E t \in JoinIds : Joins[t] = n /\ SettlesAs(t) = "ADMITTED"
TurnedAwayNow(n) == \E t \in JoinIds : Joins[t] = n /\ SettlesAs(t) \notin {"NONE", "ADMITTED"}

(* Only active nodes earn; whoever has nothing left must join again. *)
CreditAfterJobs(n) ==
  LET earned == SumOver([t \in JobIds |-> Earned(t, SettlesAs(t), n)], Settling)
      lost   == SumOver([t \in JobIds |-> Lost(t, SettlesAs(t), n)], Settling)
  IN CASE AdmittedNow(n) -> Params.join_credit
       [] status[n] = "ACTIVE" -> Max(0, credit[n] + earned - lost)
       [] OTHER -> 0

Tick ==
  LET newCredit == TLCEval(Normalised(TLCEval([n \in Nodes |-> CreditAfterJobs(n)])))
      newStatus == TLCEval([n \in Nodes |->
                      CASE AdmittedNow(n) -> "ACTIVE"
                        [] TurnedAwayNow(n) -> "LEFT"
                        [] status[n] = "ACTIVE" /\ newCredit[n] = 0 -> "SUSPENDED"
                        [] OTHER -> status[n]])
      moved == TLCEval([t \in JobIds |-> Moved(t)])
      paying == Settling \cup {t \in JobIds : NextRound(t)}
      opens(t) == job[t].stage = "POSTED"
  IN /\ height' = height + 1
     /\ balance' = [a \in Accounts |-> balance[a] + SumOver([t \in JobIds |-> Receives(t, a)], paying)]
     /\ burned' = burned + SumOver([t \in JobIds |-> Burn(t, SettlesAs(t))], Settling)
     /\ credit' = newCredit
     /\ status' = newStatus
     /\ service' = [s \in DOMAIN service |->
                      IF \E t \in TaskIds : Tasks[t].service = s /\ SettlesAs(t) = "SERVICE_FAULT"
                      THEN "WITHDRAWN" ELSE service[s]]
     /\ bond' = [s \in DOMAIN bond |->
                   bond[s] + SumOver([t \in JobIds |-> IF IsTask(t) /\ Tasks[t].service = s THEN ToBond(t, SettlesAs(t)) ELSE 0],
                                     Settling)]
     /\ job' = [t \in JobIds |->
                  IF opens(t)
                  THEN [moved[t] EXCEPT !.snapshot = [n \in Eligible(t, moved, newCredit, newStatus) |-> newCredit[n]]]
                  ELSE moved[t]]
     /\ UNCHANGED since

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
   bond    |-> [s \in DOMAIN services |-> 0],
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
  /\ bond = s.bond
  /\ job = s.job

=============================================================================
