-------------------------- MODULE MCAttestationFaults --------------------------
(* Faulty rules, each put in the place of the right one by a configuration that  *)
(* must fail.                                                                    *)
EXTENDS MCAttestation

(* The ledger believes an accuser: an honest executor's answer can be called failing. *)
Believed(e) == TRUE

(* The task owner bears the fee of a task that the executor spoiled. *)
OwnerBearsFee(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment - Params.gas_fee

(* The wages of the absent go to those who are paid. *)
WageOfThePresent(t, o) == IF Paid(t, o) = {} THEN 0 ELSE (GroupPay(t) - ExecutorPay(t)) \div Cardinality(Paid(t, o))

(* The run has begun: what is looked for lies behind it. *)
RunInit ==
  /\ \E s \in Start : LedgerIs([s EXCEPT !.job["t1"].stage = "RUN", !.job["t1"].deadline = 7,
                                        !.job["t1"].keys = [task |-> "right", service |-> "right"]])
  /\ AttestationInit
===============================================================================
