------------------------------- MODULE Market -------------------------------
(***************************************************************************)
(* Money moves, services are offered, tasks are posted and cancelled       *)
(* (§4, §6).  Abstracted: what a service or a task contains beyond owner,  *)
(* price, payment, deposit and minimum credit; so also the bound on tau.   *)
(***************************************************************************)
EXTENDS Ledger

TransferRefusal(a, b, amount) ==
  CASE amount = 0 -> "AMOUNT_ZERO"
    [] balance[a] < amount -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

Transfer(a, b, amount) ==
  /\ TransferRefusal(a, b, amount) = "OK"
  /\ balance' = [balance EXCEPT ![a] = @ - amount, ![b] = @ + amount]
  /\ UNCHANGED <<height, burned, credit, status, since, service, bond, job>>

OfferServiceRefusal(s) == IF service[s] # "NONE" THEN "ID_TAKEN" ELSE "OK"

OfferService(s) ==
  /\ OfferServiceRefusal(s) = "OK"
  /\ service' = [service EXCEPT ![s] = "LIVE"]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, bond, job>>

WithdrawServiceRefusal(a, s) ==
  CASE service[s] = "NONE" -> "NO_SUCH_SERVICE"
    [] a # Services[s].owner -> "NOT_SERVICE_OWNER"
    [] service[s] = "WITHDRAWN" -> "SERVICE_NOT_LIVE"
    [] OTHER -> "OK"

WithdrawService(a, s) ==
  /\ WithdrawServiceRefusal(a, s) = "OK"
  /\ service' = [service EXCEPT ![s] = "WITHDRAWN"]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, bond, job>>

PostTaskRefusal(t) ==
  LET task == Tasks[t] IN
  CASE job[t].stage # "NONE" -> "ID_TAKEN"
    [] service[task.service] = "NONE" -> "NO_SUCH_SERVICE"
    [] service[task.service] # "LIVE" -> "SERVICE_NOT_LIVE"
    [] task.payment < Params.gas_fee + Price(t) -> "PAYMENT_TOO_LOW"
    [] task.deposit < Price(t) -> "DEPOSIT_TOO_LOW"
    [] balance[task.owner] < task.payment -> "BALANCE_TOO_LOW"
    [] OTHER -> "OK"

PostTask(t) ==
  /\ PostTaskRefusal(t) = "OK"
  /\ balance' = [balance EXCEPT ![Tasks[t].owner] = @ - Tasks[t].payment]
  /\ job' = [job EXCEPT ![t].stage = "POSTED", ![t].escrow = Tasks[t].payment + Tasks[t].hold]
  /\ UNCHANGED <<height, burned, credit, status, since, service, bond>>
=============================================================================
