--------------------------- MODULE MCAdmissionFaults --------------------------
(* Faulty rules of joining, from the posting of a join on.                       *)
EXTENDS MCAdmission

(* A join that finds no group costs its candidate nothing. *)
FeeOnceServed(t) == IF job[t].stage = "APPLY" THEN 0 ELSE Params.join_fee * job[t].round

(* Joins have the floor of tasks. *)
FloorOfTasks(t) == Weight(t, job[t].group) * Params.floor_denominator > Params.floor_numerator * Params.tau

(* A candidate holds the endorsement key that it names. *)
NamedIsHeld == {"JOINING", "ACTIVE", "SUSPENDED"}
NamingKeepsNobodyOut == \A t \in JoinIds : JoinRefusal(t) = "EK_IN_USE" =>
  \E n \in Nodes : status[n] \in {"ACTIVE", "SUSPENDED"} /\ NodeEk[n] = NodeEk[Joins[t]]
===============================================================================
