-------------------------- MODULE MCSettlementFaults --------------------------
(* Faulty rules, each put in the place of the right one by a configuration that *)
(* must fail.                                                                   *)
EXTENDS MCSettlement

(* The confirm window has just opened: what is looked for lies behind it. *)
ConfirmInit == MCInit /\ job["t1"].stage = "CONFIRM"

(* A tie pays: `>=` for `>`. *)
TieIsQuorum(t, S) == 2 * Weight(t, S) >= Weight(t, Monitors(t))

(* The quorum is counted over those who answered. *)
QuorumOfTheHeard(t, S) ==
  2 * Weight(t, S) > Weight(t, IF job[t].stage = "CONFIRM" THEN job[t].confirmed ELSE job[t].approved)

(* An undecided job destroys the payment. *)
UndecidedKeepsPayment(t, o) ==
  CASE o \in {"DONE", "UNDECIDED"} -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment

(* Everybody votes. *)
EverybodyMonitors(t) == Nodes \ {job[t].executor}

(* Scaling by floors alone: the total drifts. *)
FloorsOnly(c) == LET total == Sum(c) IN [n \in Nodes |-> (c[n] * Params.total_credit) \div total]

(* What floors leave over is forgotten instead of burned. *)
NothingLeftOver(t, o) == 0

(* Those who answered share what all were to have. *)
ShareOfThePaid(t, o) == IF Paid(t, o) = {} THEN 0 ELSE (GroupPay(t) - ExecutorPay(t)) \div Cardinality(Paid(t, o))

(* Where nobody is found at fault the executor pays the service. *)
ExecutorPaysUndecided(t, o, n) ==
  LET executes == n = Executor(t) IN
  CASE executes /\ o = "EXECUTOR_FAULT" -> 0
    [] executes /\ o = "UNDECIDED" -> Deposit(t) - PriceIfReleased(t)
    [] executes /\ o \in {"DONE", "OWNER_FAULT"} -> Deposit(t) + ExecutorPay(t)
    [] n \in Liars(t) -> 0
    [] n \in Paid(t, o) -> Deposit(t) + Wage(t, o)
    [] OTHER -> Deposit(t)

(* The ledger keeps all of a settled job. *)
AllIsKept(t, o) ==
  [job[t] EXCEPT !.stage = "SETTLED", !.escrow = 0, !.outcome = o,
                 !.payouts = [a \in {b \in Accounts : Payout(t, o, b) > 0} |-> Payout(t, o, a)]]

(* A service at fault has its bond back all the same. *)
BondIsSafe(t, o) == Hold(t)

(* Deposits that cover the price and no more. *)
LowDeposits ==
  [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 22, deposit |-> 4, min_credit |-> 0],
   t2 |-> AnyTask @@ [owner |-> "bob", service |-> "s1", payment |-> 37, deposit |-> 4, min_credit |-> 0]]

(* Who proves an executor's fault, or asked in vain, earns no credit. *)
NothingForProof(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "DONE" /\ n = Executor(t) -> Params.executor_reward
    [] o = "DONE" /\ n \in Paid(t, o) -> Params.monitor_reward
    [] OTHER -> 0

(* Anybody may give the result for the executor. *)
AnybodyGives(n, t, result) ==
  CASE job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] DOMAIN job[t].asked = {} -> "RESULT_NOT_ASKED"
    [] job[t].given -> "RESULT_GIVEN"
    [] OTHER -> "OK"
===============================================================================
