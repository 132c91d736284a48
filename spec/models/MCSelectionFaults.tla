-------------------------- MODULE MCSelectionFaults ---------------------------
(* Faulty rules of the draw. *)
EXTENDS MCSelection

(* Claims are not verified. *)
EveryClaimHolds(n, t, r, proof) == TRUE

(* The parties and their nodes may serve. *)
NoParties(t) == {}
===============================================================================
