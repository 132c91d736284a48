---------------------------- MODULE Confirmation ----------------------------
(***************************************************************************)
(* Verdicts and the outcome they add up to (§11).  Abstracted: the         *)
(* evidence under a verdict is what its appraisal concludes, one of        *)
(* Conclusions.  The ledger appraises again, so a verdict that its own     *)
(* evidence contradicts is applied as a lie.                               *)
(***************************************************************************)
EXTENDS Committee, Credit

Conclusions == {"none", "pass", "fail", "bad_task_key", "bad_service_key"}

(* What the evidence under each verdict must show. *)
Shows(v) ==
  CASE v = "PASS" -> "pass"
    [] v = "FAIL" -> "fail"
    [] v = "BAD_TASK_KEY" -> "bad_task_key"
    [] v = "BAD_SERVICE_KEY" -> "bad_service_key"
    [] v = "SILENT" -> "none"

(* PASS needs a payment request, BAD_* both keys; a join knows neither keys nor requests. *)
VerdictIsPossible(t, v) ==
  CASE v = "PASS" -> IsTask(t) => job[t].requested
    [] v \in {"BAD_TASK_KEY", "BAD_SERVICE_KEY"} -> DOMAIN job[t].keys = {"task", "service"}
    [] OTHER -> TRUE

ConfirmRefusal(m, t, v, shown) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in DOMAIN job[t].verdict -> "ALREADY_CONFIRMED"
    [] ~VerdictIsPossible(t, v) -> "VERDICT_NOT_POSSIBLE"
    [] v = "SILENT" /\ shown # "none" -> "EVIDENCE_WITH_SILENCE"
    [] OTHER -> "OK"

Confirm(m, t, v, shown) ==
  /\ ConfirmRefusal(m, t, v, shown) = "OK"
  /\ LET lie == shown # Shows(v)
         said == IF lie THEN "LIE" ELSE v
     IN /\ job' = [job EXCEPT ![t].verdict = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN said ELSE @[n]]]
        /\ credit' = IF lie THEN AfterLie(credit, m, Params.monitor_penalty) ELSE credit
  /\ UNCHANGED <<height, balance, burned, status, since, service>>

-----------------------------------------------------------------------------
Saying(t, v) == {m \in DOMAIN job[t].verdict : job[t].verdict[m] = v}
Honest(t) == {m \in DOMAIN job[t].verdict : job[t].verdict[m] # "LIE"}
Absent(t) == Monitors(t) \ DOMAIN job[t].verdict

(* §11: the first rule that holds. *)
TaskOutcome(t) ==
  CASE Saying(t, "FAIL") # {} -> "EXECUTOR_FAULT"
    [] Saying(t, "BAD_TASK_KEY") # {} -> "OWNER_FAULT"
    [] Saying(t, "BAD_SERVICE_KEY") # {} -> "SERVICE_FAULT"
    [] IsQuorum(t, Saying(t, "PASS")) -> "DONE"
    [] IsQuorum(t, Saying(t, "SILENT")) -> "EXECUTOR_FAULT"
    [] OTHER -> "UNDECIDED"

(* §5: a failing proof or silence by quorum refuses the candidate. *)
JoinOutcome(t) ==
  CASE Saying(t, "FAIL") # {} -> "REFUSED"
    [] IsQuorum(t, Saying(t, "PASS")) -> "ADMITTED"
    [] IsQuorum(t, Saying(t, "SILENT")) -> "REFUSED"
    [] OTHER -> "UNDECIDED"

(* §11: the owner who let the keys window pass; both missing is the task owner's fault. *)
MissingKeyOutcome(t) == IF "task" \notin DOMAIN job[t].keys THEN "OWNER_FAULT" ELSE "SERVICE_FAULT"

ConfirmationTypeOK == \A t \in JobIds :
  /\ DOMAIN job[t].verdict \subseteq job[t].group \ {job[t].executor}
  /\ \A n \in DOMAIN job[t].verdict : job[t].verdict[n] \in Verdicts \cup {"LIE"}

(* A quorum said PASS, without the operators that decide it. *)
PassedByMajority(t) ==
  2 * Weight(t, {m \in DOMAIN job[t].verdict : job[t].verdict[m] = "PASS"})
    > Weight(t, job[t].group \ {job[t].executor})
=============================================================================
