----------------------------- MODULE MCSelection ------------------------------
(* One task in three rounds, every way to claim.  Each of the last four nodes   *)
(* weighs in the draw and is kept out for a reason of its own: Alice's node,    *)
(* Bob's node, one too poor for the deposit, one whose key is too new; n4 falls *)
(* below the least credit when it lies.  In the first round the group has its   *)
(* members and too few votes.                                                   *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.total_credit = 186, !.rounds = 3, !.lookback = 3, !.ready_window = 4, !.approve_window = 5,
             !.keys_window = 6, !.confirm_window = 7, !.watch_window = 8, !.answer_window = 9, !.max_run_window = 40]
NodeSet == {"n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"}
MCIds == <<"n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> CASE n = "n5" -> "alice" [] n = "n7" -> "bob" [] OTHER -> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek5", n6 |-> "ek6", n7 |-> "ek7", n8 |-> "ek8"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [AnyTask EXCEPT !.run_window = 36] @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 12]]
MCJoins == EmptyFunction
Drawn(j1, j2, j3, j4) ==
  [n1 |-> [j |-> j1, beta |-> 4], n2 |-> [j |-> j2, beta |-> 3], n3 |-> [j |-> j3, beta |-> 2], n4 |-> [j |-> j4, beta |-> 1],
   n5 |-> [j |-> 1, beta |-> 0], n6 |-> [j |-> 1, beta |-> 0], n7 |-> [j |-> 1, beta |-> 0], n8 |-> [j |-> 1, beta |-> 0]]
MCDraw == [t1 |-> <<Drawn(1, 1, 0, 1), Drawn(3, 2, 1, 1), Drawn(0, 2, 1, 3)>>]

Start == {[Genesis([alice |-> 10, bob |-> 0, n1 |-> 7, n2 |-> 7, n3 |-> 8, n4 |-> 7, n5 |-> 7, n6 |-> 6, n7 |-> 7, n8 |-> 7],
                   [n1 |-> 80, n2 |-> 13, n3 |-> 19, n4 |-> 12, n5 |-> 15, n6 |-> 16, n7 |-> 17, n8 |-> 14], [s1 |-> LiveService(7)])
           EXCEPT !.height = 5, !.since = [n \in NodeSet |-> CASE n = "n3" -> 3 [] n = "n8" -> 4 [] OTHER -> 0]]}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 73

Ticking == {"POSTED", "APPLY"}
MaxHeight == 16
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [PostTask |-> <<{"t1"}>>,
   Apply |-> <<NodeSet, {"t1"}, 1..3, Proofs>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ PostTask("t1")
  \/ \E n \in NodeSet, r \in 1..3, p \in Proofs : Apply(n, "t1", r, p)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
