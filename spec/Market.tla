------------------------------- MODULE Market -------------------------------
(***************************************************************************)
(* Money moves, services are offered, tasks are posted (§4, §6).           *)
(* Abstracted: what a service or a task contains beyond its owner, amounts *)
(* and limits.                                                             *)
(***************************************************************************)
EXTENDS Ledger

TransferRefusal(a, b, amount) ==
  CASE amount = 0 -> "AMOUNT_ZERO"
    [] balance[a] < amount -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

Transfer(a, b, amount) ==
  /\ TransferRefusal(a, b, amount) = "OK"
  /\ balance' = [balance EXCEPT ![a] = @ - amount, ![b] = @ + amount]
  /\ UNCHANGED <<height, burned, credit, status, since, service, job>>

(* A bond holds one task at least. *)
OfferServiceRefusal(s) ==
  LET offer == Services[s] IN
  CASE service[s].standing # "NONE" -> "ID_TAKEN"
    [] offer.bond < HoldFor(Max(Params.min_tau, offer.least_tau)) -> "BOND_TOO_LOW"
    [] balance[offer.owner] < offer.bond -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

OfferService(s) ==
  /\ OfferServiceRefusal(s) = "OK"
  /\ balance' = [balance EXCEPT ![Services[s].owner] = @ - Services[s].bond]
  /\ service' = [service EXCEPT ![s] = LiveService(Services[s].bond)]
  /\ UNCHANGED <<height, burned, credit, status, since, job>>

WithdrawServiceRefusal(a, s) ==
  CASE service[s].standing = "NONE" -> "NO_SUCH_SERVICE"
    [] a # Services[s].owner -> "NOT_SERVICE_OWNER"
    [] service[s].standing = "WITHDRAWN" -> "SERVICE_NOT_LIVE"
    [] OTHER -> "OK"

(* The tick pays the owner what is free of the bond. *)
WithdrawService(a, s) ==
  /\ WithdrawServiceRefusal(a, s) = "OK"
  /\ service' = [service EXCEPT ![s].standing = "WITHDRAWN"]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, job>>

TermsAreMet(t) ==
  LET offer == Services[Tasks[t].service] IN
  /\ Tasks[t].tau >= offer.least_tau
  /\ Tasks[t].result_limit >= offer.least_result_limit
  /\ Tasks[t].time_limit >= offer.least_time_limit

(* What an executor at fault pays at most: the fee, the price, and all wages. *)
LeastDeposit(t) == Params.gas_fee + Price(t) + GroupPay(t) - GroupPay(t) \div 2

(* An honest executor has half of the time in which nobody asks for the program and its own handling. *)
TimeFits(t) ==
  2 * (Tasks[t].time_limit + Params.handling)
    <= (Tasks[t].run_window - Params.watch_window - 2 * Params.answer_window) * Params.seconds_per_block

BondHolds(t) == service[Tasks[t].service].bond >= Hold(t)

PostTaskRefusal(t) ==
  LET task == Tasks[t] IN
  CASE job[t].stage # "NONE" -> "ID_TAKEN"
    [] service[task.service].standing = "NONE" -> "NO_SUCH_SERVICE"
    [] service[task.service].standing # "LIVE" -> "SERVICE_NOT_LIVE"
    [] ~TermsAreMet(t) -> "TERMS_NOT_MET"
    [] task.tau \notin Params.min_tau..Params.max_tau -> "TAU_OUT_OF_RANGE"
    [] GroupPay(t) < task.tau * Params.vote_pay -> "PAYMENT_TOO_LOW"
    [] task.deposit < LeastDeposit(t) -> "DEPOSIT_TOO_LOW"
    [] task.deposit > task.payment -> "DEPOSIT_TOO_HIGH"
    [] task.run_window > Params.max_run_window -> "RUN_WINDOW_TOO_LONG"
    [] task.result_limit > Params.max_result -> "RESULT_LIMIT_TOO_HIGH"
    [] ~TimeFits(t) -> "TIME_LIMIT_TOO_LONG"
    [] ~BondHolds(t) -> "BOND_TOO_LOW"
    [] balance[task.owner] < task.payment -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

PostTask(t) ==
  /\ PostTaskRefusal(t) = "OK"
  /\ balance' = [balance EXCEPT ![Tasks[t].owner] = @ - Tasks[t].payment]
  /\ service' = [service EXCEPT ![Tasks[t].service].bond = @ - Hold(t)]
  /\ job' = [job EXCEPT ![t].stage = "POSTED", ![t].posted = height + 1, ![t].escrow = Tasks[t].payment + Hold(t),
                        ![t].deadline = DeadlineAfter(Params.draw_delay)]
  /\ UNCHANGED <<height, burned, credit, status, since>>

-----------------------------------------------------------------------------
(* §6: who is drawn is paid for, and an executor can pay for its fault, in every open task. *)
OpenTasksArePaidFor == \A t \in TaskIds : job[t].stage \in Open =>
  /\ Tasks[t].payment >= Params.gas_fee + Price(t) + Tasks[t].tau * Params.vote_pay
  /\ 2 * Tasks[t].deposit >= Tasks[t].payment + Params.gas_fee + Price(t)
  /\ Tasks[t].deposit <= Tasks[t].payment

(* §6: whatever the order of the checks, an open task keeps every limit of its service and of the deployment. *)
OpenTasksAreWithinLimits == \A t \in TaskIds : job[t].stage \in Open =>
  LET task == Tasks[t]
      offer == Services[task.service]
      asked == task.run_window - Params.watch_window - 2 * Params.answer_window
  IN /\ task.tau >= Max(Params.min_tau, offer.least_tau) /\ task.tau <= Params.max_tau
     /\ task.result_limit >= offer.least_result_limit /\ task.result_limit <= Params.max_result
     /\ task.time_limit >= offer.least_time_limit
     /\ task.run_window <= Params.max_run_window
     /\ task.time_limit + Params.handling <= (asked * Params.seconds_per_block) \div 2

(* §6: bond and holds of a service are what its owner paid in, as long as it stands. *)
HeldOf(s) == SumOver([t \in TaskIds |-> Hold(t)], {t \in TaskIds : Tasks[t].service = s /\ job[t].stage \in Open})
BondIsWhole == \A s \in DOMAIN Services : service[s].standing = "LIVE" => service[s].bond + HeldOf(s) = Services[s].bond
=============================================================================
