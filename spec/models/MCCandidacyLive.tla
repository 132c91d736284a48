---------------------------- MODULE MCCandidacyLive ----------------------------
(* A candidate and its attestors: blocks and honest parties are fair, an adversary *)
(* is not. That blocks are fair is said by their refusal, as in MCTrustedCompute.  *)
EXTENDS MCCandidacy, Senders

(* An attestor, and a candidate with one: before the first the candidate is good, with the second it is not. *)
LiveAdversaries == {{"n3"}, {"n4", "n2"}}
FairBlocks == []<>(EndBlockRefusal # "OK") \/ []<><<height' # height>>_vars
FairSpec == Spec /\ FairBlocks /\ WF_vars(HonestStep)
================================================================================
