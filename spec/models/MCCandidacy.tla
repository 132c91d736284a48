------------------------------ MODULE MCCandidacy -----------------------------
(* A candidate, with its keys in one TPM or not, before three attestors of       *)
(* unequal votes; coalitions with a quorum and without.                          *)
EXTENDS Candidacy, MCBase

MCParams == [SmallParams EXCEPT !.join_deposit = 7, !.join_fee = 3, !.monitor_reward = 1, !.monitor_penalty = 5, !.absence_penalty = 2,
             !.total_credit = 40, !.confirm_window = 2]
NodeSet == {"n1", "n2", "n3", "n4"}
MCIds == <<"n1", "n2", "n3", "n4">>
MCOwners == {"alice"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == EmptyFunction
MCTasks == EmptyFunction
MCJoins == [j1 |-> "n4"]
(* None is a quorum alone, and any two are. *)
DrawnNodes == [n1 |-> [j |-> 2, beta |-> 1], n2 |-> [j |-> 3, beta |-> 2], n3 |-> [j |-> 4, beta |-> 3],
               n4 |-> [j |-> 0, beta |-> 4]]
MCDraw == [j1 |-> <<DrawnNodes, DrawnNodes>>]
Weights == [n1 |-> 11, n2 |-> 16, n3 |-> 13]
Attestors == {"n1", "n2", "n3"}
MCAdversaries ==
  {{"n3"}, {"n1", "n2"}, {"n4", "n2"}, {"n4", "fake", "n3"}, {"n4", "fake", "n2", "n3"}}

Start ==
  {[height  |-> 5,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> [n1 |-> 11, n2 |-> 16, n3 |-> 13, n4 |-> 0],
   status  |-> [n1 |-> "ACTIVE", n2 |-> "ACTIVE", n3 |-> "ACTIVE", n4 |-> "JOINING"],
   since   |-> [n1 |-> 0, n2 |-> 0, n3 |-> 0, n4 |-> 1],
   service |-> EmptyFunction,
   job     |-> [j1 |->
     [NoJob EXCEPT !.stage = "ENROL", !.posted = 1, !.round = 1, !.deadline = 7, !.snapshot = Weights,
                   !.group = Attestors, !.escrow = 28]]]}
MCInit == (\E s \in Start : LedgerIs(s)) /\ CandidacyInit
MCConserved == Supply = 33

Ticking == Open
MaxHeight == 30
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ PassTime
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, byzantine>>

Actions ==
  [GiveCredential |-> <<Attestors, Credentials>>,
   GiveReply |-> <<Attestors, Answers>>,
   GiveSight |-> << >>,
   GiveOpening |-> <<Attestors, Seeds>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Joined |-> Joined,
   Adversaries |-> Adversaries, Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ \E m \in Attestors, c \in Credentials : GiveCredential(m, c)
  \/ \E m \in Attestors, a \in Answers : GiveReply(m, a)
  \/ GiveSight
  \/ \E m \in Attestors, s \in Seeds : GiveOpening(m, s)
  \/ EndBlock
  \/ Done

vars == <<ledger, byzantine>>
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
