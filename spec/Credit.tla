------------------------------- MODULE Credit -------------------------------
(***************************************************************************)
(* Credit: earned and lost by outcomes, then scaled to its constant total  *)
(* (§13).  Nothing is abstracted: the largest-remainder rule is the rule.  *)
(***************************************************************************)
EXTENDS Ledger

(* What is left of a credit that a lie costs at once; never below zero. *)
Penalised(c, n, penalty) == [c EXCEPT ![n] = Max(0, @ - penalty)]

(* Scale c so that its sum is Params.total_credit: floors first, then one  *)
(* unit each to the largest remainders, ties to the lower node id.  With   *)
(* nothing to scale, nothing changes.                                      *)
Normalised(c) ==
  LET total == Sum(c)
      floor == TLCEval([n \in Nodes |-> (c[n] * Params.total_credit) \div total])
      rest  == TLCEval([n \in Nodes |-> (c[n] * Params.total_credit) % total])
      left  == Params.total_credit - Sum(floor)
      ahead(n) == {m \in Nodes : rest[m] > rest[n] \/ (rest[m] = rest[n] /\ Before(m, n))}
  IN IF total = 0 THEN c
     ELSE [n \in Nodes |-> floor[n] + (IF Cardinality(ahead(n)) < left THEN 1 ELSE 0)]

(* §13: after every block the total is the constant one (or nobody is left to hold it). *)
CreditAtMostTotal == Sum(credit) <= Params.total_credit
CreditConstant == [][height' # height => Sum(credit') \in {0, Params.total_credit}]_ledger
ZeroCreditIsNotActive == [][height' # height => \A n \in Nodes : status'[n] = "ACTIVE" => credit'[n] > 0]_ledger
=============================================================================
