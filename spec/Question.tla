------------------------------ MODULE Question ------------------------------
(***************************************************************************)
(* Evidence of a task and the question that it answers (§8). Abstracted:   *)
(* evidence is "pass" or "fail", what its appraisal shows; or no evidence  *)
(* at all: "other" answers another question, "forged" has no proof of who  *)
(* asked, "unsigned" is not the executor's.                                *)
(***************************************************************************)
EXTENDS Ledger

Shown == {"pass", "fail"}
Evidences == Shown \cup {"other", "forged", "unsigned"}

EvidenceRefusal(e) ==
  CASE e = "other" -> "OTHER_QUESTION"
    [] e = "forged" -> "QUESTION_FORGED"
    [] e = "unsigned" -> "EVIDENCE_NOT_SIGNED"
    [] OTHER -> "OK"

(* For evidence that must pass. *)
PassingRefusal(e) ==
  CASE EvidenceRefusal(e) # "OK" -> EvidenceRefusal(e)
    [] e = "fail" -> "EVIDENCE_FAILS"
    [] OTHER -> "OK"

(* A step that changes nothing but what a job says. *)
OnlyJobs == UNCHANGED <<height, balance, burned, credit, status, since, service>>
=============================================================================
