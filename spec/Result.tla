------------------------------- MODULE Result -------------------------------
(***************************************************************************)
(* The sealed result: payment requested for it, asked for, given (§10,     *)
(* §11). Abstracted: a result is "right", "other" or "long"; what a        *)
(* request shows is evidence.                                              *)
(***************************************************************************)
EXTENDS Challenge

RequestPaymentRefusal(n, t, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] job[t].requested -> "ALREADY_REQUESTED"
    [] height < WatchedUntil(t) -> "WATCH_NOT_OVER"
    [] Unanswered(t) # {} -> "CHALLENGE_OPEN"
    [] OTHER -> PassingRefusal(e)

RequestPayment(n, t, e) ==
  /\ RequestPaymentRefusal(n, t, e) = "OK"
  /\ job' = [job EXCEPT ![t].requested = TRUE]
  /\ OnlyJobs

(* The last block in which the result may be asked for. *)
LastToAsk(t) == job[t].deadline - 2 * Params.answer_window

AskResultRefusal(m, t) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in DOMAIN job[t].asked -> "ALREADY_ASKED"
    [] m \in job[t].confirmed -> "ALREADY_CONFIRMED"
    [] job[t].given -> "RESULT_GIVEN"
    [] height >= LastToAsk(t) -> "ASK_OVER"
    [] OTHER -> "OK"

AskResult(m, t) ==
  /\ AskResultRefusal(m, t) = "OK"
  /\ job' = [job EXCEPT ![t].asked = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN Due ELSE @[n]]]
  /\ OnlyJobs

GiveResultRefusal(n, t, result) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] DOMAIN job[t].asked = {} -> "RESULT_NOT_ASKED"
    [] job[t].given -> "RESULT_GIVEN"
    [] result = "long" -> "RESULT_TOO_LONG"
    [] result = "other" -> "RESULT_OTHER"
    [] OTHER -> "OK"

GiveResult(n, t, result) ==
  /\ GiveResultRefusal(n, t, result) = "OK"
  /\ job' = [job EXCEPT ![t].given = TRUE]
  /\ OnlyJobs

ResultTypeOK == \A t \in JobIds :
  /\ job[t].requested \in BOOLEAN
  /\ DOMAIN job[t].asked \subseteq job[t].group \ {job[t].executor}
  /\ job[t].given => DOMAIN job[t].asked # {}

(* §10: payment is requested after the watch, with every challenge answered. *)
RequestedAfterWatch == \A t \in TaskIds :
  job[t].stage = "RUN" /\ job[t].requested => height >= WatchedUntil(t) /\ Unanswered(t) = {}
=============================================================================
