-------------------------- MODULE MCAttestationFaults --------------------------
(* Faulty rules of keys and of the watch, each put in the place of the right one *)
(* by a configuration that must fail.                                            *)
EXTENDS MCAttestation

(* The run has begun, or nothing was shown: what is looked for lies behind it. *)
RunInit == LedgerIs(LedgerAt(At("RUN", 7, BothRight))) /\ AttestationInit
ReadyInit ==
  LedgerIs(LedgerAt([At("READY", 4, EmptyFunction) EXCEPT !.shown = FALSE, !.approved = {}])) /\ AttestationInit

(* The ledger believes an accuser: an honest executor's answer can be called failing. *)
Believed(e) == TRUE

(* The ledger believes an executor about a key. *)
WordOfTheExecutor(n, t, part, opening) ==
  CASE job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] OTHER -> "OK"

(* The owner has released no key when the window closes, though there was nothing to release it on. *)
SilenceIsTheOwners(t) == IF job[t].stage = "READY" /\ Over(t) /\ ~job[t].shown THEN "OWNER_FAULT" ELSE "NONE"

(* Payment may be requested while others still ask. *)
RequestAnyTime(n, t, e) ==
  CASE job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] job[t].requested -> "ALREADY_REQUESTED"
    [] OTHER -> PassingRefusal(e)

(* The task owner bears the fee of a task that the executor spoiled. *)
OwnerBearsFee(t, o) ==
  CASE o = "DONE" -> 0
    [] o = "OWNER_FAULT" -> Price(t) - PriceIfReleased(t)
    [] OTHER -> Tasks[t].payment - Params.gas_fee
===============================================================================
