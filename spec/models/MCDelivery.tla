------------------------------ MODULE MCDelivery ------------------------------
(* From the payment request to the end, off the ledger as well; coalitions of an *)
(* executor with one monitor and with all but one, and of an owner with a        *)
(* monitor. The result comes to n4 off the ledger or does not; the others ask.   *)
EXTENDS MCParties

MCAdversaries == {{"n1", "n3"}, {"n1", "n2", "n3"}, {"n2", "bob"}}
OneMonitor == {{"n2"}}
(* The monitors were answered on the ledger. *)
Start ==
  {LedgerAt([At("CONFIRM", 5, BothRight) EXCEPT !.requested = TRUE, !.challenged = [n \in MonitorSet |-> 2],
                                               !.answered = MonitorSet])}
MCInit == (\E s \in Start : LedgerIs(s)) /\ AttestationInit

Ticking == {"CONFIRM"}
MaxHeight == 30
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ PassTime
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, attestation>>

Actions ==
  [Receive |-> <<{"n4"}>>,
   GiveAsk |-> <<MonitorSet>>,
   GiveTheResult |-> << >>,
   GiveAccusation |-> <<{"n2", "n3"}, Said>>,
   GiveConfirmation |-> <<MonitorSet, Said>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Attested |-> Attested, Adversaries |-> Adversaries,
   Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ Receive("n4")
  \/ \E m \in MonitorSet : GiveAsk(m)
  \/ GiveTheResult
  \/ \E m \in {"n2", "n3"}, e \in Said : GiveAccusation(m, e)
  \/ \E m \in MonitorSet, e \in Said : GiveConfirmation(m, e)
  \/ EndBlock
  \/ Done

vars == <<ledger, attestation>>
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
