------------------------------- MODULE Course -------------------------------
(***************************************************************************)
(* The course of a task after its draw: what each tick finds, and what     *)
(* follows (§4).                                                           *)
(***************************************************************************)
EXTENDS Confirmation

Over(t) == height + 1 >= job[t].deadline
SomethingDue(t, due, S) == \E m \in S : height + 1 >= due[m]

(* The outcome with which this tick ends task t, or "NONE" where it goes on. *)
TaskEndsAs(t) ==
  CASE job[t].stage = "READY" -> IF Over(t) /\ ~job[t].shown THEN "EXECUTOR_FAULT" ELSE "NONE"
    [] job[t].stage = "APPROVE" -> IF Over(t) /\ ~IsQuorum(t, job[t].approved) THEN "UNDECIDED" ELSE "NONE"
    [] job[t].stage = "KEYS" -> IF Over(t) /\ ~BothKeys(t) THEN MissingKeyOutcome(t) ELSE "NONE"
    [] job[t].stage = "RUN" ->
         (CASE job[t].proven # "NONE" -> job[t].proven
            [] SomethingDue(t, job[t].challenged, Unanswered(t)) -> "EXECUTOR_FAULT"
            [] Over(t) /\ ~job[t].requested -> "EXECUTOR_FAULT"
            [] OTHER -> "NONE")
    [] job[t].stage = "CONFIRM" ->
         (CASE job[t].proven # "NONE" -> job[t].proven
            [] ~job[t].given /\ SomethingDue(t, job[t].asked, DOMAIN job[t].asked) -> "EXECUTOR_FAULT"
            [] ~Over(t) -> "NONE"
            [] IsQuorum(t, job[t].confirmed) -> "DONE"
            [] OTHER -> "UNDECIDED")
    [] OTHER -> "NONE"

Opens(t, stage, window) == [job[t] EXCEPT !.stage = stage, !.deadline = DeadlineAfter(window)]

(* A task that does not end: in its next stage if it has what it waited for, else as it was. *)
TaskGoesOn(t) ==
  CASE job[t].stage = "READY" /\ job[t].shown -> Opens(t, "APPROVE", Params.approve_window)
    [] job[t].stage = "APPROVE" /\ IsQuorum(t, job[t].approved) -> Opens(t, "KEYS", Params.keys_window)
    [] job[t].stage = "KEYS" /\ BothKeys(t) -> Opens(t, "RUN", Tasks[t].run_window)
    [] job[t].stage = "RUN" /\ job[t].requested -> Opens(t, "CONFIRM", Params.confirm_window)
    [] OTHER -> job[t]

(* §4: no window is left open: whatever is open closes with a block to come. *)
NothingIsOverdue == \A t \in JobIds : job[t].stage \in Open => height < job[t].deadline

(* §4: whoever has a window has all of it, and a task that has a group is not unfilled. *)
WindowsAreKept == \A t \in TaskIds :
  /\ job[t].stage \in {"READY", "APPROVE", "KEYS"} /\ TaskEndsAs(t) # "NONE" => height + 1 >= job[t].deadline
  /\ TaskEndsAs(t) # "UNFILLED"

(* §9: for a key that is missing its owner is blamed, and for two of them the task's. *)
MissingKeysAreTheirOwners == \A t \in TaskIds : job[t].stage = "KEYS" /\ TaskEndsAs(t) # "NONE" =>
  IF "task" \in DOMAIN job[t].keys
  THEN "service" \notin DOMAIN job[t].keys /\ TaskEndsAs(t) = "SERVICE_FAULT"
  ELSE TaskEndsAs(t) = "OWNER_FAULT"

(* §11: who asked for the result has it before anybody is paid. *)
DoneMeansGiven == \A t \in TaskIds :
  TaskEndsAs(t) = "DONE" => job[t].given \/ DOMAIN job[t].asked = {}

(* §14: no payment without a quorum, said without the operators that decide it, right before the tick. *)
PaymentNeedsQuorum == \A t \in TaskIds : TaskEndsAs(t) = "DONE" =>
  /\ job[t].shown /\ job[t].requested
  /\ 2 * Weight(t, job[t].confirmed) > Weight(t, job[t].group \ {job[t].executor})
=============================================================================
