----------------------------- MODULE Candidacy ------------------------------
(***************************************************************************)
(* The parties of a join after its draw (§5). Honest parties follow the    *)
(* guards below. The accounts in `byzantine`, chosen at the start and      *)
(* fixed, do as they like; where "fake" is among them, the candidate has   *)
(* not both of its keys in one TPM, whatever its certificates say, and     *)
(* finds in a credential what its attestor tells it, and nothing else.     *)
(* NOT_HONEST and NOT_YET in a refusal say that the environment, not the   *)
(* protocol, keeps the step from being taken.                              *)
(* Abstracted: what a quote shows; a fake shows what it likes.             *)
(***************************************************************************)
EXTENDS Block

CONSTANTS
  Joined,      \* the join that is looked at
  Adversaries, \* set of sets of accounts, the coalitions to consider
  Synchronous  \* TRUE: what honest parties owe in a window is on the ledger before it closes

VARIABLE byzantine

CandidacyInit == byzantine \in Adversaries

HonestParty(a) == a \notin byzantine
Genuine == "fake" \notin byzantine
TheCandidate == Joins[Joined]
Stage == job[Joined].stage
HonestAttestors == {m \in Monitors(Joined) : HonestParty(m)}
Waiting(m) == m \in DOMAIN job[Joined].credentials \ DOMAIN job[Joined].answers

-----------------------------------------------------------------------------
GiveCredentialRefusal(m, credential) ==
  LET refusal == ChallengeCandidateRefusal(m, Joined, credential) IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(m) /\ credential # "made" -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveCredential(m, credential) ==
  /\ GiveCredentialRefusal(m, credential) = "OK"
  /\ ChallengeCandidate(m, Joined, credential)
  /\ UNCHANGED byzantine

(* A TPM with both keys opens what was made for them. What is junk has no right answer that anybody could see. *)
Found(m, answer) ==
  CASE ~Genuine /\ HonestParty(m) -> answer = "wrong"
    [] HonestParty(TheCandidate) -> (answer = "right") = (job[Joined].credentials[m] = "made")
    [] OTHER -> TRUE
GiveReplyRefusal(m, answer) ==
  LET refusal == AnswerCredentialRefusal(TheCandidate, Joined, m, answer) IN
  CASE refusal # "OK" -> refusal
    [] ~Found(m, answer) -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveReply(m, answer) ==
  /\ GiveReplyRefusal(m, answer) = "OK"
  /\ AnswerCredential(TheCandidate, Joined, m, answer)
  /\ UNCHANGED byzantine

GiveSightRefusal == ShowRefusal(TheCandidate, Joined, "pass")
GiveSight == Show(TheCandidate, Joined, "pass") /\ UNCHANGED byzantine

GiveOpeningRefusal(m, seed) ==
  LET refusal == ConfirmCandidateRefusal(m, Joined, seed) IN
  CASE refusal # "OK" -> refusal
    [] HonestParty(m) /\ seed # "true" -> "NOT_HONEST"
    [] OTHER -> "OK"
GiveOpening(m, seed) ==
  /\ GiveOpeningRefusal(m, seed) = "OK"
  /\ ConfirmCandidate(m, Joined, seed)
  /\ UNCHANGED byzantine

-----------------------------------------------------------------------------
(* Synchrony: no tick comes after which an honest party would be too late with what it owes. *)
CandidateLapses ==
  /\ Stage = "ENROL"
  /\ Over(Joined)
  /\ \/ ~job[Joined].shown
     \/ \E m \in Monitors(Joined) : Waiting(m) /\ job[Joined].credentials[m] = "made"

AttestorLapses(m) ==
  CASE Stage = "ENROL" -> height + 1 >= LastToChallenge(Joined) /\ m \notin DOMAIN job[Joined].credentials
    [] Stage = "CONFIRM" ->
         /\ job[Joined].proven = "NONE"
         /\ Over(Joined)
         /\ m \in DOMAIN job[Joined].credentials \ (job[Joined].confirmed \cup job[Joined].provers)
    [] OTHER -> FALSE

Lapses ==
  \/ HonestParty(TheCandidate) /\ CandidateLapses
  \/ \E m \in HonestAttestors : AttestorLapses(m)

PassTimeRefusal == IF Synchronous /\ Lapses THEN "NOT_YET" ELSE "OK"
PassTime == PassTimeRefusal = "OK" /\ Tick /\ UNCHANGED byzantine

-----------------------------------------------------------------------------
(* What honest parties do of their own accord. For liveness this is fair, and so are blocks; no step of the adversary is. *)
HonestStep ==
  \/ /\ HonestParty(TheCandidate)
     /\ GiveSight \/ (\E m \in Monitors(Joined), answer \in Answers : GiveReply(m, answer))
  \/ \E m \in HonestAttestors : GiveCredential(m, "made") \/ GiveOpening(m, "true")

-----------------------------------------------------------------------------
CandidacyTypeOK == byzantine \in Adversaries

(* The outcome of the join if the block ends now, and it may. *)
Ends == IF PassTimeRefusal = "OK" THEN JoinEndsAs(Joined) ELSE "NONE"

(* §14: who is admitted has both keys in one TPM, if one attestor is honest, whatever all others do. *)
OneHonestAttestor == Ends = "ADMITTED" /\ ~Genuine => HonestAttestors = {}
(* §14, against any adversary, whatever its votes. *)
NoWrongRefusal == Ends = "REFUSED" => ~HonestParty(TheCandidate)
HonestNeverSlashed == \A n \in job[Joined].liars : ~HonestParty(n)
NobodyHonestPays == Ends # "NONE" =>
  /\ HonestParty(TheCandidate) /\ Ends # "ADMITTED" =>
       ToCandidate(Joined, Ends) = Params.join_deposit - Params.join_fee * job[Joined].round
  /\ \A n \in job[Joined].group : HonestParty(n) =>
       ToMember(Joined, Ends, n) >= Params.join_deposit /\ Lost(Joined, Ends, n) = 0
(* §12: an honest attestor is paid in every outcome that shares something out, whoever was quicker. *)
HonestAttestorsArePaid == Ends \in {"ADMITTED", "REFUSED"} => \A m \in HonestAttestors :
  /\ ToMember(Joined, Ends, m) > Params.join_deposit
  /\ Earned(Joined, Ends, m) = Params.monitor_reward
Good == HonestParty(TheCandidate) /\ IsQuorum(Joined, HonestAttestors)
GoodIsAdmitted == Ends # "NONE" /\ Good => Ends = "ADMITTED"

(* §14, with fair blocks and fair honest parties: every join ends, and the good are admitted. *)
EveryJoinEnds == Stage \in Open ~> Stage = "SETTLED"
GoodComesToAdmitted == (Stage \in Closed /\ Good) ~> status[TheCandidate] = "ACTIVE"
=============================================================================
