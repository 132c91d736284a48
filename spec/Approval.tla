------------------------------ MODULE Approval ------------------------------
(***************************************************************************)
(* Monitors say that they saw what the executor showed (§9). In KEYS,      *)
(* where a quorum has approved already, it decides only pay.               *)
(***************************************************************************)
EXTENDS Show

ApproveRefusal(m, t) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage \notin {"APPROVE", "KEYS"} -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in job[t].approved -> "ALREADY_APPROVED"
    [] OTHER -> "OK"

Approve(m, t) ==
  /\ ApproveRefusal(m, t) = "OK"
  /\ job' = [job EXCEPT ![t].approved = @ \cup {m}]
  /\ OnlyJobs

(* §14: keys move only after the machine was shown, and a quorum approved. *)
KeysNeedApproval == \A t \in TaskIds : DOMAIN job[t].keys # {} => job[t].shown /\ IsQuorum(t, job[t].approved)
=============================================================================
