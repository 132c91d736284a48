------------------------------ MODULE LeoTrace ------------------------------
(***************************************************************************)
(* What the steps of a recorded run are made of.  `leo check --trace`      *)
(* writes a module that extends this one, with the run's constants and a   *)
(* step for each thing that happened; TLC says whether each is a step of   *)
(* Leo that leads to the recorded state.                                   *)
(***************************************************************************)
EXTENDS Leo

(* §6: an honest claim was true when it was made; it may arrive in a later round. *)
WasTrue(n, t, r, proof) == proof = "ok" /\ r \in 1..job[t].round /\ Draw[t][r][n].j > 0

Claim(n, t, r, proof) ==
  /\ HonestParty(n) => WasTrue(n, t, r, proof)
  /\ OnLedger(Apply(n, t, r, proof))

Hear(n, m) == Announce(n, m) /\ UNCHANGED attestation

Decide(m) == Elect(m) /\ UNCHANGED attestation

(* A transaction that the ledger refused with this code. *)
Refused(refusal, code) == code # "OK" /\ refusal = code /\ UNCHANGED leo
=============================================================================
