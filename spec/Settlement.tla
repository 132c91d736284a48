----------------------------- MODULE Settlement -----------------------------
(***************************************************************************)
(* Who is paid what, to the unit (§12), and what it does to credit (§13).  *)
(* Nothing is abstracted. Every operator takes the job t as it stands      *)
(* before it is settled, and the outcome o that the tick has decided.      *)
(* Amounts of different jobs, and of different roles of one account, add   *)
(* up, so no order between jobs is needed.                                 *)
(***************************************************************************)
EXTENDS Course

MonitorCount(t) == Cardinality(Monitors(t))
PriceIfReleased(t) == IF "service" \in DOMAIN job[t].keys THEN Price(t) ELSE 0
Liars(t) == (job[t].liars \cap job[t].group) \cup Saying(t, "LIE")

(* Who has a wage, but for liars. *)
Paid(t, o) ==
  (CASE o = "DONE" -> job[t].confirmed \ DOMAIN job[t].asked
     [] o = "EXECUTOR_FAULT" -> job[t].approved \cup DOMAIN job[t].challenged \cup job[t].confirmed \cup job[t].provers
                                  \cup (IF job[t].given THEN {} ELSE DOMAIN job[t].asked)
     [] o \in {"OWNER_FAULT", "SERVICE_FAULT"} -> job[t].approved
     [] o = "ADMITTED" -> Saying(t, "PASS")
     [] o = "REFUSED" -> Honest(t)
     [] OTHER -> {}) \ Liars(t)

(* Who said nothing in the window that ran out. *)
Absent(t, o) ==
  CASE ~IsTask(t) -> IF o = "UNFILLED" THEN {} ELSE Unheard(t)
    [] o \notin {"DONE", "UNDECIDED"} -> {}
    [] job[t].stage = "APPROVE" -> Monitors(t) \ job[t].approved
    [] OTHER -> Monitors(t) \ (job[t].confirmed \cup DOMAIN job[t].asked \cup Liars(t))

(* What executor and monitors share of the payment. *)
Shared(t) == Tasks[t].payment - Params.gas_fee - Price(t)
Half(t) == Shared(t) \div 2
(* One wage, whoever else is paid. *)
Wage(t, o) ==
  CASE ~IsTask(t) -> Params.join_deposit \div MonitorCount(t)
    [] o = "SERVICE_FAULT" -> Min((Shared(t) - Half(t)) \div MonitorCount(t), (Tasks[t].hold - Params.gas_fee) \div MonitorCount(t))
    [] OTHER -> (Shared(t) - Half(t)) \div MonitorCount(t)

ToTaskOwner(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] o \in {"EXECUTOR_FAULT", "SERVICE_FAULT"} -> Tasks[t].payment
    [] OTHER -> Tasks[t].payment - Params.gas_fee

ToServiceOwner(t, o) ==
  CASE o = "DONE" -> Price(t)
    [] o \in {"EXECUTOR_FAULT", "OWNER_FAULT"} -> PriceIfReleased(t)
    [] OTHER -> 0

ToCandidate(t, o) == IF o \in {"ADMITTED", "REFUSED"} THEN 0 ELSE Params.join_deposit

ToMember(t, o, n) ==
  LET executes == n = Executor(t) IN
  CASE executes /\ o = "EXECUTOR_FAULT" -> 0
    [] executes /\ o \in {"DONE", "OWNER_FAULT"} -> Deposit(t) + Half(t)
    [] executes -> Deposit(t)
    [] n \in Liars(t) -> 0
    [] n \in Paid(t, o) -> Deposit(t) + Wage(t, o)
    [] OTHER -> Deposit(t)

(* All that account a receives when t is settled as o. *)
Payout(t, o, a) ==
  (IF IsTask(t) /\ a = Tasks[t].owner THEN ToTaskOwner(t, o) ELSE 0)
  + (IF IsTask(t) /\ a = ServiceOwner(t) THEN ToServiceOwner(t, o) ELSE 0)
  + (IF ~IsTask(t) /\ a = Joins[t] THEN ToCandidate(t, o) ELSE 0)
  + (IF a \in job[t].group THEN ToMember(t, o, a) ELSE 0)

(* What goes back to the bond of the service. *)
ToBond(t, o) == IF IsTask(t) /\ o # "SERVICE_FAULT" THEN Tasks[t].hold ELSE 0

(* Burned: the fee, what nobody is there to take, what divisions leave over, and the deposits of liars. *)
Wages(t, o) == IF Paid(t, o) = {} THEN 0 ELSE Wage(t, o) * Cardinality(Paid(t, o))
LostDeposits(t) == Deposit(t) * Cardinality(Liars(t))
Burn(t, o) ==
  CASE o \in {"UNFILLED", "CANCELLED"} -> IF IsTask(t) THEN Params.gas_fee ELSE 0
    [] ~IsTask(t) -> (IF o = "UNDECIDED" THEN 0 ELSE Params.join_deposit - Wages(t, o)) + LostDeposits(t)
    [] o \in {"DONE", "OWNER_FAULT"} -> Params.gas_fee + Shared(t) - Half(t) - Wages(t, o) + LostDeposits(t)
    [] o = "EXECUTOR_FAULT" -> Deposit(t) - PriceIfReleased(t) - Wages(t, o) + LostDeposits(t)
    [] o = "SERVICE_FAULT" -> Tasks[t].hold - Wages(t, o) + LostDeposits(t)
    [] OTHER -> Params.gas_fee + LostDeposits(t)

(* Credit earned (first) and lost (second) by n; a lie was paid for when it was told. *)
Earned(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "DONE" /\ n = Executor(t) -> Params.executor_reward
    [] o \in {"DONE", "EXECUTOR_FAULT", "ADMITTED", "REFUSED"} /\ n \in Paid(t, o) -> Params.monitor_reward
    [] OTHER -> 0

Lost(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "EXECUTOR_FAULT" /\ n = Executor(t) -> Params.executor_penalty
    [] n \in Absent(t, o) -> Params.absence_penalty
    [] OTHER -> 0

-----------------------------------------------------------------------------
SettlementTypeOK ==
  /\ \A t \in TaskIds : job[t].outcome \in {"NONE"} \cup TaskOutcomes
  /\ \A t \in JoinIds : job[t].outcome \in {"NONE"} \cup JoinOutcomes

(* §12: an executor's deposit covers what its fault costs, and the hold what the service's does. *)
DepositCovers == \A t \in TaskIds : job[t].stage \in Open =>
  /\ Deposit(t) >= Params.gas_fee + Price(t) + Shared(t) - Half(t)
  /\ Tasks[t].hold >= Params.gas_fee

(* §14: nobody gains by another's fault: a party ends with what DONE would have given it, at most. *)
NobodyGains == \A t \in TaskIds :
  LET o == TaskEndsAs(t) IN o # "NONE" =>
    /\ ToTaskOwner(t, o) <= Tasks[t].payment
    /\ ToServiceOwner(t, o) <= Price(t)
    /\ ToBond(t, o) <= Tasks[t].hold
    /\ \A n \in job[t].group :
         ToMember(t, o, n) <= Deposit(t) + (IF n = Executor(t) THEN Half(t) ELSE Wage(t, "DONE"))
    /\ Burn(t, o) >= Params.gas_fee
=============================================================================
