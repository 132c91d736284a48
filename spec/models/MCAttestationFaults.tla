-------------------------- MODULE MCAttestationFaults --------------------------
(* Faulty rules, each put in the place of the right one by a configuration that  *)
(* must fail.                                                                    *)
EXTENDS MCAttestation

(* The ledger believes an accuser: what nobody signed counts as failing evidence. *)
BelievesAccusers(e) == IF e = "other" THEN "OTHER_QUESTION" ELSE "OK"

(* Payment may be requested at once: nobody had time to look. *)
NoWatch(t) == job[t].deadline - Tasks[t].run_window

(* A question that nobody answers has no consequence. *)
NeverDue(t, due, S) == FALSE

(* The task owner bears the fee of a task that the executor spoiled. *)
OwnerBearsFee(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment - Params.gas_fee

(* The wages of the absent go to those who are paid. *)
WageOfThePresent(t, o) == IF Paid(t, o) = {} THEN 0 ELSE (Shared(t) - Half(t)) \div Cardinality(Paid(t, o))

(* Three liars that accuse of what passes, and of what is not signed. *)
Unsigned == {"unsigned"}
MCFaultNext ==
  \/ MCNext
  \/ \E m \in MonitorSet, e \in Unsigned : GiveAccusation(m, e)
===============================================================================
