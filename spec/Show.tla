-------------------------------- MODULE Show --------------------------------
(***************************************************************************)
(* The executor shows its machine before the keys move (§9). What fails is *)
(* refused, so what is shown is a fact.                                    *)
(***************************************************************************)
EXTENDS Committee, Question

ShowRefusal(n, t, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "READY" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] job[t].shown -> "ALREADY_SHOWN"
    [] OTHER -> PassingRefusal(e)

Show(n, t, e) ==
  /\ ShowRefusal(n, t, e) = "OK"
  /\ job' = [job EXCEPT ![t].shown = TRUE]
  /\ OnlyJobs
=============================================================================
