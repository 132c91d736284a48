----------------------------- MODULE Enrolment ------------------------------
(***************************************************************************)
(* A candidate challenged, and the outcome of its join (§5). Abstracted: a *)
(* credential is "made", of a seed that its attestor knows, or "junk",     *)
(* which nobody makes again, a copy among them; an answer is "right" or    *)
(* "wrong"; what an attestor publishes is the "true" seed or a "false"     *)
(* one. Certificates, templates and attributes are abstracted, too: every  *)
(* identity passes.                                                        *)
(***************************************************************************)
EXTENDS Course

Credentials == {"made", "junk"}
Answers == {"right", "wrong"}
Seeds == {"true", "false"}

(* The last block in which attestors challenge. *)
LastToChallenge(t) == job[t].deadline - Params.answer_window

ChallengeCandidateRefusal(m, t, credential) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] IsTask(t) -> "NOT_A_JOIN"
    [] job[t].stage # "ENROL" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \in DOMAIN job[t].credentials -> "ALREADY_CHALLENGED"
    [] height >= LastToChallenge(t) -> "CHALLENGES_OVER"
    [] OTHER -> "OK"

ChallengeCandidate(m, t, credential) ==
  /\ ChallengeCandidateRefusal(m, t, credential) = "OK"
  /\ job' = [job EXCEPT ![t].credentials = [n \in DOMAIN @ \cup {m} |-> IF n = m THEN credential ELSE @[n]]]
  /\ OnlyJobs

AnswerCredentialRefusal(n, t, m, answer) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] IsTask(t) -> "NOT_A_JOIN"
    [] job[t].stage # "ENROL" -> "WRONG_STAGE"
    [] n # Joins[t] -> "NOT_CANDIDATE"
    [] m \notin DOMAIN job[t].credentials \ DOMAIN job[t].answers -> "NOT_CHALLENGED"
    [] OTHER -> "OK"

AnswerCredential(n, t, m, answer) ==
  /\ AnswerCredentialRefusal(n, t, m, answer) = "OK"
  /\ job' = [job EXCEPT ![t].answers = [a \in DOMAIN @ \cup {m} |-> IF a = m THEN answer ELSE @[a]]]
  /\ OnlyJobs

ConfirmCandidateRefusal(m, t, seed) ==
  CASE job[t].stage = "NONE" -> "NO_SUCH_JOB"
    [] IsTask(t) -> "NOT_A_JOIN"
    [] job[t].stage # "CONFIRM" -> "WRONG_STAGE"
    [] m \notin Monitors(t) -> "NOT_A_MONITOR"
    [] m \notin DOMAIN job[t].credentials -> "NO_CREDENTIAL"
    [] m \in job[t].confirmed \cup job[t].provers -> "ALREADY_CONFIRMED"
    [] m \in job[t].liars -> "HAS_LIED"
    [] OTHER -> "OK"

(* The credential is made again: it is what the attestor posted. *)
MadeAgain(m, t, seed) == job[t].credentials[m] = "made" /\ seed = "true"
AnsweredRightly(m, t) == m \in DOMAIN job[t].answers /\ job[t].answers[m] = "right"

(* A vote for the candidate, a proof against it, or a lie of the attestor. *)
ConfirmCandidate(m, t, seed) ==
  /\ ConfirmCandidateRefusal(m, t, seed) = "OK"
  /\ job' = [job EXCEPT ![t] =
       CASE ~MadeAgain(m, t, seed) -> Marked(@, m)
         [] AnsweredRightly(m, t) -> [@ EXCEPT !.confirmed = @ \cup {m}]
         [] OTHER -> Proved([@ EXCEPT !.provers = @ \cup {m}], "REFUSED")]
  /\ credit' = IF MadeAgain(m, t, seed) THEN credit ELSE AfterLie(credit, m, Params.monitor_penalty)
  /\ UNCHANGED <<height, balance, burned, status, since, service>>

