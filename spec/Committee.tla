----------------------------- MODULE Committee ------------------------------
(***************************************************************************)
(* The closed group: who executes, who monitors, what a quorum is (§7,     *)
(* §11).  Pure functions of the group and of its draw.  Abstracted: the    *)
(* VRF; Draw gives each node's j and the rank of its beta.                 *)
(***************************************************************************)
EXTENDS Ledger

(* The draw of n for the current round of t; before the first round nobody is drawn. *)
J(t, n) == IF job[t].round = 0 THEN 0 ELSE Draw[t][job[t].round][n].j
Beta(t, n) == Draw[t][job[t].round][n].beta

(* n stands before m: higher j, then lower beta, then lower id.  Total. *)
Leads(t, n, m) ==
  \/ J(t, n) > J(t, m)
  \/ J(t, n) = J(t, m) /\ Beta(t, n) < Beta(t, m)
  \/ J(t, n) = J(t, m) /\ Beta(t, n) = Beta(t, m) /\ Before(n, m)

(* The executor of the group as it stands; the ledger records it when the group closes. *)
Elected(t) == CHOOSE n \in job[t].group : \A m \in job[t].group \ {n} : Leads(t, n, m)

Executor(t) == job[t].executor
Monitors(t) == job[t].group \ {job[t].executor}

Weight(t, S) == SumOver([n \in Nodes |-> J(t, n)], S)

(* Strictly more than half of the J of all monitors, heard or not. *)
IsQuorum(t, S) == 2 * Weight(t, S) > Weight(t, Monitors(t))

(* §7: whoever is recorded is the one that the draw elects. *)
ExecutorIsElected == \A t \in TaskIds : job[t].executor # "NONE" => job[t].executor = Elected(t)
=============================================================================
