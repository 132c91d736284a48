---------------------------- MODULE Attestation -----------------------------
(***************************************************************************)
(* The executor before the group (§8, §9): monitors ask, the executor      *)
(* answers or not, monitors conclude, sign that it is ready, and confirm.  *)
(*                                                                         *)
(* Abstracted: a quote is "fresh" (made for this question), "stale" (made  *)
(* while the machine was sound, for another nonce) or "garbage" (not       *)
(* signed by the executor); the boot log, the job log and the phases'      *)
(* history are the one bit `machine`; the TPM is honest, so a fresh quote  *)
(* tells that bit.  The sealed result travels with the answer to `after`:  *)
(* an answer without it counts as none.  Every monitor asks when a phase   *)
(* opens; an answer that is not signed changes nothing.                    *)
(*                                                                         *)
(* Adversary: the accounts in `byzantine`, chosen at the start and fixed.  *)
(* They may withhold at every step, answer some monitors only, let the     *)
(* machine be altered, replay a stale quote, sign and confirm falsely.     *)
(* Honest parties follow the guards below, each of which is a rule of      *)
(* §8-§11.  NOT_HONEST and NOT_YET in a refusal say that the environment,  *)
(* not the protocol, keeps the step from being taken.                      *)
(***************************************************************************)
EXTENDS Block

CONSTANTS
  Attested,    \* the task that is looked at
  Adversaries, \* set of sets of accounts, the coalitions to consider
  NonceChecked,\* TRUE: a monitor compares the nonce of a quote with its own
  Synchronous  \* TRUE: what honest parties do in a window is done before it closes

VARIABLES
  byzantine,   \* the accounts that do not follow the protocol
  machine,     \* the executor's machine: "sound", or "altered" for good
  evidence,    \* [Nodes -> [Phases -> Findings]], what each monitor holds
  statement    \* monitors that have signed a ready statement

attestation == <<byzantine, machine, evidence, statement>>

Phases == {"before", "during", "after"}
Findings == {"none", "pass", "fail", "bad_task_key", "bad_service_key"}
Answers == {"fresh", "stale", "garbage"}

AttestationInit ==
  /\ byzantine \in Adversaries
  /\ machine = "sound"
  /\ evidence = [n \in Nodes |-> [p \in Phases |-> "none"]]
  /\ statement = {}

HonestParty(a) == a \notin byzantine
Stage == job[Attested].stage
HasGroup == Stage \in {"READY", "KEYS", "RUN", "CONFIRM"}
TheMonitors == Monitors(Attested)
TheExecutor == Executor(Attested)
HonestMonitors == {m \in TheMonitors : HonestParty(m)}
LastBlock == height + 1 >= job[Attested].deadline

(* The stage in which a phase is attested. *)
PhaseIsOpen(p) ==
  CASE p = "before" -> Stage = "READY"
    [] p = "during" -> Stage = "RUN"
    [] p = "after" -> Stage = "CONFIRM" /\ job[Attested].requested

-----------------------------------------------------------------------------
AlterRefusal ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] ~HasGroup -> "WRONG_STAGE"
    [] machine = "altered" -> "ALREADY_ALTERED"
    [] HonestParty(TheExecutor) -> "NOT_HONEST"
    [] OTHER -> "OK"

Alter ==
  /\ AlterRefusal = "OK"
  /\ machine' = "altered"
  /\ UNCHANGED <<ledger, byzantine, evidence, statement>>

(* What a monitor concludes from an answer that the executor signed. *)
Appraisal(p, how) ==
  LET keys == job[Attested].keys IN
  CASE how = "stale" -> IF NonceChecked THEN "fail" ELSE "pass"
    [] machine = "altered" -> "fail"
    [] p = "before" -> "pass"
    [] keys["task"] = "wrong" -> "bad_task_key"
    [] keys["service"] = "wrong" -> "bad_service_key"
    [] OTHER -> "pass"

AnswerRefusal(m, p, how) ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] ~PhaseIsOpen(p) -> "WRONG_STAGE"
    [] m \notin TheMonitors -> "NOT_A_MONITOR"
    [] evidence[m][p] # "none" -> "NOT_ASKED"
    [] how = "garbage" -> "EVIDENCE_NOT_SIGNED"
    [] how = "stale" /\ HonestParty(TheExecutor) -> "NOT_HONEST"
    [] OTHER -> "OK"

