---------------------------- MODULE Confirmation ----------------------------
(***************************************************************************)
(* Confirming a task (§11).                                                *)
(***************************************************************************)
EXTENDS Result

ConfirmRefusal(m, t, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in job[t].confirmed -> "ALREADY_CONFIRMED"
    [] m \in job[t].liars -> "HAS_LIED"
    [] OTHER -> EvidenceRefusal(e)

(* Evidence that fails makes it a lie, and is a proof all the same. *)
Confirm(m, t, e) ==
  /\ ConfirmRefusal(m, t, e) = "OK"
  /\ job' = [job EXCEPT ![t] = IF e = "pass" THEN [@ EXCEPT !.confirmed = @ \cup {m}]
                               ELSE Marked(Proved(@, "EXECUTOR_FAULT"), m)]
  /\ credit' = IF e = "pass" THEN credit ELSE AfterLie(credit, m, Params.monitor_penalty)
  /\ UNCHANGED <<height, balance, burned, status, since, service>>

ConfirmationTypeOK == \A t \in JobIds :
  /\ job[t].confirmed \subseteq job[t].group \ {job[t].executor}
  /\ job[t].confirmed \cap job[t].liars = {}
=============================================================================
