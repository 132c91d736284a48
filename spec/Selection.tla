----------------------------- MODULE Selection ------------------------------
(***************************************************************************)
(* The draw of the execution group (§6): the snapshot, the claims, the     *)
(* rounds.  Abstracted: the VRF proof is "ok", "forged" or "replayed" (an  *)
(* honest proof made for another round), and Draw says what j a genuine    *)
(* proof shows.  A forged claim is not refused: it is applied as a lie.    *)
(***************************************************************************)
EXTENDS Committee, Credit

Proofs == {"ok", "forged", "replayed"}

(* §6: eligible as of the block that holds the job. *)
Eligible(t, jobs, credits, statuses) ==
  {n \in Nodes :
     /\ statuses[n] = "ACTIVE"
     /\ credits[n] > 0
     /\ credits[n] >= MinCredit(t)
     /\ ~BusyIn(jobs, n)
     /\ since[n] + Params.lookback <= height + 1
     /\ n \notin Parties(t)
     /\ NodeOwner[n] \notin Parties(t)}

(* A node that left and joined again since the block that holds the job is another one. *)
HeldAt(t) == job[t].deadline - job[t].round * Params.apply_window
SameRegistration(n, t) == since[n] <= HeldAt(t)

(* A claim names the round it was made for: one that comes a round late is not a lie. *)
NamesRound(t, r) == r = job[t].round

ApplyRefusal(n, t, r, proof) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[t].stage # "APPLY" -> "WRONG_STAGE"
    [] ~NamesRound(t, r) -> "WRONG_ROUND"
    [] n \notin DOMAIN job[t].snapshot \/ ~SameRegistration(n, t) -> "NOT_ELIGIBLE"
    [] n \in job[t].group \cup job[t].liars -> "ALREADY_APPLIED"
    [] status[n] # "ACTIVE" -> "NODE_NOT_ACTIVE"
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
          /\ credit' = Penalised(credit, n, Params.forged_claim_penalty)
          /\ UNCHANGED balance
  /\ UNCHANGED <<height, burned, status, since, service, bond>>

CancelRefusal(a, t) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] a # Tasks[t].owner -> "NOT_TASK_OWNER"
    [] job[t].stage \notin {"POSTED", "APPLY"} -> "WRONG_STAGE"
    [] OTHER -> "OK"

Cancel(a, t) ==
  /\ CancelRefusal(a, t) = "OK"
  /\ balance' = [b \in Accounts |-> balance[b]
                   + (IF b = a THEN Tasks[t].payment - Params.gas_fee ELSE 0)
                   + (IF b \in job[t].group THEN Deposit(t) ELSE 0)]
  /\ burned' = burned + Params.gas_fee
  /\ job' = [job EXCEPT ![t].stage = "SETTLED", ![t].outcome = "CANCELLED", ![t].escrow = 0]
  /\ UNCHANGED <<height, credit, status, since, service, bond>>

-----------------------------------------------------------------------------
(* What the tick makes of a job in selection. *)
GroupIsFull(t) == Cardinality(job[t].group) >= MinGroup(t)
LastRound(t) == job[t].round = Params.rounds

(* The block that held the job is finished: the draw opens.  The snapshot is filled in by the tick. *)
OpenDraw(t) == [job[t] EXCEPT !.stage = "APPLY", !.round = 1, !.deadline = DeadlineAfter(Params.apply_window)]

CloseDraw(t) ==
  IF GroupIsFull(t)
  THEN IF IsTask(t)
       THEN [job[t] EXCEPT !.stage = "READY", !.deadline = DeadlineAfter(Params.ready_window), !.executor = Elected(t)]
       ELSE [job[t] EXCEPT !.stage = "CONFIRM", !.deadline = DeadlineAfter(Params.confirm_window)]
  ELSE IF ~LastRound(t)
  THEN [job[t] EXCEPT !.round = @ + 1, !.deadline = DeadlineAfter(Params.apply_window), !.group = {},
                      !.escrow = @ - Cardinality(job[t].group) * Deposit(t)]
  ELSE [job[t] EXCEPT !.stage = "SETTLED", !.outcome = "UNFILLED", !.escrow = 0]

-----------------------------------------------------------------------------
SelectionTypeOK == \A t \in JobIds :
  /\ job[t].round \in 0..Params.rounds
  /\ DOMAIN job[t].snapshot \subseteq Nodes
  /\ \A n \in DOMAIN job[t].snapshot : job[t].snapshot[n] \in 1..Params.total_credit
  /\ job[t].group \subseteq DOMAIN job[t].snapshot
  /\ job[t].liars \subseteq DOMAIN job[t].snapshot
  /\ job[t].executor \in job[t].group \cup {"NONE"}

(* §6: a place needs a genuine draw, and only eligible nodes have one. *)
OnlyDrawnServe == \A t \in JobIds : \A n \in job[t].group : J(t, n) > 0
LiarsHaveNoPlace == \A t \in JobIds : job[t].stage = "APPLY" => job[t].group \cap job[t].liars = {}
ClosedGroupIsFull == \A t \in JobIds :
  job[t].stage \in {"READY", "APPROVE", "KEYS", "RUN", "CONFIRM"} => GroupIsFull(t)
=============================================================================
