-------------------------- MODULE MCSettlementFaults --------------------------
(* Faulty rules, each put in the place of the right one by a configuration that *)
(* must fail.                                                                   *)
EXTENDS MCSettlement

(* A tie pays: `>=` for `>`. *)
TieIsQuorum(t, S) == 2 * Weight(t, S) >= Weight(t, Monitors(t))

(* The quorum is counted over those who answered. *)
QuorumOfTheHeard(t, S) ==
  2 * Weight(t, S) > Weight(t, DOMAIN job[t].verdict)

(* An undecided job destroys the payment. *)
UndecidedKeepsPayment(t, o) ==
  CASE o \in {"DONE", "UNDECIDED"} -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment - Params.gas_fee

(* Everybody votes. *)
EverybodyMonitors(t) == Nodes \ {job[t].executor}

(* Scaling by floors alone: the total drifts. *)
FloorsOnly(c) == LET total == Sum(c) IN [n \in Nodes |-> (c[n] * Params.total_credit) \div total]

(* What floors leave over is forgotten instead of burned. *)
NothingLeftOver(t, o) == 0
===============================================================================
