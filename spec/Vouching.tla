------------------------------ MODULE Vouching ------------------------------
(***************************************************************************)
(* Attestors' verdicts on a candidate, and the outcome they add up to      *)
(* (§5). Abstracted: the evidence under a verdict is what its appraisal    *)
(* concludes, one of Conclusions.                                          *)
(***************************************************************************)
EXTENDS Confirmation

Conclusions == {"none", "pass", "fail"}

(* What the evidence under each verdict must show. *)
Shows(v) ==
  CASE v = "PASS" -> "pass"
    [] v = "FAIL" -> "fail"
    [] v = "SILENT" -> "none"

VouchRefusal(m, t, v, shown) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] IsTask(t) -> "NOT_A_JOIN"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in DOMAIN job[t].verdict -> "ALREADY_CONFIRMED"
    [] v = "SILENT" /\ shown # "none" -> "EVIDENCE_WITH_SILENCE"
    [] OTHER -> "OK"

Vouch(m, t, v, shown) ==
  /\ VouchRefusal(m, t, v, shown) = "OK"
  /\ LET lie == shown # Shows(v)
         said == IF lie THEN "LIE" ELSE v
     IN /\ job' = [job EXCEPT ![t].verdict = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN said ELSE @[n]]]
        /\ credit' = IF lie THEN AfterLie(credit, m, Params.monitor_penalty) ELSE credit
  /\ UNCHANGED <<height, balance, burned, status, since, service>>

-----------------------------------------------------------------------------
Saying(t, v) == {m \in DOMAIN job[t].verdict : job[t].verdict[m] = v}
Honest(t) == {m \in DOMAIN job[t].verdict : job[t].verdict[m] # "LIE"}
Unheard(t) == Monitors(t) \ DOMAIN job[t].verdict

(* A failing proof or silence by quorum refuses the candidate. *)
JoinOutcome(t) ==
  CASE Saying(t, "FAIL") # {} -> "REFUSED"
    [] IsQuorum(t, Saying(t, "PASS")) -> "ADMITTED"
    [] IsQuorum(t, Saying(t, "SILENT")) -> "REFUSED"
    [] OTHER -> "UNDECIDED"

VouchingTypeOK == \A t \in JobIds :
  /\ DOMAIN job[t].verdict \subseteq (IF IsTask(t) THEN {} ELSE job[t].group)
  /\ \A n \in DOMAIN job[t].verdict : job[t].verdict[n] \in Verdicts \cup {"LIE"}

(* §14: no admission without a quorum, said without the operators that decide it, right before the tick. *)
AdmissionNeedsQuorum == \A t \in JoinIds : job[t].stage = "CONFIRM" /\ JoinOutcome(t) = "ADMITTED" =>
  2 * Weight(t, {m \in DOMAIN job[t].verdict : job[t].verdict[m] = "PASS"}) > Weight(t, job[t].group)
=============================================================================
