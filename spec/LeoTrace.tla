------------------------------ MODULE LeoTrace ------------------------------
(***************************************************************************)
(* What the steps of a recorded run are made of.  `leo check --trace`      *)
(* writes a module that extends this one, with the run's constants and a   *)
(* step for each thing that happened; TLC says whether each is a step of   *)
(* Leo that leads to the recorded state.                                   *)
(***************************************************************************)
EXTENDS Leo

Claim(n, t, r, proof) == Claims(n, t, r, proof)

(* A transaction that the ledger refused with this code. *)
Refused(refusal, code) == code # "OK" /\ refusal = code /\ UNCHANGED leo
=============================================================================
