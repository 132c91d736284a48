--------------------------- MODULE MCEnrolmentFaults --------------------------
(* A faulty rule of enrolment. *)
EXTENDS MCEnrolment

(* Nobody asks who else has the endorsement key. *)
HeldByNobody(t) == FALSE
===============================================================================
