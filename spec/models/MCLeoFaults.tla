----------------------------- MODULE MCLeoFaults ------------------------------
(* Faulty rules of the whole protocol. *)
EXTENDS MCLeo

(* A claim does not name its round: one that comes late is held against the new beacon. *)
EveryRound(t, r) == TRUE

(* A question gives the run as much time as its answer has. *)
ExtendingChallenge(m, t, proof) ==
  /\ ChallengeRefusal(m, t, proof) = "OK"
  /\ job' = [job EXCEPT ![t].challenged = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN Due ELSE @[n]],
                        ![t].deadline = @ + Params.answer_window]
  /\ OnlyJobs
===============================================================================
