------------------------------ MODULE LeoTrace ------------------------------
(***************************************************************************)
(* What the steps of a run are made of.  `leo check --trace` and `--runs`  *)
(* write a module that extends this one, or has an instance of it for each *)
(* set of constants, with a step for each thing that happened; TLC says    *)
(* whether each is a step of Leo that leads to what is known of the state. *)
(***************************************************************************)
EXTENDS Leo

Claim(n, t, r, proof) == Claims(n, t, r, proof)

(* A transaction that the ledger refused with this code. *)
Refused(refusal, code) == code # "OK" /\ refusal = code /\ UNCHANGED leo
=============================================================================
