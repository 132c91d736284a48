--------------------------- MODULE TrustedCompute ---------------------------
(***************************************************************************)
(* The service that Leo is instead of: one task, as somebody whom all      *)
(* trust would handle it (§14). A task goes in. Out comes a result that is *)
(* paid for, or a refund with the guilty named. Nothing here knows a       *)
(* ledger, windows, evidence or keys.                                      *)
(*                                                                         *)
(* `worth` is all that belongs to an account, deposits and bonds included: *)
(* putting something in escrow leaves it as it is. So it changes once, at  *)
(* the end.                                                                *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Everybody,     \* all accounts
  Customer,    \* the account that the task is of
  Provider,    \* the account that the code is of
  Payment,     \* what a result costs the customer
  Share,       \* what of it the provider has
  Toll         \* what a task costs the customer that comes to nothing without anybody's fault

VARIABLES
  honest,      \* the accounts that do what they owe
  phase,       \* "NONE", "IN" or "OUT"
  checkers,    \* [accounts that check the work -> votes], empty until they are found
  satisfied,   \* checkers that saw it done right, and hold the result
  consent,     \* checkers that say so
  verdict,     \* "NONE", "PAID" or "REFUNDED"
  guilty,      \* accounts that are named with a refund
  worth        \* [Everybody -> units of LEO]

trusted == <<honest, phase, checkers, satisfied, consent, verdict, guilty, worth>>

RECURSIVE Total(_, _)
Total(f, S) == IF S = {} THEN 0 ELSE LET x == CHOOSE y \in S : TRUE IN f[x] + Total(f, S \ {x})

Init ==
  /\ phase = "NONE"
  /\ checkers = [x \in {} |-> 0]
  /\ satisfied = {}
  /\ consent = {}
  /\ verdict = "NONE"
  /\ guilty = {}

TaskIn ==
  /\ phase = "NONE"
  /\ phase' = "IN"
  /\ UNCHANGED <<honest, checkers, satisfied, consent, verdict, guilty, worth>>

(* Who checks is found once. *)
Gather ==
  /\ phase = "IN"
  /\ DOMAIN checkers = {}
  /\ DOMAIN checkers' \subseteq Everybody \ {Customer, Provider}
  /\ UNCHANGED <<honest, phase, satisfied, consent, verdict, guilty, worth>>

Work ==
  /\ phase = "IN"
  /\ satisfied' \subseteq DOMAIN checkers
  /\ consent' \subseteq DOMAIN checkers
  /\ UNCHANGED <<honest, phase, checkers, verdict, guilty, worth>>

(* More than half of all votes say so, and no honest checker saw less than a good result. *)
Pay ==
  /\ 2 * Total(checkers, consent) > Total(checkers, DOMAIN checkers)
  /\ \A n \in DOMAIN checkers : n \in honest => n \in satisfied
  /\ verdict' = "PAID"
  /\ guilty' = {}
  /\ worth'[Customer] = worth[Customer] - Payment
  /\ worth'[Provider] = worth[Provider] + Share
  /\ \A n \in Everybody \ {Customer} : n \in honest => worth'[n] >= worth[n]

(* The guilty are named, or nobody is: then the customer bears the toll. Whoever else is honest loses nothing. *)
Refund ==
  /\ verdict' = "REFUNDED"
  /\ guilty' \cap honest = {}
  /\ Customer \in honest => worth'[Customer] >= worth[Customer] - (IF guilty' = {} THEN Toll ELSE 0)
  /\ worth'[Customer] <= worth[Customer]
  /\ worth'[Provider] <= worth[Provider] + Share
  /\ \A n \in Everybody \ {Customer} : n \in honest => worth'[n] >= worth[n]

(* One step, and the last: afterwards no worth changes. What the checkers saw and said is forgotten. *)
TaskOut ==
  /\ phase = "IN"
  /\ phase' = "OUT"
  /\ Pay \/ Refund
  /\ Total(worth', Everybody) + Toll <= Total(worth, Everybody)
  /\ UNCHANGED <<honest, checkers>>

Next == TaskIn \/ Gather \/ Work \/ TaskOut

-----------------------------------------------------------------------------
Steps == [][Next]_trusted
Spec == Init /\ Steps

(* With a fair service every task that goes in comes out. *)
ComesOut == phase = "IN" ~> phase = "OUT"
=============================================================================
