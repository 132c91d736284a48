--------------------------- MODULE MCAdmissionFaults --------------------------
(* Faulty rules of joining, from the posting of a join on.                       *)
EXTENDS MCAdmission

(* A join that finds no group costs its candidate nothing. *)
FeeOnceServed(t) == IF job[t].stage = "APPLY" THEN 0 ELSE Params.join_fee * job[t].round

(* Joins have the floor of tasks. *)
FloorOfTasks(t) == Weight(t, job[t].group) * Params.floor_denominator > Params.floor_numerator * Params.tau
===============================================================================
