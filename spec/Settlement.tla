----------------------------- MODULE Settlement -----------------------------
(***************************************************************************)
(* Who is paid what, to the unit (§12), and what it does to credit (§13).  *)
(* Nothing is abstracted. Every operator takes the job t as it stands      *)
(* before it is settled, and the outcome o that the tick has decided.      *)
(* Amounts of different jobs, and of different roles of one account, add   *)
(* up, so no order between jobs is needed.                                 *)
(***************************************************************************)
EXTENDS Enrolment

(* The outcomes of a join that share out what its fees leave of the candidate's deposit. *)
SharesDeposit == {"ADMITTED", "DUPLICATE", "REFUSED"}
JoinPay(t) == Params.join_deposit - Fee(t)

PriceIfReleased(t) == IF "service" \in DOMAIN job[t].keys THEN Price(t) ELSE 0
Liars(t) == job[t].liars \cap job[t].group

(* Who has a wage, but for liars. *)
Paid(t, o) ==
  (CASE o = "DONE" -> job[t].confirmed \ DOMAIN job[t].asked
     [] o = "EXECUTOR_FAULT" -> job[t].approved \cup DOMAIN job[t].challenged \cup job[t].confirmed \cup job[t].provers
                                  \cup (IF job[t].given THEN {} ELSE DOMAIN job[t].asked)
     [] o \in {"OWNER_FAULT", "SERVICE_FAULT"} -> job[t].approved
     [] o \in {"ADMITTED", "DUPLICATE"} -> job[t].confirmed
     [] o = "REFUSED" -> DOMAIN job[t].credentials
     [] OTHER -> {}) \ Liars(t)

(* Who said nothing in the window that ran out. *)
Absent(t, o) ==
  CASE ~IsTask(t) -> IF o = "UNFILLED" THEN {} ELSE Silent(t)
    [] o \notin {"DONE", "UNDECIDED"} -> {}
    [] job[t].stage = "APPROVE" -> Monitors(t) \ job[t].approved
    [] OTHER -> Monitors(t) \ (job[t].confirmed \cup DOMAIN job[t].asked \cup Liars(t))

ExecutorPay(t) == GroupPay(t) \div 2

(* One wage, whoever else is paid: a share for each monitor of the group. *)
FullWage(t) == (GroupPay(t) - ExecutorPay(t)) \div Cardinality(Monitors(t))
Wage(t, o) ==
  CASE Monitors(t) = {} -> 0
    [] ~IsTask(t) -> JoinPay(t) \div Cardinality(Monitors(t))
    [] o = "SERVICE_FAULT" -> Min(FullWage(t), (Tasks[t].tau * Params.vote_pay) \div Cardinality(Monitors(t)))
    [] OTHER -> FullWage(t)
Wages(t, o) == Wage(t, o) * Cardinality(Paid(t, o))

(* What goes back to the bond of the service. *)
ToBond(t, o) == IF o = "SERVICE_FAULT" THEN 0 ELSE Hold(t)

(* What nobody is due, of what each outcome shares out; deposits of liars are burned in all of them. *)
LeftOver(t, o) ==
  CASE o \in {"DONE", "OWNER_FAULT"} -> GroupPay(t) - ExecutorPay(t) - Wages(t, o)
    [] o = "EXECUTOR_FAULT" -> Deposit(t) - Params.gas_fee - PriceIfReleased(t) - Wages(t, o)
    [] o = "SERVICE_FAULT" -> Hold(t) - Params.gas_fee - Wages(t, o)
    [] o \in SharesDeposit -> JoinPay(t) - Wages(t, o)
    [] OTHER -> 0

Burn(t, o) == Fee(t) + LeftOver(t, o) + Deposit(t) * Cardinality(Liars(t))

ToTaskOwner(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] o \in {"EXECUTOR_FAULT", "SERVICE_FAULT"} -> Tasks[t].payment
    [] OTHER -> Tasks[t].payment - Params.gas_fee

ToServiceOwner(t, o) ==
  CASE o = "DONE" -> Price(t)
    [] o \in {"EXECUTOR_FAULT", "OWNER_FAULT"} -> PriceIfReleased(t)
    [] OTHER -> 0

ToCandidate(t, o) == IF o \in SharesDeposit THEN 0 ELSE JoinPay(t)

ToMember(t, o, n) ==
  LET executes == n = Executor(t) IN
  CASE executes /\ o = "EXECUTOR_FAULT" -> 0
    [] executes /\ o \in {"DONE", "OWNER_FAULT"} -> Deposit(t) + ExecutorPay(t)
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

(* Credit earned (first) and lost (second) by n; a lie was paid for when it was told. *)
Earned(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "DONE" /\ n = Executor(t) -> Params.executor_reward
    [] o \in {"DONE", "EXECUTOR_FAULT"} \cup SharesDeposit /\ n \in Paid(t, o) -> Params.monitor_reward
    [] OTHER -> 0

Lost(t, o, n) ==
  CASE n \notin job[t].group -> 0
    [] o = "EXECUTOR_FAULT" /\ n = Executor(t) -> Params.executor_penalty
    [] n \in Absent(t, o) -> Params.absence_penalty
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

(* §12: what an executor at fault pays is there: fee, price and a wage for every monitor. *)
DepositCoversFault == \A t \in TaskIds : job[t].stage \in Open =>
  Deposit(t) >= Params.gas_fee + Price(t) + (GroupPay(t) + 1) \div 2

(* §12: the fees of all rounds are there. *)
DepositCoversFees == \A t \in JoinIds : job[t].stage \in Open => Params.join_deposit >= Params.join_fee * job[t].round

(* §14: nobody gains by another's fault: a party ends with what DONE, or ADMITTED, would have given it, at most. *)
NobodyGains == \A t \in TaskIds :
  LET o == TaskEndsAs(t) IN o # "NONE" =>
    /\ ToTaskOwner(t, o) <= Tasks[t].payment
    /\ ToServiceOwner(t, o) <= Price(t)
    /\ ToBond(t, o) <= Hold(t)
    /\ \A n \in job[t].group :
         ToMember(t, o, n) <= Deposit(t) + (IF n = Executor(t) THEN ExecutorPay(t) ELSE FullWage(t))
    /\ Burn(t, o) >= Params.gas_fee
NobodyGainsInJoins == \A t \in JoinIds :
  LET o == JoinEndsAs(t) IN o # "NONE" =>
    /\ ToCandidate(t, o) = (IF o = "UNDECIDED" THEN Params.join_deposit - Params.join_fee * job[t].round ELSE 0)
    /\ \A n \in job[t].group : ToMember(t, o, n) <= Params.join_deposit + Wage(t, "ADMITTED")
    /\ Burn(t, o) >= Params.join_fee * job[t].round

(* §12: attestors that did what they owed are paid, whoever holds the key, and whoever proved before they spoke. *)
AttestorsArePaid == \A t \in JoinIds :
  LET o == JoinEndsAs(t)
      worked == CASE o = "REFUSED" -> DOMAIN job[t].credentials
                  [] 2 * Weight(t, job[t].confirmed) > Weight(t, job[t].group) -> job[t].confirmed
                  [] OTHER -> {}
      pay == Params.join_deposit - Params.join_fee * job[t].round
  IN o # "NONE" => \A m \in worked \ job[t].liars :
       /\ ToMember(t, o, m) = Params.join_deposit + pay \div Cardinality(job[t].group)
       /\ Earned(t, o, m) = Params.monitor_reward
=============================================================================
