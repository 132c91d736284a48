------------------------------ MODULE Dispute -------------------------------
(***************************************************************************)
(* A released key that is not the right one, opened before everybody (§9). *)
(* Abstracted: the opening is "true" or "false", and a true one shows what *)
(* the key is; a chunk that a right key does not open is a wrong key.      *)
(***************************************************************************)
EXTENDS Proof

Openings == {"true", "false"}

DisputeKeyRefusal(n, t, part, opening) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] opening = "false" -> "OPENING_OTHER"
    [] job[t].keys[part] = "right" -> "KEY_NOT_AT_FAULT"
    [] OTHER -> "OK"

DisputeKey(n, t, part, opening) ==
  /\ DisputeKeyRefusal(n, t, part, opening) = "OK"
  /\ job' = [job EXCEPT ![t] = Proved(@, OwnerFault(part))]
  /\ OnlyJobs
=============================================================================
