----------------------------- MODULE MCAdmission ------------------------------
(* Two candidates with one endorsement key between them, one of them trying    *)
(* twice, attested by three active nodes.  One of them may leave and join      *)
(* anew, or lose all its credit while it attests.                              *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.rounds = 2, !.draw_delay = 1, !.confirm_window = 2]
NodeSet == {"n1", "n2", "n3", "n4", "n5"}
MCIds == <<"n1", "n2", "n3", "n4", "n5">>
MCOwners == {"alice"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4", n5 |-> "ek4"]
MCServices == EmptyFunction
MCTasks == EmptyFunction
MCJoins == [j1 |-> "n4", j2 |-> "n5", j3 |-> "n4", j4 |-> "n1"]
(* In the first round the two that apply have votes enough for a task, and not for a join. *)
Drawn(j) == [n1 |-> [j |-> 1, beta |-> 1], n2 |-> [j |-> 1, beta |-> 2], n3 |-> [j |-> j, beta |-> 3],
             n4 |-> [j |-> 1, beta |-> 4], n5 |-> [j |-> 1, beta |-> 5]]
MCDraw == [t \in {"j1", "j2", "j3", "j4"} |-> <<Drawn(2), Drawn(3)>>]

(* n4 can pay for the fees of two rounds, and then for a join again. *)
Start == {Genesis([alice |-> 0, n1 |-> 21, n2 |-> 21, n3 |-> 21, n4 |-> 39, n5 |-> 21],
                 [n1 |-> 5, n2 |-> 14, n3 |-> 21, n4 |-> 0, n5 |-> 0], EmptyFunction)}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 123

Ticking == Open
MaxHeight == 8
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [Join |-> <<{"j1", "j2", "j3", "j4"}>>,
   Apply |-> <<{"n1", "n3"}, {"j1"}, {1, 2}, {"ok", "forged"}>>,
   ChallengeCandidate |-> <<{"n1", "n3"}, {"j1"}, {"made"}>>,
   AnswerCredential |-> <<{"n4"}, {"j1"}, {"n1", "n3"}, {"right"}>>,
   ConfirmCandidate |-> <<{"n1", "n3"}, {"j1"}, {"true", "false"}>>,
   Leave |-> <<{"n1", "n4"}>>,
   RequestPayment |-> <<{"n1"}, {"j1"}, {"pass"}>>,
   ReleaseKey |-> <<{"n4"}, {"j1"}, {"task"}, {"right"}>>,
   Show |-> <<{"n4"}, {"j1"}, {"pass"}>>,
   Confirm |-> <<{"n1"}, {"j1"}, {"pass"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E t \in JoinIds : Join(t)
  \/ \E n \in {"n1", "n3"}, r \in {1, 2}, p \in {"ok", "forged"} : Apply(n, "j1", r, p)
  \/ \E n \in {"n1", "n3"} : ChallengeCandidate(n, "j1", "made")
  \/ \E m \in {"n1", "n3"} : AnswerCredential("n4", "j1", m, "right")
  \/ \E n \in {"n1", "n3"}, seed \in {"true", "false"} : ConfirmCandidate(n, "j1", seed)
  \/ Show("n4", "j1", "pass")
  \/ \E n \in {"n1", "n4"} : Leave(n)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
