----------------------------- MODULE Knowledge ------------------------------
(***************************************************************************)
(* Who can derive which key and which plaintext in the life of one task    *)
(* (§8 to §10), after Dolev and Yao: terms are records, and nobody opens   *)
(* what was sealed without the key.  The coalition `byzantine` is any of   *)
(* the two owners and the executor, "x".  The network is the coalition's:  *)
(* it has every sealed payload, everything on the ledger and every         *)
(* transaction that was sent, whether the ledger took it or not; it hands  *)
(* the executor a payload, an altered copy, or nothing.  Monitors have     *)
(* nothing that the network has not.                                       *)
(*                                                                         *)
(* The executor's machine is in one boot at a time.  The TPM's registers   *)
(* show the software of this boot, whether it was tampered with since, and *)
(* the job.  Sound software does what §9 and §10 ask of an executor,       *)
(* whoever owns the machine, and keeps plaintext inside.  Altered software *)
(* does what its owner likes.  The machine may be started anew at any      *)
(* time; only an executor of the coalition starts other software, has      *)
(* another image, code or data measured, or tampers.                       *)
(*                                                                         *)
(* Abstracted: balances, time and votes, which are in the other modules;   *)
(* chunks and paths; memory that outlives a boot; a policy session that    *)
(* was begun before a restart, which needs registers that did not change.  *)
(* Not seen: what root does in a sound boot without a register that shows  *)
(* it, and what a program tells by its network, result or timing           *)
(* (docs/execution.md).                                                    *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Coalitions,  \* set of subsets of {"alice", "bob", "x"}, the coalitions to consider
  MaxBoot      \* the machine is started so often

VARIABLES
  byzantine,   \* the parties that do not follow the protocol
  boot,        \* resetCount and restartCount of the TPM
  registers,   \* what the TPM's registers show: [software, tampered, job]
  memory,      \* the secrets in the memory of the machine's software
  copies,      \* [Parts -> the payload that the machine holds]
  imprints,    \* [Parts -> "sound" or "broken"], whether the payload that the ledger names opens under its key
  claimed,     \* [Parts -> encryption key], the claim; empty before it
  shown,       \* the boot that `show` proved, 0 before
  released,    \* [Parts -> what was released], as far as something was
  opened,      \* the parts whose released key was opened before everybody
  sealed,      \* is the sealed result out
  wiped,       \* did the ledger take the evidence of `after`
  taken,       \* was plaintext taken out of software that had it
  known        \* the secrets that the coalition learnt from others

vars == <<byzantine, boot, registers, memory, copies, imprints, claimed, shown, released, opened, sealed, wiped, taken, known>>

Parts == {"task", "service"}
Other(p) == IF p = "task" THEN "service" ELSE "task"
KeyOwner(p) == IF p = "task" THEN "alice" ELSE "bob"
Honest(a) == a \notin byzantine

(* Secrets: the key of each payload, what it opens, and the result with Alice's key for it. *)
Key(p) == IF p = "task" THEN "key of data" ELSE "key of code"
Plaintext(p) == IF p = "task" THEN "data" ELSE "code"
Secrets(p) == {Key(p), Plaintext(p)} \cup (IF p = "task" THEN {"key of result", "result"} ELSE {})
AllSecrets == Secrets("task") \cup Secrets("service")

(* What follows from knowing S, with all that is sealed at hand. *)
Derived(S) ==
  S \cup {Plaintext(p) : p \in {q \in Parts : Key(q) \in S}}
    \cup (IF sealed /\ "key of result" \in S THEN {"result"} ELSE {})
Own == {Key("task") : a \in byzantine \cap {"alice"}} \cup {"key of result" : a \in byzantine \cap {"alice"}}
       \cup {Key("service") : a \in byzantine \cap {"bob"}}
Knows == Derived(Own \cup known)

BothReleased == DOMAIN released = Parts

-----------------------------------------------------------------------------
(* The TPM. *)
Jobs == {"empty", "before", "other", "opened", "wiped"}
InState(software, job) == [software |-> software, tampered |-> FALSE, job |-> job]
ProperState == InState("sound", "before")

(* An encryption key: the TPM that has it, the two parts of its policy, and which of a claim's keys it is. *)
EncryptionKey(tpm, state, in, id) == [tpm |-> tpm, state |-> state, boot |-> in, id |-> id]
KeyId(p) == p

(* The two parts of a key's policy (§9). *)
SeesRegisters(k) == k.state = registers
SeesBoot(k) == k.boot = boot
Opens(k) == k.tpm = "own" /\ SeesRegisters(k) /\ SeesBoot(k)

(* A quote shows the registers as they are; a certificate is for a key of this TPM. *)
Quoted == registers
Certified(k) == k.tpm = "own"

-----------------------------------------------------------------------------
(* The machine. *)
Sound == registers.software = "sound" /\ ~registers.tampered

Boots(software) ==
  /\ boot < MaxBoot
  /\ software = "altered" => ~Honest("x")
  /\ boot' = boot + 1
  /\ registers' = InState(software, "empty")
  /\ memory' = {}
  /\ UNCHANGED <<byzantine, copies, imprints, claimed, shown, released, opened, sealed, wiped, taken, known>>

(* Image, container, code and data are measured; altered software measures what it likes. *)
Measures(job) ==
  /\ registers.job = "empty"
  /\ IF Sound THEN job = "before" \/ (job = "other" /\ ~Honest("x")) ELSE job # "empty"
  /\ registers' = [registers EXCEPT !.job = job]
  /\ UNCHANGED <<byzantine, boot, memory, copies, imprints, claimed, shown, released, opened, sealed, wiped, taken, known>>

(* Plaintext is taken out of the software that has it: whoever does this shows in a register. *)
Trace == [registers EXCEPT !.tampered = TRUE]
Tampers ==
  /\ Sound /\ ~Honest("x")
  /\ registers' = Trace
  /\ known' = known \cup memory
  /\ taken' = (taken \/ memory # {})
  /\ memory' = {}
  /\ UNCHANGED <<byzantine, boot, copies, imprints, claimed, shown, released, opened, sealed, wiped>>

(* Software of the coalition has its TPM open a released key. *)
Grabs(p) ==
  /\ ~Honest("x") /\ claimed # <<>> /\ p \in DOMAIN released /\ released[p] = "right"
  /\ \/ claimed[p].tpm = "elsewhere"
     \/ ~Sound /\ Opens(claimed[p])
  /\ known' = known \cup {Key(p)}
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, claimed, shown, released, opened, sealed, wiped, taken>>

(* The network hands over a payload, or what looks like it; it matters from the moment at which the keys are there. *)
Hands(p, copy) ==
  /\ BothReleased
  /\ copies[p] # "true" /\ copies[p] # copy
  /\ copies' = [copies EXCEPT ![p] = copy]
  /\ UNCHANGED <<byzantine, boot, registers, memory, imprints, claimed, shown, released, opened, sealed, wiped, taken, known>>

-----------------------------------------------------------------------------
(* Claim and show (§6, §9). *)
HonestKey(p) == EncryptionKey("own", ProperState, boot, KeyId(p))
Claims(keys) ==
  /\ claimed = <<>>
  /\ Honest("x") => keys = [p \in Parts |-> HonestKey(p)]
  /\ \A p \in Parts : Certified(keys[p])
  /\ claimed' = keys
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, shown, released, opened, sealed, wiped, taken, known>>

(* Both keys of the claim open in exactly the state and the boot that the quote shows. *)
KeyFits(k) == k.state = ProperState /\ k.boot = boot
Shows ==
  /\ claimed # <<>> /\ shown = 0
  /\ Quoted = ProperState
  /\ \A p \in Parts : KeyFits(claimed[p])
  /\ shown' = boot
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, claimed, released, opened, sealed, wiped, taken, known>>

(* An owner releases its key, garbage, or the other's sealed key in disguise (as it is, or times r^65537). *)
MayRelease == shown # 0
Releases(p, content) ==
  /\ claimed # <<>> /\ MayRelease /\ p \notin DOMAIN released
  /\ Honest(KeyOwner(p)) => content = "right"
  /\ content = "disguise" => Other(p) \in DOMAIN released
  /\ released' = [q \in DOMAIN released \cup {p} |-> IF q = p THEN content ELSE released[q]]
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, claimed, shown, opened, sealed, wiped, taken, known>>

-----------------------------------------------------------------------------
(* Running, disputing, wiping (§9, §10): what sound software does. *)
CanOpen(p) == BothReleased /\ Sound /\ Opens(claimed[p])
Runs ==
  /\ \A p \in Parts : CanOpen(p) /\ released[p] = "right" /\ imprints[p] = "sound" /\ copies[p] = "true"
  /\ memory' = {Key(p) : p \in Parts} \cup {"data", "code", "result"}
  /\ registers' = [registers EXCEPT !.job = "opened"]
  /\ UNCHANGED <<byzantine, boot, copies, imprints, claimed, shown, released, opened, sealed, wiped, taken, known>>

(* Before it shows a chunk that does not open, a node compares what it holds with the root on the ledger. *)
RootHolds(p) == copies[p] = "true"
BadChunk(p) == copies[p] # "none" /\ RootHolds(p) /\ (imprints[p] = "broken" \/ copies[p] = "altered")
AtFault(p) == released[p] # "right" \/ BadChunk(p)

(* What the opening of a released key tells everybody: of a key in disguise the key, to who made the disguise. *)
Told(p) ==
  CASE released[p] = "right" -> {Key(p)}
    [] released[p] = "disguise" /\ claimed[p].id = claimed[Other(p)].id /\ released[Other(p)] = "right" -> {Key(Other(p))}
    [] OTHER -> {}
Disputes(p) ==
  /\ p \notin opened /\ CanOpen(p) /\ AtFault(p)
  /\ p = "service" => ~AtFault("task")
  /\ opened' = opened \cup {p}
  /\ known' = known \cup Told(p)
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, claimed, shown, released, sealed, wiped, taken>>

(* The result is sealed to the task owner; then nothing is kept. *)
Wipes ==
  /\ Sound /\ registers.job = "opened"
  /\ sealed' = TRUE
  /\ memory' = {}
  /\ registers' = [registers EXCEPT !.job = "wiped"]
  /\ UNCHANGED <<byzantine, boot, copies, imprints, claimed, shown, released, opened, wiped, taken, known>>

(* The ledger takes evidence of `after`: of the boot that was shown, its job register as it must be. *)
Attests ==
  /\ shown # 0 /\ BothReleased /\ ~wiped
  /\ Honest("x") => registers.job = "wiped"
  /\ Quoted = InState("sound", "wiped") /\ boot = shown
  /\ wiped' = TRUE
  /\ UNCHANGED <<byzantine, boot, registers, memory, copies, imprints, claimed, shown, released, opened, sealed, taken, known>>

-----------------------------------------------------------------------------
(* Keys with which a coalition may claim: of its TPM for any state and boot, or of something that is no such TPM. *)
HostileKeys(p) ==
  {EncryptionKey("own", s, b, KeyId(p)) :
     s \in {ProperState, InState("altered", "before"), InState("sound", "wiped")}, b \in 1..MaxBoot}
  \cup {EncryptionKey("elsewhere", ProperState, boot, KeyId(p))}

KnowledgeInit ==
  /\ byzantine \in Coalitions
  /\ boot = 1
  /\ registers = InState("sound", "empty")
  /\ memory = {}
  /\ copies = [p \in Parts |-> "none"]
  /\ imprints \in {i \in [Parts -> {"sound", "broken"}] : \A p \in Parts : i[p] = "broken" => ~Honest(KeyOwner(p))}
  /\ claimed = <<>>
  /\ shown = 0
  /\ released = <<>>
  /\ opened = {}
  /\ sealed = FALSE
  /\ wiped = FALSE
  /\ taken = FALSE
  /\ known = {}

KnowledgeNext ==
  \/ \E s \in {"sound", "altered"} : Boots(s)
  \/ \E j \in Jobs : Measures(j)
  \/ Tampers
  \/ \E p \in Parts : Grabs(p) \/ Disputes(p)
  \/ \E p \in Parts, c \in {"true", "altered"} : Hands(p, c)
  \/ \E p \in Parts, c \in {"right", "garbage", "disguise"} : Releases(p, c)
  \/ \E t \in HostileKeys("task") \cup {HonestKey("task")}, s \in HostileKeys("service") \cup {HonestKey("service")} :
       Claims([task |-> t, service |-> s])
  \/ Shows \/ Runs \/ Wipes \/ Attests
  \/ boot = MaxBoot /\ UNCHANGED vars

-----------------------------------------------------------------------------
KnowledgeTypeOK ==
  /\ byzantine \in Coalitions
  /\ boot \in 1..MaxBoot
  /\ registers \in [software : {"sound", "altered"}, tampered : BOOLEAN, job : Jobs]
  /\ memory \subseteq AllSecrets /\ known \subseteq AllSecrets
  /\ shown \in 0..MaxBoot
  /\ DOMAIN released \subseteq Parts /\ opened \subseteq DOMAIN released
  /\ sealed \in BOOLEAN /\ wiped \in BOOLEAN /\ taken \in BOOLEAN

(* §14: of an honest owner's secrets the coalition knows none, unless plaintext was taken out of the run that was shown, *)
(* which a register shows until the boot ends.                                                                          *)
KeySafety == \A p \in Parts : Honest(KeyOwner(p)) /\ ~taken => Knows \cap Secrets(p) = {}

(* The machine holds plaintext in the state that was proven, and in no other. *)
OnlyInside == memory # {} => boot = shown /\ registers = InState("sound", "opened")

(* No honest party publishes the right key of a sound payload. *)
RightKeysStay == \A p \in opened : ~(released[p] = "right" /\ imprints[p] = "sound")

(* The opening of one owner's key tells nobody anything of the other's. *)
OpeningsAreApart == \A p \in opened : Told(p) \cap Secrets(Other(p)) = {}

(* §14: once the ledger took the evidence of the wipe nothing is left of an honest owner's, and the TPM opens nothing. *)
NothingIsLeft == wiped =>
  /\ memory = {}
  /\ \A p \in Parts : ~Opens(claimed[p])
  /\ \A p \in Parts : Honest(KeyOwner(p)) => Knows \cap Secrets(p) = {}
=============================================================================
