--------------------------- MODULE MCTrustedCompute ---------------------------
(* The whole protocol against the ideal service, and its liveness. Fair are        *)
(* blocks, honest parties, and what comes to n2, which does not ask on the ledger  *)
(* in this model; no other step of the network and none of an adversary is. That   *)
(* blocks are fair is said by their refusal, which tells when they are enabled:    *)
(* TLC would take very long to find out itself.                                    *)
EXTENDS MCLeo, Refinement

Arrives == OffLedger(Receive("n2")) \/ (\E e \in Shown : OffLedger(See("n2", e)))
FairBlocks == []<>(EndBlockRefusal # "OK") \/ []<><<height' # height>>_vars
FairSpec == Spec /\ FairBlocks /\ WF_vars(OffLedger(HonestStep({"n3"}))) /\ WF_vars(Arrives)

(* What does not hold: whoever is in the group. *)
BadExecutor == {{"n1"}}
GroupsComeToDone == Stage \in Closed ~> job[Attested].outcome = "DONE"
===============================================================================
