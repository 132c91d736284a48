----------------------------- MODULE MCSelection ------------------------------
(* One task, five eligible nodes, one of them too poor for the deposit and the *)
(* others with just enough, a node of Alice's, three rounds, every way to claim. *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.total_credit = 60, !.rounds = 3]
NodeSet == {"n1", "n2", "n3", "n4", "n5", "n6"}
MCIds == <<"n1", "n2", "n3", "n4", "n5", "n6">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> IF n = "n5" THEN "alice" ELSE n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek5", n6 |-> "ek6"]
MCServices == [s1 |-> [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 3, min_credit |-> 6]]
MCJoins == EmptyFunction
Drawn(j1, j2, j3, j4) ==
  [n1 |-> [j |-> j1, beta |-> 4], n2 |-> [j |-> j2, beta |-> 3], n3 |-> [j |-> j3, beta |-> 2], n4 |-> [j |-> j4, beta |-> 1],
   n5 |-> [j |-> 1, beta |-> 0], n6 |-> [j |-> 1, beta |-> 0]]
MCDraw == [t1 |-> <<Drawn(1, 1, 0, 1), Drawn(2, 1, 1, 1), Drawn(0, 1, 1, 2)>>]

Start == {Genesis([alice |-> 10, bob |-> 0, n1 |-> 3, n2 |-> 3, n3 |-> 4, n4 |-> 3, n5 |-> 3, n6 |-> 2],
                 [n1 |-> 10, n2 |-> 12, n3 |-> 13, n4 |-> 6, n5 |-> 9, n6 |-> 10], [s1 |-> "LIVE"])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 28

Ticking == {"POSTED", "APPLY"}
MaxHeight == 11
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [PostTask |-> <<{"t1"}>>,
   Apply |-> <<NodeSet, {"t1"}, 1..3, Proofs>>,
   Cancel |-> <<{"alice", "bob"}, {"t1"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ PostTask("t1")
  \/ \E n \in NodeSet, r \in 1..3, p \in Proofs : Apply(n, "t1", r, p)
  \/ \E a \in {"alice", "bob"} : Cancel(a, "t1")
  \/ EndBlock
  \/ Done
===============================================================================