-----------------------------------------------------------------------------
(* The outcome with which this tick would end join t, whoever holds the endorsement key; "NONE" where it goes on. *)
JoinVerdict(t) ==
  CASE job[t].stage = "ENROL" -> IF Over(t) /\ ~job[t].shown THEN "REFUSED" ELSE "NONE"
    [] job[t].stage = "CONFIRM" ->
         (CASE job[t].proven # "NONE" -> job[t].proven
            [] ~Over(t) -> "NONE"
            [] IsQuorum(t, job[t].confirmed) -> "ADMITTED"
            [] OTHER -> "UNDECIDED")
    [] OTHER -> "NONE"

(* §5: a node holds its key, or another candidate with the same key and a lower id is admitted at this tick. *)
HeldByAnother(t) ==
  \/ \E n \in Nodes : status[n] \in Holding /\ NodeEk[n] = NodeEk[Joins[t]]
  \/ \E s \in JoinIds \ {t} :
       /\ JoinVerdict(s) = "ADMITTED"
       /\ NodeEk[Joins[s]] = NodeEk[Joins[t]]
       /\ Before(Joins[s], Joins[t])

JoinEndsAs(t) == IF JoinVerdict(t) = "ADMITTED" /\ HeldByAnother(t) THEN "DUPLICATE" ELSE JoinVerdict(t)

(* A join that does not end: attestors confirm once the window for answers is over. *)
JoinGoesOn(t) == IF job[t].stage = "ENROL" /\ Over(t) THEN Opens(t, "CONFIRM", Params.confirm_window) ELSE job[t]

(* The attestors that said nothing in the stage that is over; after a proof nobody had to have spoken. *)
Silent(t) ==
  CASE job[t].proven # "NONE" -> {}
    [] job[t].stage = "ENROL" -> Monitors(t) \ DOMAIN job[t].credentials
    [] OTHER -> Monitors(t) \ (job[t].confirmed \cup job[t].liars)

EnrolmentTypeOK == \A t \in JobIds :
  /\ DOMAIN job[t].credentials \subseteq (IF IsTask(t) THEN {} ELSE job[t].group)
  /\ DOMAIN job[t].answers \subseteq DOMAIN job[t].credentials
  /\ \A n \in DOMAIN job[t].credentials : job[t].credentials[n] \in Credentials
  /\ \A n \in DOMAIN job[t].answers : job[t].answers[n] \in Answers

(* §14: no admission without a quorum, said without the operators that decide it, right before the tick. *)
AdmissionNeedsQuorum == \A t \in JoinIds : JoinEndsAs(t) \in {"ADMITTED", "DUPLICATE"} =>
  /\ job[t].shown
  /\ 2 * Weight(t, job[t].confirmed) > Weight(t, job[t].group)
(* §5: a join is undecided for want of a quorum only. *)
UndecidedLacksQuorum == \A t \in JoinIds : JoinEndsAs(t) = "UNDECIDED" =>
  2 * Weight(t, job[t].confirmed) <= Weight(t, job[t].group)
(* §5: the key of a duplicate is another node's after the tick. *)
DuplicateIsHeld == \A t \in JoinIds : JoinEndsAs(t) = "DUPLICATE" => \E n \in Nodes \ {Joins[t]} :
  /\ NodeEk[n] = NodeEk[Joins[t]]
  /\ status[n] \in Holding \/ (\E s \in JoinIds : Joins[s] = n /\ JoinEndsAs(s) = "ADMITTED")
(* §5: an attestor that confirmed was answered rightly, and one that proved was not. *)
VotesAreTrue == \A t \in JoinIds :
  /\ \A m \in job[t].confirmed : m \in DOMAIN job[t].answers /\ job[t].answers[m] = "right"
  /\ \A m \in job[t].provers : ~AnsweredRightly(m, t)
(* §14: a proof is not outvoted. *)
ProofRefuses == \A t \in JoinIds : job[t].provers # {} => JoinEndsAs(t) = "REFUSED"
=============================================================================
