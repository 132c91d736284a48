------------------------------- MODULE Credit -------------------------------
(***************************************************************************)
(* Credit: earned and lost by outcomes, then scaled to its constant total  *)
(* (§13).  Nothing is abstracted: the largest-remainder rule is the rule.  *)
(***************************************************************************)
EXTENDS Ledger

(* A lie costs its penalty at once, or a tenth of the credit if that is more; never below zero. *)
AfterLie(c, n, penalty) == [c EXCEPT ![n] = Max(0, @ - Max(penalty, @ \div 10))]

(* What a candidate begins with: half the mean of what the nodes S hold, at most; the whole where S holds nothing. *)
JoiningCredit(c, S) ==
  LET total == SumOver(c, S)
  IN IF total = 0 THEN Params.join_credit ELSE Min(Params.join_credit, total \div (2 * Cardinality(S)))

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
