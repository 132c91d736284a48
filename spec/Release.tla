------------------------------ MODULE Release -------------------------------
(***************************************************************************)
(* Ready, keys, payment request: the ledger between the closing of the     *)
(* group and the confirmation (§9, §10).  Abstracted: a ready statement is *)
(* the name of the monitor that signed it; a released key is "right" or    *)
(* "wrong", which the ledger cannot see and does not use.                  *)
(***************************************************************************)
EXTENDS Committee

KeyOwner(t, part) == IF part = "task" THEN Tasks[t].owner ELSE ServiceOwner(t)

ReadyRefusal(n, t, statements) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "READY" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] Cardinality(statements) > Cardinality(Monitors(t)) -> "TOO_MANY_STATEMENTS"
    [] ~(statements \subseteq Monitors(t)) -> "NOT_A_MONITOR"
    [] ~IsQuorum(t, statements) -> "NO_QUORUM"
    [] OTHER -> "OK"

Ready(n, t, statements) ==
  /\ ReadyRefusal(n, t, statements) = "OK"
  /\ job' = [job EXCEPT ![t].stage = "KEYS", ![t].deadline = DeadlineAfter(Params.keys_window), ![t].ready = statements]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, service>>

ReleaseKeyRefusal(a, t, part, key) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "KEYS" -> "WRONG_STAGE"
    [] a # KeyOwner(t, part) -> "NOT_KEY_OWNER"
    [] part \in DOMAIN job[t].keys -> "KEY_ALREADY_RELEASED"
    [] OTHER -> "OK"

ReleaseKey(a, t, part, key) ==
  /\ ReleaseKeyRefusal(a, t, part, key) = "OK"
  /\ LET keys == [p \in DOMAIN job[t].keys \cup {part} |-> IF p = part THEN key ELSE job[t].keys[p]] IN
     job' = [job EXCEPT ![t].keys = keys,
                        ![t].stage = IF Cardinality(DOMAIN keys) = 2 THEN "RUN" ELSE @,
                        ![t].deadline = IF Cardinality(DOMAIN keys) = 2 THEN DeadlineAfter(Tasks[t].run_window) ELSE @]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, service>>

RequestPaymentRefusal(n, t) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "RUN" -> "WRONG_STAGE"
    [] n # Executor(t) -> "NOT_EXECUTOR"
    [] OTHER -> "OK"

RequestPayment(n, t) ==
  /\ RequestPaymentRefusal(n, t) = "OK"
  /\ job' = [job EXCEPT ![t].stage = "CONFIRM", ![t].deadline = DeadlineAfter(Params.confirm_window), ![t].requested = TRUE]
  /\ UNCHANGED <<height, balance, burned, credit, status, since, service>>

-----------------------------------------------------------------------------
(* The executor missed the ready or the run window. *)
OpenConfirmation(t) == [job[t] EXCEPT !.stage = "CONFIRM", !.deadline = DeadlineAfter(Params.confirm_window)]

ReleaseTypeOK == \A t \in JobIds :
  /\ job[t].ready \subseteq job[t].group \ {job[t].executor}
  /\ DOMAIN job[t].keys \subseteq {"task", "service"}
  /\ \A part \in DOMAIN job[t].keys : job[t].keys[part] \in {"right", "wrong"}
  /\ job[t].requested \in BOOLEAN

(* §14: keys move only to an executor that a quorum found ready. *)
KeysNeedReadyQuorum == \A t \in TaskIds : DOMAIN job[t].keys # {} => IsQuorum(t, job[t].ready)
=============================================================================
