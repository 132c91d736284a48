----------------------------- MODULE MCSelection ------------------------------
(* One task, four eligible nodes and one that is Alice's, three rounds, every   *)
(* way to claim.  In the first round nobody but n1 is drawn.                   *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.total_credit = 50, !.rounds = 3]
NodeSet == {"n1", "n2", "n3", "n4", "n5"}
MCIds == <<"n1", "n2", "n3", "n4", "n5">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> IF n = "n5" THEN "alice" ELSE n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek5"]
MCServices == [s1 |-> [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 3, min_credit |-> 6]]
MCJoins == EmptyFunction
Drawn(j1, j2, j3, j4) ==
  [n1 |-> [j |-> j1, beta |-> 4], n2 |-> [j |-> j2, beta |-> 3], n3 |-> [j |-> j3, beta |-> 2], n4 |-> [j |-> j4, beta |-> 1],
   n5 |-> [j |-> 1, beta |-> 0]]
MCDraw == [t1 |-> <<Drawn(1, 1, 0, 1), Drawn(2, 1, 1, 1), Drawn(0, 1, 1, 2)>>]

Start == {Genesis([alice |-> 10, bob |-> 0, n1 |-> 3, n2 |-> 3, n3 |-> 4, n4 |-> 3, n5 |-> 3],
                 [n1 |-> 10, n2 |-> 12, n3 |-> 13, n4 |-> 6, n5 |-> 9], [s1 |-> "LIVE"])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 26

Ticking == {"POSTED", "APPLY"}
MaxHeight == 9
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [PostTask |-> <<{"t1"}>>,
   Apply |-> <<NodeSet, {"t1"}, Proofs>>,
   Cancel |-> <<{"alice", "bob"}, {"t1"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ PostTask("t1")
  \/ \E n \in NodeSet, p \in Proofs : Apply(n, "t1", p)
  \/ \E a \in {"alice", "bob"} : Cancel(a, "t1")
  \/ EndBlock
  \/ Done
===============================================================================
