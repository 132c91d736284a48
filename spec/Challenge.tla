----------------------------- MODULE Challenge ------------------------------
(***************************************************************************)
(* Watching the run on the ledger: questions, answers, accusations (§10).  *)
(***************************************************************************)
EXTENDS Dispute

(* The last block of a run that is watched. *)
WatchedUntil(t) == job[t].deadline - Tasks[t].run_window + Params.watch_window
Unanswered(t) == DOMAIN job[t].challenged \ job[t].answered
Due == height + 1 + Params.answer_window

ChallengeRefusal(m, t, proof) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "RUN" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in DOMAIN job[t].challenged -> "ALREADY_CHALLENGED"
    [] height >= WatchedUntil(t) -> "WATCH_OVER"
    [] proof = "forged" -> "QUESTION_FORGED"
    [] OTHER -> "OK"

Challenge(m, t, proof) ==
  /\ ChallengeRefusal(m, t, proof) = "OK"
  /\ job' = [job EXCEPT ![t].challenged = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN Due ELSE @[n]]]
  /\ OnlyJobs

AnswerRefusal(n, t, m, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] m \notin Unanswered(t) -> "NOT_CHALLENGED"
    [] OTHER -> PassingRefusal(e)

Answer(n, t, m, e) ==
  /\ AnswerRefusal(n, t, m, e) = "OK"
  /\ job' = [job EXCEPT ![t].answered = @ \cup {m}]
  /\ OnlyJobs

AccuseRefusal(m, t, e) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage \notin {"RUN", "CONFIRM"} -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in job[t].liars -> "HAS_LIED"
    [] OTHER -> EvidenceRefusal(e)

(* Evidence that fails proves; evidence that passes makes the accusation a lie. *)
Accuse(m, t, e) ==
  /\ AccuseRefusal(m, t, e) = "OK"
  /\ job' = [job EXCEPT ![t] = IF e = "fail" THEN Proved([@ EXCEPT !.provers = @ \cup {m}], "EXECUTOR_FAULT")
                               ELSE Marked(@, m)]
  /\ credit' = IF e = "fail" THEN credit ELSE AfterLie(credit, m, Params.monitor_penalty)
  /\ UNCHANGED <<height, balance, burned, status, since, service>>

ChallengeTypeOK == \A t \in JobIds :
  /\ DOMAIN job[t].challenged \subseteq job[t].group \ {job[t].executor}
  /\ job[t].answered \subseteq DOMAIN job[t].challenged
  /\ job[t].provers \subseteq job[t].group \ {job[t].executor}
  /\ job[t].proven \in {"NONE"} \cup Blames
=============================================================================