Answer(m, p, how) ==
  /\ AnswerRefusal(m, p, how) = "OK"
  /\ evidence' = [evidence EXCEPT ![m][p] = Appraisal(p, how)]
  /\ UNCHANGED <<ledger, byzantine, machine, statement>>

SignReadyRefusal(m) ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] Stage # "READY" -> "WRONG_STAGE"
    [] m \notin TheMonitors -> "NOT_A_MONITOR"
    [] m \in statement -> "ALREADY_SIGNED"
    [] HonestParty(m) /\ evidence[m]["before"] # "pass" -> "NOT_CONTENT"
    [] OTHER -> "OK"

SignReady(m) ==
  /\ SignReadyRefusal(m) = "OK"
  /\ statement' = statement \cup {m}
  /\ UNCHANGED <<ledger, byzantine, machine, evidence>>

-----------------------------------------------------------------------------
(* The ledger's transactions as the parties send them. *)
OffLedgerUnchanged == UNCHANGED attestation

(* Every honest monitor has been answered in phase p. *)
HonestAnswered(p) == \A m \in HonestMonitors : evidence[m][p] # "none"

(* The executor posts all statements that it holds; an honest one waits for its monitors. *)
PostReadyRefusal ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] Stage # "READY" -> "WRONG_STAGE"
    [] ~IsQuorum(Attested, statement) -> "NO_QUORUM"
    [] HonestParty(TheExecutor) /\ ~(HonestAnswered("before") /\ HonestMonitors \subseteq statement) -> "NOT_YET"
    [] OTHER -> "OK"

PostReady ==
  /\ PostReadyRefusal = "OK"
  /\ Ready(TheExecutor, Attested, statement)
  /\ OffLedgerUnchanged

(* Honest owners release the right key. *)
GiveKeyRefusal(part, key) ==
  LET refusal == ReleaseKeyRefusal(KeyOwner(Attested, part), Attested, part, key) IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(KeyOwner(Attested, part)) /\ key # "right" -> "NOT_HONEST"
    [] OTHER -> "OK"

GiveKey(part, key) ==
  /\ GiveKeyRefusal(part, key) = "OK"
  /\ ReleaseKey(KeyOwner(Attested, part), Attested, part, key)
  /\ OffLedgerUnchanged

KeysAreRight == \A part \in DOMAIN job[Attested].keys : job[Attested].keys[part] = "right"

(* An honest executor asks for payment when the job ran, and was watched while it ran. *)
ClaimPaymentRefusal ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] Stage # "RUN" -> "WRONG_STAGE"
    [] HonestParty(TheExecutor) /\ ~KeysAreRight -> "NOT_HONEST"
    [] HonestParty(TheExecutor) /\ ~HonestAnswered("during") -> "NOT_YET"
    [] OTHER -> "OK"

ClaimPayment ==
  /\ ClaimPaymentRefusal = "OK"
  /\ RequestPayment(TheExecutor, Attested)
  /\ OffLedgerUnchanged

