------------------------------- MODULE Ledger -------------------------------
(***************************************************************************)
(* Layer one: what it stores, and the arithmetic every rule shares (§2-§4).*)
(*                                                                         *)
(* Abstracted: signatures, transaction counters, octets and digests (they  *)
(* belong to the envelope around a transaction, not to a rule), who makes  *)
(* a block, its hash and beacon (the draw is the constant table Draw), the *)
(* contents of payloads, and the logs that nodes publish.  Not abstracted: *)
(* every balance, deposit, credit and deadline, to the unit, and the code  *)
(* with which a transaction is refused.                                    *)
(*                                                                         *)
(* Each transaction X comes as two definitions.  XRefusal(args) is the     *)
(* code of the first check that fails, or "OK"; X(args) is the action,     *)
(* enabled exactly when XRefusal(args) = "OK".                             *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC
(* Of TLC only TLCEval(v) == v is used: it has TLC evaluate v once, not at each use. *)

CONSTANTS
  Params,      \* the record of all parameters of §3
  Ids,         \* the node ids in ascending order, a sequence of strings
  Owners,      \* the accounts that are not nodes, a set of strings
  NodeOwner,   \* [Nodes -> Accounts], the account a node declares as its owner
  NodeEk,      \* [Nodes -> endorsement keys]
  Services,    \* [service ids -> [owner, price, bond, least_tau, least_result_limit, least_time_limit]]
  Tasks,       \* [task ids -> [owner, service, payment, deposit, min_credit, tau, run_window, result_limit, time_limit]]
  Joins,       \* [join ids -> node], the candidate of each join
  Draw         \* [job ids -> <<[Nodes -> [j, beta]], ...>>], one draw a round

VARIABLES
  height,      \* height of the newest finished block
  balance,     \* [Accounts -> units of LEO]
  burned,      \* units of LEO destroyed so far
  credit,      \* [Nodes -> units of credit]
  status,      \* [Nodes -> Statuses]
  since,       \* [Nodes -> height of the block that registered the VRF key]
  service,     \* [service ids -> [standing, bond]], the bond being what no open task holds of it
  job          \* [job ids -> Job records], "NONE" until posted

ledger == <<height, balance, burned, credit, status, since, service, job>>

Nodes == {Ids[i] : i \in 1..Len(Ids)}
Accounts == Nodes \cup Owners
TaskIds == DOMAIN Tasks
JoinIds == DOMAIN Joins
JobIds == TaskIds \cup JoinIds

Statuses == {"NONE", "JOINING", "ACTIVE", "SUSPENDED", "LEFT"}
Live == {"JOINING", "ACTIVE", "SUSPENDED"}
Holding == {"ACTIVE", "SUSPENDED"}
Stages == {"NONE", "POSTED", "APPLY", "ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM", "SETTLED"}
Open == Stages \ {"NONE", "SETTLED"}
TaskOutcomes == {"UNFILLED", "DONE", "EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT", "UNDECIDED"}
JoinOutcomes == {"UNFILLED", "ADMITTED", "DUPLICATE", "REFUSED", "UNDECIDED"}
Standings == {"NONE", "LIVE", "WITHDRAWN"}
Outcomes == {"NONE"} \cup TaskOutcomes \cup JoinOutcomes

EmptyFunction == [x \in {} |-> x]

NoJob ==
  [stage     |-> "NONE",         \* where the job stands; each open stage is named after its window
   posted    |-> 0,              \* height of the block that holds the job
   round     |-> 0,              \* 1..Params.rounds once the draw has begun
   deadline  |-> 0,              \* the window closes with the tick of the block at this height
   escrow    |-> 0,              \* units of LEO held for this job
   snapshot  |-> EmptyFunction,  \* [active nodes -> credit], as of the block that opened the round
   group     |-> {},             \* nodes with a place in this round
   executor  |-> "NONE",         \* the elected executor, once the group of a task is closed
   liars     |-> {},             \* nodes caught with a forged claim, in any round; monitors that lied
   shown     |-> FALSE,          \* did the executor, or the candidate, show its machine
   approved  |-> {},             \* monitors that approved
   keys      |-> EmptyFunction,  \* [{"task", "service"} -> {"right", "wrong"}], what was released
   challenged |-> EmptyFunction, \* [monitors that asked on the ledger -> when the answer is due]
   answered  |-> {},             \* those of them that were answered
   requested |-> FALSE,          \* did the executor request payment
   asked     |-> EmptyFunction,  \* [monitors that asked for the result -> when it is due]
   given     |-> FALSE,          \* is the result on the ledger
   confirmed |-> {},             \* monitors that confirmed
   provers   |-> {},             \* monitors whose accusation holds; attestors answered wrongly or not
   proven    |-> "NONE",         \* how the first proof ends the job
   credentials |-> EmptyFunction, \* [attestors that challenged -> {"made", "junk"}]
   answers   |-> EmptyFunction,  \* [those that were answered -> {"right", "wrong"}]
   outcome   |-> "NONE",
   payouts   |-> EmptyFunction]  \* [accounts -> units], what each received when the job was settled
NoJobs == [t \in JobIds |-> NoJob]

NoService == [standing |-> "NONE", bond |-> 0]
LiveService(bond) == [standing |-> "LIVE", bond |-> bond]

-----------------------------------------------------------------------------
Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b

RECURSIVE SumOver(_, _)
SumOver(f, S) == IF S = {} THEN 0 ELSE LET x == CHOOSE y \in S : TRUE IN f[x] + SumOver(f, S \ {x})
Sum(f) == SumOver(f, DOMAIN f)

(* Node ids are ordered; Before(m, n) says that m is the lower one. *)
Position(n) == CHOOSE i \in 1..Len(Ids) : Ids[i] = n
Before(m, n) == Position(m) < Position(n)

-----------------------------------------------------------------------------
(* What a job is about. *)
IsTask(t) == t \in TaskIds
Deposit(t) == IF IsTask(t) THEN Tasks[t].deposit ELSE Params.join_deposit
MinGroup(t) == IF IsTask(t) THEN Params.min_group ELSE Params.min_group - 1
MinCredit(t) == IF IsTask(t) THEN Tasks[t].min_credit ELSE 0
Tau(t) == IF IsTask(t) THEN Tasks[t].tau ELSE Params.tau
FloorNumerator(t) == IF IsTask(t) THEN Params.floor_numerator ELSE Params.join_floor_numerator
FloorDenominator(t) == IF IsTask(t) THEN Params.floor_denominator ELSE Params.join_floor_denominator
Price(t) == Services[Tasks[t].service].price
ServiceOwner(t) == Services[Tasks[t].service].owner

(* What a task keeps of the bond of its service: the fee, and the least pay for its votes. *)
HoldFor(tau) == Params.gas_fee + tau * Params.vote_pay
Hold(t) == IF IsTask(t) THEN HoldFor(Tasks[t].tau) ELSE 0

(* F (§12): in a join once for each round that was drawn. *)
Fee(t) == IF IsTask(t) THEN Params.gas_fee ELSE Params.join_fee * job[t].round

(* What the payment leaves for executor and monitors (§12). *)
GroupPay(t) == Tasks[t].payment - Params.gas_fee - Price(t)
Parties(t) == IF IsTask(t) THEN {Tasks[t].owner, ServiceOwner(t)} ELSE {Joins[t]}

(* A window opened in the block at height + 1 is open for that many further blocks. *)
DeadlineAfter(window) == height + 1 + window

(* A node serves one open job at a time. *)
BusyIn(jobs, n) == \E t \in JobIds : jobs[t].stage \in Open /\ n \in jobs[t].group

-----------------------------------------------------------------------------
LedgerTypeOK ==
  /\ height \in Nat
  /\ balance \in [Accounts -> Int]
  /\ burned \in Nat
  /\ credit \in [Nodes -> Nat]
  /\ service \in [DOMAIN Services -> [standing : Standings, bond : Nat]]
  /\ DOMAIN job = JobIds
  /\ \A t \in JobIds :
       /\ DOMAIN job[t] = DOMAIN NoJob
       /\ job[t].stage \in Stages
       /\ job[t].posted \in Nat
       /\ job[t].deadline \in Nat
       /\ job[t].escrow \in Nat

(* §14: nobody owes. *)
NoNegativeBalance == \A a \in Accounts : balance[a] >= 0

(* §14: LEO is conserved to the unit. *)
Supply ==
  Sum(balance) + Sum([s \in DOMAIN service |-> service[s].bond]) + Sum([t \in JobIds |-> job[t].escrow]) + burned

(* §14: a settled job holds nothing back, and says how it ended. *)
EscrowEmptyWhenSettled == \A t \in JobIds :
  /\ job[t].stage = "SETTLED" => job[t].escrow = 0
  /\ (job[t].stage = "SETTLED") = (job[t].outcome # "NONE")

(* §4: of a settled job the ledger keeps who was in its group, how it ended and what it paid, and nothing else. *)
SettledIsPruned == \A t \in JobIds : job[t].stage = "SETTLED" =>
  job[t] = [NoJob EXCEPT !.stage = "SETTLED", !.round = job[t].round, !.group = job[t].group,
                         !.executor = job[t].executor, !.outcome = job[t].outcome, !.payouts = job[t].payouts]

(* The escrow of an open job is payment and hold, or the candidate's deposit, and one deposit a place. *)
EscrowCoversDeposits == \A t \in JobIds : job[t].stage \in Open =>
  job[t].escrow = (IF IsTask(t) THEN Tasks[t].payment + Hold(t) ELSE Params.join_deposit)
                  + Cardinality(job[t].group) * Deposit(t)

(* §6: nobody serves two open jobs. *)
OneJobAtATime == \A n \in Nodes :
  Cardinality({t \in JobIds : job[t].stage \in Open /\ n \in job[t].group}) <= 1

(* §6: neither the parties of a job nor their nodes serve in it. *)
PartiesDoNotServe ==
  /\ \A t \in TaskIds : \A n \in job[t].group : {n, NodeOwner[n]} \cap {Tasks[t].owner, ServiceOwner(t)} = {}
  /\ \A t \in JoinIds : \A n \in job[t].group : Joins[t] \notin {n, NodeOwner[n]}

(* §5: one endorsement key backs one node. *)
OneEkOneNode == \A m, n \in Nodes : (m # n /\ {status[m], status[n]} \subseteq Holding) => NodeEk[m] # NodeEk[n]
=============================================================================
