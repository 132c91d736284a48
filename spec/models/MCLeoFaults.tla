----------------------------- MODULE MCLeoFaults ------------------------------
(* Faulty rules of the whole protocol. *)
EXTENDS MCLeo

(* A claim does not name its round: one that comes late is held against the new beacon. *)
EveryRound(t, r) == TRUE
===============================================================================
