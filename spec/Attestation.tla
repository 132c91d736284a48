---------------------------- MODULE Attestation -----------------------------
(***************************************************************************)
(* The parties of a task after its draw, on the ledger and off it (§8 to   *)
(* §11). Honest parties follow the guards below, each of which is a duty   *)
(* of §9 to §11. The accounts in `byzantine`, chosen at the start and      *)
(* fixed, do as they like: they may withhold at every step, answer some    *)
(* monitors only, lie, release wrong keys, send what is no evidence. They  *)
(* cannot sign for an honest party: signed evidence that fails exists only *)
(* of an executor that is not honest, and signed evidence that passes only *)
(* where the keys are right. NOT_HONEST and NOT_YET in a refusal say that  *)
(* the environment, not the protocol, keeps the step from being taken.     *)
(* Abstracted: what evidence is made of; when a monitor asks within the    *)
(* first part of the watch; the network, which is the adversary's: an      *)
(* answer or the result comes to an honest monitor off the ledger, or it   *)
(* does not.                                                               *)
(***************************************************************************)
EXTENDS Block

CONSTANTS
  Attested,    \* the task that is looked at
  Adversaries, \* set of sets of accounts, the coalitions to consider
  Synchronous  \* TRUE: what honest parties owe in a window is on the ledger before it closes

VARIABLES
  byzantine,   \* the accounts that do not follow the protocol
  seen,        \* [Nodes -> {"none", "pass", "fail"}], the first signed answer to `during`, off the ledger
  holds        \* monitors that the sealed result came to

attestation == <<byzantine, seen, holds>>

AttestationInit ==
  /\ byzantine \in Adversaries
  /\ seen = [n \in Nodes |-> "none"]
  /\ holds = {}

HonestParty(a) == a \notin byzantine
Stage == job[Attested].stage
TheMonitors == Monitors(Attested)
TheExecutor == Executor(Attested)
HonestMonitors == {m \in TheMonitors : HonestParty(m)}
KeysAreRight == \A part \in DOMAIN job[Attested].keys : job[Attested].keys[part] = "right"
Proven == job[Attested].proven # "NONE"

(* What the answer to m's question shows: on the ledger it passes. *)
EvidenceOf(m) == IF m \in job[Attested].answered THEN "pass" ELSE seen[m]
HasResult(m) == m \in holds \/ job[Attested].given

(* Signed evidence that there can be. *)
Exists(e) ==
  CASE e = "fail" -> ~HonestParty(TheExecutor)
    [] e = "pass" -> ~HonestParty(TheExecutor) \/ KeysAreRight
    [] OTHER -> TRUE

OffLedgerUnchanged == UNCHANGED attestation

-----------------------------------------------------------------------------
(* Off the ledger. *)
SeeRefusal(m, e) ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] Stage # "RUN" -> "WRONG_STAGE"
    [] m \notin TheMonitors -> "NOT_A_MONITOR"
    [] EvidenceOf(m) # "none" -> "NOT_ASKED"
    [] ~Exists(e) \/ (HonestParty(TheExecutor) /\ ~KeysAreRight) -> "NOT_HONEST"
    [] OTHER -> "OK"

See(m, e) ==
  /\ SeeRefusal(m, e) = "OK"
  /\ seen' = [seen EXCEPT ![m] = e]
  /\ UNCHANGED <<ledger, byzantine, holds>>

ReceiveRefusal(m) ==
  CASE Stage = "NONE" -> "NO_SUCH_JOB"
    [] Stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin TheMonitors -> "NOT_A_MONITOR"
    [] HasResult(m) -> "NOT_ASKED"
    [] OTHER -> "OK"

Receive(m) ==
  /\ ReceiveRefusal(m) = "OK"
  /\ holds' = holds \cup {m}
  /\ UNCHANGED <<ledger, byzantine, seen>>

-----------------------------------------------------------------------------
(* The ledger's transactions, as the parties send them. *)
GiveShowRefusal(e) ==
  CASE ShowRefusal(TheExecutor, Attested, e) # "OK" -> ShowRefusal(TheExecutor, Attested, e)
    [] OTHER -> "OK"
GiveShow(e) == GiveShowRefusal(e) = "OK" /\ Show(TheExecutor, Attested, e) /\ OffLedgerUnchanged

GiveApprovalRefusal(m) == ApproveRefusal(m, Attested)
GiveApproval(m) == Approve(m, Attested) /\ OffLedgerUnchanged

GiveKeyRefusal(part, key) ==
  LET refusal == ReleaseKeyRefusal(KeyOwner(Attested, part), Attested, part, key) IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(KeyOwner(Attested, part)) /\ key # "right" -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveKey(part, key) ==
  /\ GiveKeyRefusal(part, key) = "OK"
  /\ ReleaseKey(KeyOwner(Attested, part), Attested, part, key)
  /\ OffLedgerUnchanged

(* Of two bad keys an honest executor disputes the task's. *)
GiveDisputeRefusal(part) ==
  LET refusal == DisputeKeyRefusal(TheExecutor, Attested, part, "true") IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(TheExecutor) /\ part = "service" /\ job[Attested].keys["task"] = "wrong" -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveDispute(part) ==
  /\ GiveDisputeRefusal(part) = "OK"
  /\ DisputeKey(TheExecutor, Attested, part, "true")
  /\ OffLedgerUnchanged

(* An honest monitor waits for the first part of the watch to be over, and needs no answer twice. *)
GiveChallengeRefusal(m) ==
  LET refusal == ChallengeRefusal(m, Attested, "true") IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(m) /\ EvidenceOf(m) # "none" -> "NOT_HONEST"
    [] HonestParty(m) /\ height < WatchedUntil(Attested) - Params.answer_window -> "NOT_YET"
    [] OTHER -> "OK"
GiveChallenge(m) ==
  /\ GiveChallengeRefusal(m) = "OK"
  /\ Challenge(m, Attested, "true")
  /\ OffLedgerUnchanged

GiveAnswerRefusal(m) ==
  LET refusal == AnswerRefusal(TheExecutor, Attested, m, "pass") IN
  CASE refusal # "OK" -> refusal
    [] ~Exists("pass") -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveAnswer(m) ==
  /\ GiveAnswerRefusal(m) = "OK"
  /\ Answer(TheExecutor, Attested, m, "pass")
  /\ OffLedgerUnchanged

GiveAccusationRefusal(m, e) ==
  LET refusal == AccuseRefusal(m, Attested, e) IN
  CASE refusal # "OK" -> refusal
    [] ~Exists(e) \/ (HonestParty(m) /\ ~(e = "fail" /\ EvidenceOf(m) = "fail")) -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveAccusation(m, e) ==
  /\ GiveAccusationRefusal(m, e) = "OK"
  /\ Accuse(m, Attested, e)
  /\ OffLedgerUnchanged

GiveRequestRefusal ==
  LET refusal == RequestPaymentRefusal(TheExecutor, Attested, "pass") IN
  CASE refusal # "OK" -> refusal
    [] ~Exists("pass") -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveRequest == GiveRequestRefusal = "OK" /\ RequestPayment(TheExecutor, Attested, "pass") /\ OffLedgerUnchanged

GiveAskRefusal(m) ==
  LET refusal == AskResultRefusal(m, Attested) IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(m) /\ HasResult(m) -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveAsk(m) == GiveAskRefusal(m) = "OK" /\ AskResult(m, Attested) /\ OffLedgerUnchanged

GiveTheResultRefusal == GiveResultRefusal(TheExecutor, Attested, "right")
GiveTheResult == GiveResult(TheExecutor, Attested, "right") /\ OffLedgerUnchanged

GiveConfirmationRefusal(m, e) ==
  LET refusal == ConfirmRefusal(m, Attested, e) IN
  CASE refusal # "OK" -> refusal
    [] ~Exists(e) \/ (HonestParty(m) /\ ~(e = "pass" /\ EvidenceOf(m) = "pass" /\ HasResult(m))) -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveConfirmation(m, e) ==
  /\ GiveConfirmationRefusal(m, e) = "OK"
  /\ Confirm(m, Attested, e)
  /\ OffLedgerUnchanged

-----------------------------------------------------------------------------
(* Synchrony: no tick comes after which an honest party would be too late with what it owes. *)
ExecutorLapses ==
  CASE Stage = "READY" -> Over(Attested) /\ ~job[Attested].shown
    [] Stage = "RUN" ->
         ~Proven /\ (SomethingDue(Attested, job[Attested].challenged, Unanswered(Attested))
                      \/ (Over(Attested) /\ ~job[Attested].requested))
    [] Stage = "CONFIRM" ->
         ~Proven /\ ~job[Attested].given /\ SomethingDue(Attested, job[Attested].asked, DOMAIN job[Attested].asked)
    [] OTHER -> FALSE

MonitorLapses(m) ==
  CASE Stage = "APPROVE" -> Over(Attested) /\ m \notin job[Attested].approved
    [] Stage = "RUN" ->
         ~Proven /\ height + 1 >= WatchedUntil(Attested) /\ EvidenceOf(m) = "none" /\ m \notin DOMAIN job[Attested].challenged
    [] Stage = "CONFIRM" ->
         /\ ~Proven
         /\ \/ height + 1 >= LastToAsk(Attested) /\ ~HasResult(m) /\ m \notin DOMAIN job[Attested].asked
            \/ Over(Attested) /\ EvidenceOf(m) = "fail"
            \/ Over(Attested) /\ EvidenceOf(m) = "pass" /\ HasResult(m) /\ m \notin job[Attested].confirmed
    [] OTHER -> FALSE

OwnerLapses(part) ==
  Stage = "KEYS" /\ Over(Attested) /\ part \notin DOMAIN job[Attested].keys /\ HonestParty(KeyOwner(Attested, part))

Lapses ==
  \/ HonestParty(TheExecutor) /\ ExecutorLapses
  \/ \E m \in HonestMonitors : MonitorLapses(m)
  \/ \E part \in {"task", "service"} : OwnerLapses(part)

PassTimeRefusal == IF Synchronous /\ Stage \in {"READY", "APPROVE", "KEYS", "RUN", "CONFIRM"} /\ Lapses THEN "NOT_YET" ELSE "OK"

PassTime ==
  /\ PassTimeRefusal = "OK"
  /\ Tick
  /\ OffLedgerUnchanged

-----------------------------------------------------------------------------
(* Every step of a party, off the ledger or on it. *)
PartyStep ==
  \/ \E m \in Nodes, e \in Shown : See(m, e) \/ GiveAccusation(m, e) \/ GiveConfirmation(m, e)
  \/ \E m \in Nodes : Receive(m) \/ GiveApproval(m) \/ GiveChallenge(m) \/ GiveAnswer(m) \/ GiveAsk(m)
  \/ \E part \in {"task", "service"} : GiveDispute(part) \/ (\E key \in {"right", "wrong"} : GiveKey(part, key))
  \/ \E e \in Shown : GiveShow(e)
  \/ GiveRequest
  \/ GiveTheResult

(* What honest parties do of their own accord, `asking` being the monitors that ask on the ledger. For liveness this is  *)
(* fair, and so are blocks; no step of the adversary, and none of the network, is.                                       *)
HonestStep(asking) ==
  \/ /\ HonestParty(TheExecutor)
     /\ \/ GiveShow("pass")
        \/ \E part \in {"task", "service"} : GiveDispute(part)
        \/ \E m \in asking : GiveAnswer(m)
        \/ GiveRequest
        \/ GiveTheResult
  \/ \E m \in HonestMonitors :
        \/ GiveApproval(m)
        \/ GiveAccusation(m, "fail")
        \/ GiveConfirmation(m, "pass")
        \/ m \in asking /\ (GiveChallenge(m) \/ GiveAsk(m))
  \/ \E part \in {"task", "service"} : HonestParty(KeyOwner(Attested, part)) /\ GiveKey(part, "right")

-----------------------------------------------------------------------------
AttestationTypeOK ==
  /\ byzantine \in Adversaries
  /\ seen \in [Nodes -> {"none", "pass", "fail"}]
  /\ holds \subseteq Nodes

(* The outcome of the task if the block ends now, and it may. *)
Ends == IF PassTimeRefusal = "OK" THEN TaskEndsAs(Attested) ELSE "NONE"

(* §14, against any adversary, whatever its votes: no lie and no fault falls on an honest party. *)
HonestNeverSlashed == \A n \in job[Attested].liars : ~HonestParty(n)
NoWrongBlame ==
  CASE Ends = "EXECUTOR_FAULT" -> ~HonestParty(TheExecutor)
    [] Ends = "OWNER_FAULT" -> ~HonestParty(Tasks[Attested].owner)
    [] Ends = "SERVICE_FAULT" -> ~HonestParty(ServiceOwner(Attested))
    [] OTHER -> TRUE

(* §14: nobody honest pays for others. *)
NobodyHonestPays == Ends # "NONE" =>
  /\ HonestParty(Tasks[Attested].owner) /\ Ends # "DONE" =>
       ToTaskOwner(Attested, Ends) >= Tasks[Attested].payment - (IF Ends = "UNDECIDED" THEN Params.gas_fee ELSE 0)
  /\ HonestParty(ServiceOwner(Attested)) => ToBond(Attested, Ends) = Hold(Attested)
  /\ HonestParty(ServiceOwner(Attested)) /\ Stage \in {"RUN", "CONFIRM"} /\ Ends # "UNDECIDED" =>
       ToServiceOwner(Attested, Ends) = Price(Attested)
  /\ \A n \in job[Attested].group : HonestParty(n) =>
       ToMember(Attested, Ends, n) >= Deposit(Attested) /\ Lost(Attested, Ends, n) = 0

(* §14: one honest monitor is enough. *)
DoneMeansDelivered == Ends = "DONE" =>
  /\ job[Attested].shown /\ job[Attested].requested
  /\ \A m \in HonestMonitors : EvidenceOf(m) = "pass" /\ HasResult(m)

(* §14: among good parties and a good majority of the votes the outcome is DONE. *)
Good ==
  /\ \A a \in {TheExecutor, Tasks[Attested].owner, ServiceOwner(Attested)} : HonestParty(a)
  /\ IsQuorum(Attested, HonestMonitors)
GoodIsDone == Good => Ends \in {"NONE", "DONE"}

(* §14, with fair blocks and fair honest parties: every task ends, and the good come to DONE. *)
EveryTaskEnds == Stage \in Open ~> Stage = "SETTLED"
GoodComesToDone == (Stage \in Closed /\ Good) ~> job[Attested].outcome = "DONE"
=============================================================================