(* What the evidence in m's hands shows, taken together. *)
Conclusion(m) ==
  LET found == {evidence[m][p] : p \in Phases} IN
  CASE "fail" \in found -> "fail"
    [] "bad_task_key" \in found -> "bad_task_key"
    [] "bad_service_key" \in found -> "bad_service_key"
    [] found = {"pass"} -> "pass"
    [] OTHER -> "none"

HonestVerdict(m) ==
  CASE Conclusion(m) = "fail" -> "FAIL"
    [] Conclusion(m) = "bad_task_key" -> "BAD_TASK_KEY"
    [] Conclusion(m) = "bad_service_key" -> "BAD_SERVICE_KEY"
    [] Conclusion(m) = "pass" -> "PASS"
    [] OTHER -> "SILENT"

(* The answer to `after` may still come: before the last block, or from an honest executor. *)
MayStillHear(m) ==
  /\ PhaseIsOpen("after")
  /\ evidence[m]["after"] = "none"
  /\ ~LastBlock \/ (Synchronous /\ HonestParty(TheExecutor))

(* `own`: the verdict rests on m's own evidence, else on none. *)
GiveVerdictRefusal(m, v, own) ==
  LET shown == IF own THEN Conclusion(m) ELSE "none"
      refusal == ConfirmRefusal(m, Attested, v, shown)
  IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(m) /\ (v # HonestVerdict(m) \/ ~own) -> "NOT_HONEST"
    [] HonestParty(m) /\ v = "SILENT" /\ MayStillHear(m) -> "NOT_YET"
    [] OTHER -> "OK"

GiveVerdict(m, v, own) ==
  /\ GiveVerdictRefusal(m, v, own) = "OK"
  /\ Confirm(m, Attested, v, IF own THEN Conclusion(m) ELSE "none")
  /\ OffLedgerUnchanged

-----------------------------------------------------------------------------
(* Synchrony: at the last tick of a window no honest party has left undone *)
(* what the protocol asks of it in that window.                            *)
PhaseDone(p) == HonestParty(TheExecutor) => HonestAnswered(p)

DutiesDone ==
  CASE Stage = "READY" ->
         /\ PhaseDone("before")
         /\ \A m \in HonestMonitors : evidence[m]["before"] = "pass" => m \in statement
         /\ HonestParty(TheExecutor) => ~IsQuorum(Attested, statement)
    [] Stage = "KEYS" ->
         \A part \in {"task", "service"} \ DOMAIN job[Attested].keys : ~HonestParty(KeyOwner(Attested, part))
    [] Stage = "RUN" ->
         /\ PhaseDone("during")
         /\ HonestParty(TheExecutor) => ~KeysAreRight
    [] Stage = "CONFIRM" -> \A m \in HonestMonitors : m \in DOMAIN job[Attested].verdict
    [] OTHER -> TRUE

PassTimeRefusal == IF Synchronous /\ LastBlock /\ ~DutiesDone THEN "NOT_YET" ELSE "OK"

PassTime ==
  /\ PassTimeRefusal = "OK"
  /\ Tick
  /\ OffLedgerUnchanged

-----------------------------------------------------------------------------
AttestationTypeOK ==
  /\ byzantine \in Adversaries
  /\ machine \in {"sound", "altered"}
  /\ evidence \in [Nodes -> [Phases -> Findings]]
  /\ statement \subseteq Nodes

(* §14, against any adversary: an honest monitor is never slashed. *)
HonestNeverSlashed == \A t \in JobIds : \A n \in Nodes \ byzantine :
  /\ n \notin job[t].liars
  /\ n \in DOMAIN job[t].verdict => job[t].verdict[n] # "LIE"

(* The rest holds while the adversary's J is below half of the monitors' J. *)
HonestMajority == HasGroup \/ (Stage = "SETTLED" /\ job[Attested].outcome # "UNFILLED") =>
  ~IsQuorum(Attested, TheMonitors \cap byzantine)
    /\ 2 * Weight(Attested, TheMonitors \cap byzantine) < Weight(Attested, TheMonitors)

(* No fault is blamed on the wrong side. *)
NoWrongBlame == HonestMajority =>
  CASE job[Attested].outcome = "EXECUTOR_FAULT" -> ~HonestParty(TheExecutor)
    [] job[Attested].outcome = "UNDECIDED" -> ~HonestParty(TheExecutor)
    [] job[Attested].outcome = "OWNER_FAULT" -> ~HonestParty(Tasks[Attested].owner)
    [] job[Attested].outcome = "SERVICE_FAULT" -> ~HonestParty(ServiceOwner(Attested))
    [] OTHER -> TRUE

(* No payment for a job on a machine that an honest majority could see was altered. *)
DoneMeansAttested == HonestMajority =>
  (SettlesAs(Attested) = "DONE" => KeysAreRight /\ \E m \in HonestMonitors : Conclusion(m) = "pass")

(* Keys move only to a machine that an honest monitor saw sound. *)
KeysNeedHonestMonitor == HonestMajority =>
  (HasGroup /\ DOMAIN job[Attested].keys # {} => \E m \in HonestMonitors : evidence[m]["before"] = "pass")

(* What passes was measured on a sound machine: a stale quote does not help. *)
PassMeansSound == [][\A m \in Nodes, p \in Phases :
  evidence'[m][p] = "pass" /\ evidence[m][p] # "pass" => machine = "sound"]_attestation

(* A statement or verdict of an honest monitor is what its evidence shows. *)
HonestStatementsAreTrue == \A m \in statement \ byzantine : evidence[m]["before"] = "pass"
=============================================================================
