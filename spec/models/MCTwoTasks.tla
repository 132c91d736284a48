------------------------------ MODULE MCTwoTasks ------------------------------
(* Two tasks at once, one of them a node's: a node serves one open job at a     *)
(* time, and one tick may settle both.                                          *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.min_tau = 1, !.min_group = 2, !.rounds = 1, !.total_credit = 30, !.draw_delay = 1]
NodeSet == {"n1", "n2", "n3"}
MCIds == <<"n1", "n2", "n3">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 6] @@ [owner |-> "bob", price |-> 2]]
Short == [AnyTask EXCEPT !.tau = 1]
MCTasks == [t1 |-> Short @@ [owner |-> "alice", service |-> "s1", payment |-> 6, deposit |-> 5, min_credit |-> 0],
            t2 |-> Short @@ [owner |-> "n1",    service |-> "s1", payment |-> 5, deposit |-> 4, min_credit |-> 8]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 1, beta |-> 1], n2 |-> [j |-> 1, beta |-> 2], n3 |-> [j |-> 1, beta |-> 3]]
MCDraw == [t \in {"t1", "t2"} |-> <<DrawnNodes>>]

Start == {Genesis([alice |-> 6, bob |-> 0, n1 |-> 10, n2 |-> 5, n3 |-> 5], [n1 |-> 9, n2 |-> 9, n3 |-> 12], [s1 |-> LiveService(6)])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 32

Ticking == Open
MaxHeight == 7
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [PostTask |-> <<{"t1", "t2"}>>,
   Apply |-> <<NodeSet, {"t1", "t2"}, {1}, {"ok"}>>,
   Leave |-> <<{"n3"}>>,
   Show |-> <<{"n2"}, {"t2"}, {"pass"}>>,
   Approve |-> <<{"n3"}, {"t2"}>>,
   ReleaseKey |-> <<{"n1"}, {"t2"}, {"task"}, {"right"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E t \in TaskIds : PostTask(t)
  \/ \E n \in NodeSet, t \in TaskIds : Apply(n, t, 1, "ok")
  \/ Leave("n3")
  \/ Show("n2", "t2", "pass")
  \/ Approve("n3", "t2")
  \/ ReleaseKey("n1", "t2", "task", "right")
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
