------------------------------ MODULE MCElection ------------------------------
(* A group forms while its members announce themselves; n4 is drawn and         *)
(* announces itself, but may never apply.                                       *)
EXTENDS Election, MCBase

MCParams == SmallParams
NodeSet == {"n1", "n2", "n3", "n4"}
MCIds == <<"n1", "n2", "n3", "n4">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [AnyTask EXCEPT !.tau = 2] @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 0]]
MCJoins == EmptyFunction
(* As texts "9" > "10": who compares j as text elects n2.  n1 and n4 tie in j and beta. *)
DrawnNodes == [n1 |-> [j |-> 10, beta |-> 2], n2 |-> [j |-> 9, beta |-> 1], n3 |-> [j |-> 0, beta |-> 3],
               n4 |-> [j |-> 10, beta |-> 2]]
SecondDraw == [n1 |-> [j |-> 0, beta |-> 2], n2 |-> [j |-> 1, beta |-> 5], n3 |-> [j |-> 1, beta |-> 3],
               n4 |-> [j |-> 1, beta |-> 3]]
MCDraw == [t1 |-> <<DrawnNodes, SecondDraw>>]

Start == {Genesis([alice |-> 10, bob |-> 0, n1 |-> 7, n2 |-> 7, n3 |-> 7, n4 |-> 7],
                 [n1 |-> 10, n2 |-> 10, n3 |-> 10, n4 |-> 10], [s1 |-> LiveService(7)])}
MCInit == (\E s \in Start : LedgerIs(s)) /\ ElectionInit
MCConserved == Supply = 45

PostRefusal == PostTaskRefusal("t1")
Post == LedgerStep(PostTask("t1"))
(* Nobody claims falsely here. *)
ClaimRefusal(n) ==
  CASE ApplyRefusal(n, "t1", job["t1"].round, "ok") # "OK" -> ApplyRefusal(n, "t1", job["t1"].round, "ok")
    [] ~ClaimHolds(n, "t1", job["t1"].round, "ok") -> "NOT_HONEST"
    [] OTHER -> "OK"
Claim(n) == ClaimRefusal(n) = "OK" /\ LedgerStep(Apply(n, "t1", job["t1"].round, "ok"))
Ticking == {"POSTED", "APPLY"}
MaxHeight == 11
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ LedgerStep(Tick)
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, election>>

Actions ==
  [Post |-> << >>,
   Claim |-> <<NodeSet>>,
   Announce |-> <<{"n1", "n4"}, {"n1", "n2", "n4"}>>,
   Elect |-> <<NodeSet>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Subject |-> Subject, Announcers |-> Announcers] @@ LedgerConstants

MCNext ==
  \/ Post
  \/ \E n \in NodeSet : Claim(n)
  \/ \E n \in {"n1", "n4"}, m \in {"n1", "n2", "n4"} : Announce(n, m)
  \/ \E m \in NodeSet : Elect(m)
  \/ EndBlock
  \/ Done

vars == <<ledger, election>>
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
