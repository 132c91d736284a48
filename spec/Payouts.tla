------------------------------ MODULE Payouts -------------------------------
(***************************************************************************)
(* The table of §12, outcome by role, written from that clause alone and   *)
(* not from Settlement: what each account receives, and who earns and      *)
(* loses credit. A cell is <<units of LEO, mark>>, the marks being "+" and *)
(* "-" of the table. What a lie costs is paid when it is told.             *)
(***************************************************************************)
EXTENDS Block

Cell(units) == <<units, " ">>
Earns(units) == <<units, "+">>
Loses(units) == <<units, "-">>

(* The row of a task. *)
TaskRow(t, o) ==
  LET P == Tasks[t].payment
      F == Params.gas_fee
      S == Services[Tasks[t].service].price
      D == Tasks[t].deposit
      m == Cardinality(job[t].group \ {job[t].executor})
      G == P - F - S
      half == G \div 2
      wage == (G - half) \div m
      share == (Tasks[t].tau * Params.vote_pay) \div m
      released == "service" \in DOMAIN job[t].keys
      Row(serviceOwner, taskOwner, executor, paid, other, absent, liar) ==
        [service_owner |-> serviceOwner, task_owner |-> taskOwner, executor |-> executor, paid |-> paid, other |-> other,
         absent |-> absent, liar |-> liar]
  IN CASE o = "UNFILLED"       -> Row(0, P - F, Cell(0), Cell(D), Cell(D), Cell(D), Cell(D))
       [] o = "DONE"           -> Row(S, 0, Earns(D + half), Earns(D + wage), Cell(D), Loses(D), Cell(0))
       [] o = "EXECUTOR_FAULT" -> Row(IF released THEN S ELSE 0, P, Loses(0), Earns(D + wage), Cell(D), Cell(D), Cell(0))
       [] o = "OWNER_FAULT"    -> Row(IF released THEN S ELSE 0, IF released THEN 0 ELSE S, Cell(D + half), Cell(D + wage),
                                      Cell(D), Cell(D), Cell(0))
       [] o = "SERVICE_FAULT"  -> Row(0, P, Cell(D), Cell(D + (IF share < wage THEN share ELSE wage)), Cell(D), Cell(D), Cell(0))
       [] o = "UNDECIDED"      -> Row(0, P - F, Cell(D), Cell(D), Cell(D), Loses(D), Cell(0))

(* The row of a join. *)
JoinRow(t, o) ==
  LET C == Params.join_deposit
      F == Params.join_fee * job[t].round
      wage == (C - F) \div Cardinality(job[t].group)
      Row(candidate, paid, other, absent, liar) ==
        [candidate |-> candidate, paid |-> paid, other |-> other, absent |-> absent, liar |-> liar]
  IN CASE o = "UNFILLED"  -> Row(C - F, Cell(C), Cell(C), Cell(C), Cell(C))
       [] o = "UNDECIDED" -> Row(C - F, Cell(C), Cell(C), Loses(C), Cell(0))
       [] o \in {"ADMITTED", "DUPLICATE", "REFUSED"} -> Row(0, Earns(C + wage), Cell(C), Loses(C), Cell(0))

(* Whether a member did what it is paid for, and whether it was silent where it had to speak: the lists of §12. *)
DidPaidWork(t, o, n) ==
  CASE o = "DONE" -> n \in job[t].confirmed /\ n \notin DOMAIN job[t].asked
    [] o = "EXECUTOR_FAULT" ->
         \/ n \in job[t].approved \/ n \in DOMAIN job[t].challenged \/ n \in job[t].confirmed \/ n \in job[t].provers
         \/ n \in DOMAIN job[t].asked /\ ~job[t].given
    [] o = "OWNER_FAULT" \/ o = "SERVICE_FAULT" -> n \in job[t].approved
    [] o = "ADMITTED" \/ o = "DUPLICATE" -> n \in job[t].confirmed
    [] o = "REFUSED" -> n \in DOMAIN job[t].credentials
    [] OTHER -> FALSE

WasSilent(t, o, n) ==
  CASE o = "UNFILLED" \/ job[t].proven # "NONE" -> FALSE
    [] t \in TaskIds /\ job[t].stage = "APPROVE" -> n \notin job[t].approved
    [] t \in TaskIds /\ job[t].stage = "CONFIRM" /\ o # "EXECUTOR_FAULT" ->
         n \notin job[t].confirmed /\ n \notin DOMAIN job[t].asked
    [] t \in JoinIds /\ job[t].stage = "ENROL" -> n \notin DOMAIN job[t].credentials
    [] t \in JoinIds /\ job[t].stage = "CONFIRM" -> n \notin job[t].confirmed
    [] OTHER -> FALSE

RoleOf(t, o, n) ==
  CASE n = job[t].executor -> "executor"
    [] n \in job[t].liars -> "liar"
    [] DidPaidWork(t, o, n) -> "paid"
    [] WasSilent(t, o, n) -> "absent"
    [] OTHER -> "other"

-----------------------------------------------------------------------------
(* §12: what the tick pays, and who earns and loses credit, is what the table says. *)
PayoutsAreTheTable == \A t \in JobIds : LET o == SettlesAs(t) IN o # "NONE" =>
  LET row == IF t \in TaskIds THEN TaskRow(t, o) ELSE JoinRow(t, o)
      cell(n) == row[RoleOf(t, o, n)]
      asMember(a) == IF a \in job[t].group THEN cell(a)[1] ELSE 0
      asParty(a) ==
        IF t \in JoinIds THEN (IF a = Joins[t] THEN row.candidate ELSE 0)
        ELSE (IF a = Tasks[t].owner THEN row.task_owner ELSE 0)
             + (IF a = Services[Tasks[t].service].owner THEN row.service_owner ELSE 0)
      reward(n) == IF n = job[t].executor THEN Params.executor_reward ELSE Params.monitor_reward
      penalty(n) == IF n = job[t].executor THEN Params.executor_penalty ELSE Params.absence_penalty
  IN /\ \A a \in Accounts : Payout(t, o, a) = asMember(a) + asParty(a)
     /\ \A n \in job[t].group :
          /\ Earned(t, o, n) = (IF cell(n)[2] = "+" THEN reward(n) ELSE 0)
          /\ Lost(t, o, n) = (IF cell(n)[2] = "-" THEN penalty(n) ELSE 0)
     /\ t \in TaskIds => ToBond(t, o) = (IF o = "SERVICE_FAULT" THEN 0 ELSE Params.gas_fee + Tasks[t].tau * Params.vote_pay)
=============================================================================
