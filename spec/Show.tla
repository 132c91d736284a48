-------------------------------- MODULE Show --------------------------------
(***************************************************************************)
(* The executor shows its machine before the keys move (§9), a candidate   *)
(* before it is admitted (§5). What fails is refused, so what is shown is  *)
(* a fact.                                                                 *)
(***************************************************************************)
EXTENDS Committee, Question

ShowRefusal(n, t, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[t].stage # (IF IsTask(t) THEN "READY" ELSE "ENROL") -> "WRONG_STAGE"
    [] IsTask(t) /\ n # Executor(t) -> "NOT_EXECUTOR"
    [] ~IsTask(t) /\ n # Joins[t] -> "NOT_CANDIDATE"
    [] job[t].shown -> "ALREADY_SHOWN"
    [] OTHER -> PassingRefusal(e)

Show(n, t, e) ==
  /\ ShowRefusal(n, t, e) = "OK"
  /\ job' = [job EXCEPT ![t].shown = TRUE]
  /\ OnlyJobs
=============================================================================
