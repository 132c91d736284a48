--------------------------- MODULE MCLookbackFaults ---------------------------
(* Faulty rules of the draw beside joins. *)
EXTENDS MCLookback

(* Any key may be drawn, however new. *)
AnyKey(n, t) == TRUE

(* A candidate begins with the same credit however little the others have. *)
AbsoluteCredit(c, S) == Params.join_credit
===============================================================================
