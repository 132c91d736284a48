----------------------------- MODULE MCEnrolment ------------------------------
(* A candidate from its closed group to the end: every credential, every answer, *)
(* every opening, by attestors and by strangers.  A second candidate with the    *)
(* same endorsement key is to be admitted at the same tick, and a third node may *)
(* hold that key already.                                                        *)
EXTENDS Payouts, MCBase

MCParams == [SmallParams EXCEPT !.min_group = 2, !.tau = 2, !.join_deposit = 13, !.join_fee = 4, !.monitor_reward = 1, !.monitor_penalty = 5,
             !.absence_penalty = 2, !.total_credit = 40, !.confirm_window = 2]
NodeSet == {"n1", "n2", "n3", "n4", "n5", "n6"}
MCIds == <<"n1", "n2", "n3", "n4", "n5", "n6">>
MCOwners == {"alice"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "shared", n5 |-> "shared", n6 |-> "shared"]
MCServices == EmptyFunction
MCTasks == EmptyFunction
(* The candidate of the first join has the higher id. *)
MCJoins == [j1 |-> "n5", j2 |-> "n4"]
DrawnNodes == [n1 |-> [j |-> 3, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 2, beta |-> 3],
               n4 |-> [j |-> 0, beta |-> 4], n5 |-> [j |-> 0, beta |-> 5], n6 |-> [j |-> 0, beta |-> 6]]
MCDraw == [t \in DOMAIN MCJoins |-> <<DrawnNodes, DrawnNodes>>]
Weights == [n1 |-> 19, n2 |-> 8, n3 |-> 13]

Enrolling == [NoJob EXCEPT !.stage = "ENROL", !.posted = 1, !.round = 1, !.deadline = 7, !.snapshot = Weights,
                           !.group = {"n1", "n2"}, !.escrow = 39]
Confirming == [NoJob EXCEPT !.stage = "CONFIRM", !.posted = 1, !.round = 2, !.deadline = 9, !.snapshot = Weights,
                            !.group = {"n3"}, !.escrow = 26, !.shown = TRUE, !.credentials = [n3 |-> "made"],
                            !.answers = [n3 |-> "right"]]
With(holder) ==
  [height  |-> 5,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> [n \in Nodes |-> IF n \in DOMAIN Weights THEN Weights[n] ELSE 0],
   status  |-> [n1 |-> "ACTIVE", n2 |-> "ACTIVE", n3 |-> "ACTIVE", n4 |-> "JOINING", n5 |-> "JOINING", n6 |-> holder],
   since   |-> [n \in Nodes |-> IF n \in DOMAIN Weights THEN 0 ELSE 1],
   service |-> EmptyFunction,
   job     |-> [j1 |-> Enrolling, j2 |-> Confirming]]
Start == {With("LEFT"), With("SUSPENDED")}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 72

Ticking == Open
MaxHeight == 30
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Attestors == {"n1", "n2", "n3"}
Actions ==
  [ChallengeCandidate |-> <<{"n1", "n2", "n5"}, {"j1"}, {"made", "junk"}>>,
   AnswerCredential |-> <<{"n1", "n5"}, {"j1"}, {"n1", "n2"}, {"right", "wrong"}>>,
   Show |-> <<{"n1", "n5"}, {"j1", "j2"}, Evidences>>,
   ConfirmCandidate |-> <<Attestors, {"j1", "j2"}, {"true", "false"}>>,
   Leave |-> <<{"n6"}>>,
   Join |-> <<{"j1", "j2"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E m \in {"n1", "n2", "n5"}, c \in {"made", "junk"} : ChallengeCandidate(m, "j1", c)
  \/ \E n \in {"n1", "n5"}, m \in {"n1", "n2"}, a \in {"right", "wrong"} : AnswerCredential(n, "j1", m, a)
  \/ \E n \in {"n1", "n5"}, t \in {"j1", "j2"}, e \in Evidences : Show(n, t, e)
  \/ \E m \in Attestors, t \in {"j1", "j2"}, seed \in {"true", "false"} : ConfirmCandidate(m, t, seed)
  \/ Leave("n6")
  \/ \E t \in {"j1", "j2"} : Join(t)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
