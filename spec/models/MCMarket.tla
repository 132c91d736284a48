------------------------------- MODULE MCMarket -------------------------------
(* Transfers, two services, four tasks: one posts properly, one with too small  *)
(* a deposit, one with too small a payment, one of the service's owner.        *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.draw_delay = 1]
MCIds == <<"n1">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n1 |-> "n1"]
MCNodeEk == [n1 |-> "ek1"]
MCServices == [s1 |-> [owner |-> "bob", price |-> 2], s2 |-> [owner |-> "bob", price |-> 4]]
MCTasks ==
  [t1 |-> [owner |-> "alice", service |-> "s1", payment |-> 3, deposit |-> 2, min_credit |-> 0],
   t2 |-> [owner |-> "alice", service |-> "s1", payment |-> 4, deposit |-> 1, min_credit |-> 0],
   t3 |-> [owner |-> "alice", service |-> "s2", payment |-> 4, deposit |-> 4, min_credit |-> 0],
   t4 |-> [owner |-> "bob",   service |-> "s1", payment |-> 4, deposit |-> 4, min_credit |-> 0]]
MCJoins == EmptyFunction
MCDraw == [t \in DOMAIN MCTasks |-> [r \in 1..2 |-> [n1 |-> [j |-> 0, beta |-> 0]]]]

Start == {Genesis([alice |-> 6, bob |-> 3, n1 |-> 1], [n1 |-> 40], [s1 |-> "NONE", s2 |-> "NONE"])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 10

Ticking == {"NONE"}
MaxHeight == 2
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Senders == {"alice", "bob"}
Receivers == {"alice", "bob", "n1"}
Amounts == {0, 2, 7}
Actions ==
  [Transfer |-> <<Senders, Receivers, Amounts>>,
   OfferService |-> <<{"s1", "s2"}>>,
   WithdrawService |-> <<Senders, {"s1"}>>,
   PostTask |-> <<{"t1", "t2", "t3", "t4"}>>,
   Cancel |-> <<Senders, {"t1", "t4"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E a \in Senders, b \in Receivers, x \in Amounts : Transfer(a, b, x)
  \/ \E s \in {"s1", "s2"} : OfferService(s)
  \/ \E a \in Senders : WithdrawService(a, "s1")
  \/ \E t \in TaskIds : PostTask(t)
  \/ \E a \in Senders, t \in {"t1", "t4"} : Cancel(a, t)
  \/ EndBlock
  \/ Done
===============================================================================
