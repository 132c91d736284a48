------------------------------ MODULE MCLookback ------------------------------
(* A task and two joins open at once.  n1 may leave while a snapshot holds it    *)
(* and join anew; n4 is about to be admitted by n3, and stands in the snapshot   *)
(* of a round then, with a key too new or old enough for the task; whoever       *)
(* attests is busy.  Lies cost so much that all credit may be gone when the      *)
(* newcomer comes: n3 has some, or is suspended.                                 *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.min_group = 2, !.tau = 1, !.floor_denominator = 5, !.lookback = 4, !.forged_claim_penalty = 30, !.join_deposit = 7, !.join_fee = 3,
             !.join_credit = 15, !.draw_delay = 1]
NodeSet == {"n1", "n2", "n3", "n4"}
MCIds == <<"n1", "n2", "n3", "n4">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [AnyTask EXCEPT !.tau = 2] @@ [owner |-> "alice", service |-> "s1", payment |-> 8, deposit |-> 6, min_credit |-> 0]]
MCJoins == [j1 |-> "n4", j2 |-> "n1"]
DrawnNodes == [n1 |-> [j |-> 1, beta |-> 4], n2 |-> [j |-> 2, beta |-> 3], n3 |-> [j |-> 3, beta |-> 2], n4 |-> [j |-> 1, beta |-> 1]]
NobodyDrawn == [n \in NodeSet |-> [j |-> 0, beta |-> 0]]
MCDraw == [t1 |-> <<DrawnNodes, DrawnNodes>>, j1 |-> <<DrawnNodes, DrawnNodes>>, j2 |-> <<NobodyDrawn, NobodyDrawn>>]

Attesting(credits, standing) ==
  [height  |-> 5,
   balance |-> [alice |-> 8, bob |-> 0, n1 |-> 8, n2 |-> 8, n3 |-> 4, n4 |-> 6],
   burned  |-> 0,
   credit  |-> credits,
   status  |-> [n1 |-> "ACTIVE", n2 |-> "ACTIVE", n3 |-> standing, n4 |-> "JOINING"],
   since   |-> [n1 |-> 0, n2 |-> 0, n3 |-> 0, n4 |-> 4],
   service |-> [s1 |-> LiveService(7)],
   job     |-> [NoJobs EXCEPT !["j1"] =
     [NoJob EXCEPT !.stage = "CONFIRM", !.posted = 4, !.round = 1, !.deadline = 8, !.escrow = 14, !.group = {"n3"},
                   !.snapshot = [n1 |-> 9, n2 |-> 13, n3 |-> 18], !.shown = TRUE,
                   !.credentials = [n3 |-> "made"], !.answers = [n3 |-> "right"]]]]
Start == {Attesting([n1 |-> 9, n2 |-> 13, n3 |-> 18, n4 |-> 0], "ACTIVE"),
          Attesting([n1 |-> 11, n2 |-> 29, n3 |-> 0, n4 |-> 0], "SUSPENDED")}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 55

Ticking == {"POSTED", "APPLY", "ENROL", "CONFIRM"}
MaxHeight == 10
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [PostTask |-> <<{"t1"}>>,
   Join |-> <<{"j2"}>>,
   Leave |-> <<{"n1"}>>,
   Apply |-> <<NodeSet, {"t1"}, {1, 2}, {"ok", "forged"}>>,
   ConfirmCandidate |-> <<{"n3"}, {"j1"}, {"true"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ PostTask("t1")
  \/ Join("j2")
  \/ Leave("n1")
  \/ \E n \in NodeSet, t \in {"t1"}, r \in {1, 2}, p \in {"ok", "forged"} : Apply(n, t, r, p)
  \/ ConfirmCandidate("n3", "j1", "true")
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
