---------------------------- MODULE MCDeepMarket ------------------------------
(* Two owners pay unit by unit to two nodes, in every order; one of them has a  *)
(* service that is not offered yet, offered, or withdrawn. Many small states:   *)
(* what a comparison of a million takes is measured on it.                      *)
EXTENDS Block, MCBase

CONSTANT Units \* what each owner has at the beginning

MCIds == <<"n1", "n2">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n1 |-> "n1", n2 |-> "n2"]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 9] @@ [owner |-> "bob", price |-> 4]]
MCTasks == EmptyFunction
MCJoins == EmptyFunction
MCDraw == EmptyFunction

Start == {Genesis([alice |-> Units, bob |-> Units, n1 |-> 0, n2 |-> 0], [n1 |-> 17, n2 |-> 23], [s1 |-> NoService])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 2 * Units

(* No block ends. *)
Ticking == {}
MaxHeight == 0
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Payees == {"n1", "n2"}
Actions ==
  [Transfer |-> <<MCOwners, Payees, {1}>>,
   OfferService |-> <<{"s1"}>>,
   WithdrawService |-> <<{"bob"}, {"s1"}>>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E a \in MCOwners, b \in Payees : Transfer(a, b, 1)
  \/ OfferService("s1")
  \/ WithdrawService("bob", "s1")
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
