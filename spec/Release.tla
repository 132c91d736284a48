------------------------------ MODULE Release -------------------------------
(***************************************************************************)
(* The owners' keys (§9). Abstracted: a released key is "right" or         *)
(* "wrong", which the ledger cannot see.                                   *)
(***************************************************************************)
EXTENDS Approval

KeyOwner(t, part) == IF part = "task" THEN Tasks[t].owner ELSE ServiceOwner(t)
OwnerFault(part) == IF part = "task" THEN "OWNER_FAULT" ELSE "SERVICE_FAULT"
BothKeys(t) == DOMAIN job[t].keys = {"task", "service"}

ReleaseKeyRefusal(a, t, part, key) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] ~IsTask(t) -> "NOT_A_TASK"
    [] job[t].stage # "KEYS" -> "WRONG_STAGE"
    [] a # KeyOwner(t, part) -> "NOT_KEY_OWNER"
    [] part \in DOMAIN job[t].keys -> "KEY_ALREADY_RELEASED"
    [] OTHER -> "OK"

ReleaseKey(a, t, part, key) ==
  /\ ReleaseKeyRefusal(a, t, part, key) = "OK"
  /\ job' = [job EXCEPT ![t].keys = [p \in DOMAIN @ \cup {part} |-> IF p = part THEN key ELSE @[p]]]
  /\ OnlyJobs

(* The owner who let the keys window pass; both missing is the task owner's fault. *)
MissingKeyOutcome(t) == OwnerFault(IF "task" \in DOMAIN job[t].keys THEN "service" ELSE "task")

ReleaseTypeOK == \A t \in JobIds :
  /\ job[t].shown \in BOOLEAN
  /\ job[t].approved \subseteq job[t].group \ {job[t].executor}
  /\ DOMAIN job[t].keys \subseteq {"task", "service"}
  /\ \A part \in DOMAIN job[t].keys : job[t].keys[part] \in {"right", "wrong"}
=============================================================================
