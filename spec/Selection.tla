----------------------------- MODULE Selection ------------------------------
(***************************************************************************)
(* The draw of the execution group (§6): the snapshot, the claims, the     *)
(* rounds.  Abstracted: the VRF proof is "ok", "forged" or "replayed" (an  *)
(* honest proof made for another round), and Draw says what j a genuine    *)
(* proof shows.  A forged claim is not refused: it is applied as a lie.    *)
(***************************************************************************)
EXTENDS Committee, Credit

Proofs == {"ok", "forged", "replayed"}

(* §6: every active node weighs its credit, whatever the job asks for and whoever is busy. *)
Weighing(t, jobs, credits, statuses) == {n \in Nodes : statuses[n] = "ACTIVE" /\ credits[n] > 0}

(* §6: what is asked of a node that claims a place. *)
OldEnough(n, t) == since[n] + Params.lookback <= job[t].posted
OfParty(n, t) == {n, NodeOwner[n]} \cap Parties(t) # {}

(* A claim names the round it was made for: one that comes a round late is not a lie. *)
NamesRound(t, r) == r = job[t].round

ApplyRefusal(n, t, r, proof) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[t].stage # "APPLY" -> "WRONG_STAGE"
    [] ~NamesRound(t, r) -> "WRONG_ROUND"
    [] n \notin DOMAIN job[t].snapshot -> "NOT_IN_SNAPSHOT"
    [] n \in job[t].group \cup job[t].liars -> "ALREADY_APPLIED"
    [] status[n] # "ACTIVE" -> "NODE_NOT_ACTIVE"
    [] credit[n] < MinCredit(t) -> "CREDIT_TOO_LOW"
    [] ~OldEnough(n, t) -> "KEY_TOO_NEW"
    [] OfParty(n, t) -> "NODE_OF_PARTY"
    [] BusyIn(job, n) -> "NODE_BUSY"
    [] balance[n] < Deposit(t) -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

(* The claim "I was drawn" holds: a genuine proof for this round that shows j > 0. *)
ClaimHolds(n, t, r, proof) == proof = "ok" /\ r = job[t].round /\ J(t, n) > 0

Apply(n, t, r, proof) ==
  /\ ApplyRefusal(n, t, r, proof) = "OK"
  /\ IF ClaimHolds(n, t, r, proof)
     THEN /\ balance' = [balance EXCEPT ![n] = @ - Deposit(t)]
          /\ job' = [job EXCEPT ![t].group = @ \cup {n}, ![t].escrow = @ + Deposit(t)]
          /\ UNCHANGED credit
     ELSE /\ job' = [job EXCEPT ![t].liars = @ \cup {n}]
          /\ credit' = AfterLie(credit, n, Params.forged_claim_penalty)
          /\ UNCHANGED balance
  /\ UNCHANGED <<height, burned, status, since, service>>

-----------------------------------------------------------------------------
(* What the tick makes of a job in selection. *)
GroupIsFull(t) == Cardinality(job[t].group) >= MinGroup(t)
LastRound(t) == job[t].round = Params.rounds

(* The members that will not execute; in a join everybody. *)
Watching(t) == IF IsTask(t) THEN job[t].group \ {Elected(t)} ELSE job[t].group
(* Their J is more than the floor's share of tau: few votes of a coalition's own make no group. *)
AboveFloor(t) == Weight(t, Watching(t)) * FloorDenominator(t) > FloorNumerator(t) * Tau(t)
GroupStands(t) == GroupIsFull(t) /\ AboveFloor(t)

(* A round opens, the first or another.  The snapshot is filled in by the tick. *)
OpenRound(t) ==
  [job[t] EXCEPT !.stage = "APPLY", !.round = @ + 1, !.deadline = DeadlineAfter(Params.apply_window), !.group = {},
                 !.escrow = @ - Cardinality(job[t].group) * Deposit(t)]

(* A group that is too small after the last round is settled, not closed. *)
CloseDraw(t) ==
  IF GroupStands(t)
  THEN IF IsTask(t)
       THEN [job[t] EXCEPT !.stage = "READY", !.deadline = DeadlineAfter(Params.ready_window), !.executor = Elected(t)]
       ELSE [job[t] EXCEPT !.stage = "ENROL", !.deadline = DeadlineAfter(Params.enrol_window + Params.answer_window)]
  ELSE OpenRound(t)

-----------------------------------------------------------------------------
(* The stages of a group that stands. *)
Closed == {"ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM"}

SelectionTypeOK == \A t \in JobIds :
  /\ job[t].round \in 0..Params.rounds
  /\ job[t].executor \in job[t].group \cup {"NONE"}
  /\ DOMAIN job[t].snapshot \subseteq Nodes
  /\ \A n \in DOMAIN job[t].snapshot : job[t].snapshot[n] \in 1..Params.total_credit
  /\ job[t].liars \subseteq Nodes
  /\ job[t].stage \in Open => job[t].group \subseteq DOMAIN job[t].snapshot

(* §6: the weights of a draw are all credit there is, so no coalition weighs more than its share. *)
SnapshotIsAllCredit == [][\A t \in JobIds :
  (job[t].round # job'[t].round) => Sum(job'[t].snapshot) = Sum(credit')]_ledger

(* §6: a place needs a genuine draw. *)
OnlyDrawnServe == \A t \in JobIds : \A n \in job[t].group : J(t, n) > 0
LiarsHaveNoPlace == \A t \in JobIds : job[t].stage = "APPLY" => job[t].group \cap job[t].liars = {}
ClosedGroupIsFull == \A t \in JobIds :
  job[t].stage \in Closed => GroupIsFull(t)
(* §6: said of tasks and of joins, which have a floor of their own. *)
ClosedGroupIsAboveFloor == \A t \in JobIds : job[t].stage \in Closed =>
  IF t \in TaskIds
  THEN Weight(t, Monitors(t)) * Params.floor_denominator > Params.floor_numerator * Tasks[t].tau
  ELSE Weight(t, job[t].group) * Params.join_floor_denominator > Params.join_floor_numerator * Params.tau
(* §6: whoever serves had its VRF key when the job was posted, and long enough before. *)
KeysAreOldEnough == \A t \in JobIds : job[t].stage \in Open => \A n \in job[t].group :
  since[n] + Params.lookback <= job[t].posted
=============================================================================
