---------------------------- MODULE MCAttestation -----------------------------
(* From the keys to the end of the run, off the ledger as well; coalitions of an *)
(* executor with a monitor, and of an owner with another. Answers come to n2 and  *)
(* n4 off the ledger or do not; n3 asks on the ledger.                           *)
EXTENDS MCParties

MCAdversaries == {{"n1", "n3"}, {"n2", "bob"}}
Start == {LedgerAt(At("KEYS", 3, EmptyFunction))}
MCInit == (\E s \in Start : LedgerIs(s)) /\ AttestationInit

Ticking == {"KEYS", "RUN"}
MaxHeight == 30
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ PassTime
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, attestation>>

Actions ==
  [GiveApproval |-> <<{"n2"}>>,
   GiveKey |-> <<{"task", "service"}, {"right", "wrong"}>>,
   GiveDispute |-> <<{"task", "service"}>>,
   See |-> <<{"n2", "n4"}, Said>>,
   GiveChallenge |-> <<MonitorSet>>,
   GiveAnswer |-> <<MonitorSet>>,
   GiveAccusation |-> <<{"n2", "n4"}, Said>>,
   GiveRequest |-> << >>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Attested |-> Attested, Adversaries |-> Adversaries,
   Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ GiveApproval("n2")
  \/ \E part \in {"task", "service"}, key \in {"right", "wrong"} : GiveKey(part, key)
  \/ \E part \in {"task", "service"} : GiveDispute(part)
  \/ \E m \in {"n2", "n4"}, e \in Said : See(m, e)
  \/ \E m \in MonitorSet : GiveChallenge(m)
  \/ \E m \in MonitorSet : GiveAnswer(m)
  \/ \E m \in {"n2", "n4"}, e \in Said : GiveAccusation(m, e)
  \/ GiveRequest
  \/ EndBlock
  \/ Done

vars == <<ledger, attestation>>
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
