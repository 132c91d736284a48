------------------------- MODULE MCAttestationFaults --------------------------
(* Assumptions taken away: each is needed. *)
EXTENDS MCAttestation

(* A monitor that outweighs all other monitors together is not honest. *)
HeavyMonitor == {{"n2"}}
NoWrongBlameAtAll ==
  CASE job[Attested].outcome = "EXECUTOR_FAULT" -> ~HonestParty(TheExecutor)
    [] job[Attested].outcome = "UNDECIDED" -> ~HonestParty(TheExecutor)
    [] OTHER -> TRUE
===============================================================================
