--------------------------- MODULE MCCoalitionFaults ---------------------------
(* Faulty rules that the ideal service does not have: each breaks the refinement. *)
EXTENDS MCCoalition

(* Payment was requested, every monitor answered on the ledger: what is looked for lies behind it. *)
ConfirmInit ==
  /\ LedgerIs(LedgerAt([At("CONFIRM", 5, BothRight) EXCEPT !.requested = TRUE, !.challenged = [n \in MonitorSet |-> 2],
                                                           !.answered = MonitorSet]))
  /\ AttestationInit

(* A task that is settled is settled again by the next tick. *)
SettledAgain(t) == IF job[t].stage = "SETTLED" THEN job[t].outcome ELSE TaskEndsAs(t)
BlocksGoOn(stages, most) == IF height < most THEN "OK" ELSE "BOUND"

(* The ledger believes an accuser. *)
Believed(e) == TRUE

(* Any confirmation, and any approval, is a quorum. *)
AnyVote(t, S) == S # {}
================================================================================
