-------------------------------- MODULE Till --------------------------------
(* Coins go into a till and come out again: a specification to try mutants on. *)
EXTENDS Naturals, TLC

CONSTANT Most      \* coins that the till holds

VARIABLES
  coins,           \* coins in the till
  paid             \* coins that came out of it

till == <<coins, paid>>

PutRefusal == CASE coins >= Most -> "FULL"
                [] OTHER -> "OK"
(* The second condition is never false: a mutant of it is the same. *)
Put ==
  /\ PutRefusal = "OK"
  /\ coins >= 0
  /\ coins' = coins + 1
  /\ UNCHANGED paid

Weight == [n \in 1..3 |-> n]
Take ==
  /\ coins > 0
  /\ Weight[coins] < 4
  /\ paid < 2
  /\ coins' = coins - 1
  /\ paid' = paid + 1

Rest == coins = Most /\ UNCHANGED till

-----------------------------------------------------------------------------
HoldsNoMore == coins <= Most
PaidGrows == [][paid' >= paid]_till
=============================================================================
