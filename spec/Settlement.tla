----------------------------- MODULE Settlement -----------------------------
(***************************************************************************)
(* Who is paid what, to the unit (§12), and what it does to credit (§13).  *)
(* Nothing is abstracted.  Every operator takes the job t as it stands     *)
(* before it is settled, and the outcome o that the tick has decided.      *)
(* Amounts of different jobs, and of different roles of one account, add   *)
(* up, so no order between jobs is needed.                                 *)
(***************************************************************************)
EXTENDS Confirmation

Released(t) == IsTask(t) /\ "service" \in DOMAIN job[t].keys
Caught(t) == Saying(t, "LIE")
PriceIfReleased(t) == IF Released(t) THEN Price(t) ELSE 0

(* Monitors that share the pool. *)
Paid(t, o) ==
  CASE job[t].stage = "KEYS" -> job[t].ready
    [] o \in {"DONE", "OWNER_FAULT"} -> Saying(t, "PASS") \cup Saying(t, "BAD_TASK_KEY") \cup Saying(t, "BAD_SERVICE_KEY")
    [] o = "ADMITTED" -> Saying(t, "PASS")
    [] o \in {"EXECUTOR_FAULT", "REFUSED"} -> Honest(t)
    [] OTHER -> {}

LostDeposits(t, o) == Deposit(t) * (Cardinality(Caught(t)) + (IF o = "EXECUTOR_FAULT" THEN 1 ELSE 0))

Pool(t, o) ==
  CASE o \in {"DONE", "OWNER_FAULT"} -> Tasks[t].payment - Params.gas_fee - Price(t) + LostDeposits(t, o)
    [] o = "EXECUTOR_FAULT" -> LostDeposits(t, o) - PriceIfReleased(t)
    [] o \in {"ADMITTED", "REFUSED"} -> Params.join_deposit + LostDeposits(t, o)
    [] OTHER -> 0

ExecutorHalf(t, o) == IF o \in {"DONE", "OWNER_FAULT"} THEN Pool(t, o) \div 2 ELSE 0
Share(t, o) == IF Paid(t, o) = {} THEN 0 ELSE (Pool(t, o) - ExecutorHalf(t, o)) \div Cardinality(Paid(t, o))

(* What floors leave over, or a pool nobody is there to take. *)
LeftOver(t, o) == Pool(t, o) - ExecutorHalf(t, o) - Share(t, o) * Cardinality(Paid(t, o))

Burn(t, o) ==
  (IF IsTask(t) THEN Params.gas_fee ELSE 0)
  + LeftOver(t, o)
  + (IF o \in {"SERVICE_FAULT", "UNDECIDED"} THEN LostDeposits(t, o) ELSE 0)

ToTaskOwner(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment - Params.gas_fee

ToServiceOwner(t, o) ==
  CASE o = "DONE" -> Price(t)
    [] o \in {"EXECUTOR_FAULT", "OWNER_FAULT", "UNDECIDED"} -> PriceIfReleased(t)
    [] OTHER -> 0

ToCandidate(t, o) == IF o \in {"ADMITTED", "REFUSED"} THEN 0 ELSE Params.join_deposit

ToMember(t, o, n) ==
  LET executes == n = Executor(t) IN
  CASE executes /\ o = "EXECUTOR_FAULT" -> 0
    [] executes /\ o = "UNDECIDED" -> Deposit(t) - PriceIfReleased(t)
    [] executes -> Deposit(t) + ExecutorHalf(t, o)
    [] n \in Caught(t) -> 0
    [] n \in Paid(t, o) -> Deposit(t) + Share(t, o)
    [] OTHER -> Deposit(t)

(* All that account a receives when t is settled as o. *)
Payout(t, o, a) ==
  (IF IsTask(t) /\ a = Tasks[t].owner THEN ToTaskOwner(t, o) ELSE 0)
  + (IF IsTask(t) /\ a = ServiceOwner(t) THEN ToServiceOwner(t, o) ELSE 0)
  + (IF ~IsTask(t) /\ a = Joins[t] THEN ToCandidate(t, o) ELSE 0)
  + (IF a \in job[t].group THEN ToMember(t, o, a) ELSE 0)

(* Credit earned (first) and lost (second) by n; a lie was paid for when it was told. *)
Earned(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "DONE" /\ n = Executor(t) -> Params.executor_reward
    [] o \in {"DONE", "EXECUTOR_FAULT", "ADMITTED", "REFUSED"} /\ n \in Paid(t, o) -> Params.monitor_reward
    [] OTHER -> 0

Lost(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "EXECUTOR_FAULT" /\ n = Executor(t) -> Params.executor_penalty
    [] o \in {"DONE", "EXECUTOR_FAULT", "UNDECIDED", "ADMITTED", "REFUSED"} /\ n \in Absent(t) -> Params.absence_penalty
    [] OTHER -> 0

(* What the ledger keeps of it. *)
Settled(t, o) ==
  [NoJob EXCEPT !.stage = "SETTLED", !.round = job[t].round, !.group = job[t].group, !.executor = job[t].executor,
                !.outcome = o, !.payouts = [a \in {b \in Accounts : Payout(t, o, b) > 0} |-> Payout(t, o, a)]]

-----------------------------------------------------------------------------
SettlementTypeOK ==
  /\ \A t \in TaskIds : job[t].outcome \in {"NONE"} \cup TaskOutcomes
  /\ \A t \in JoinIds : job[t].outcome \in {"NONE"} \cup JoinOutcomes
  /\ \A t \in JobIds : DOMAIN job[t].payouts \subseteq Accounts /\ \A a \in DOMAIN job[t].payouts : job[t].payouts[a] > 0

(* §12: nobody pays for a deposit that is not there: an executor's deposit covers the price. *)
DepositCoversPrice == \A t \in TaskIds : job[t].stage \in Open => Deposit(t) >= Price(t)
=============================================================================
