/** The actions of the specification: who sends which transaction, and the steps that are none. */
import { announce, elect, receive, see } from "./parties.js";
import { RESULT } from "./state.js";

const evidence = (finding, monitor = null) => ({ finding, monitor });
const about = (job, kind, fields = {}) => ({ kind, job, ...fields });

/** Actions of the ledger's modules: (model, arguments) -> sender, body and, where it creates something, its id. */
export const TRANSACTIONS = {
  Transfer: (_, a, b, amount) => ({ sender: a, body: { kind: "transfer", to: b, amount: BigInt(amount) } }),
  OfferService: ({ constants }, s) => ({
    sender: constants.Services[s].owner,
    id: s,
    body: { kind: "offer_service", offer: constants.offer(s), bond: BigInt(constants.Services[s].bond) },
  }),
  WithdrawService: (_, a, s) => ({ sender: a, body: { kind: "withdraw_service", service: s } }),
  PostTask: ({ constants }, t) => ({
    sender: constants.Tasks[t].owner,
    id: t,
    body: { kind: "post_task", ...constants.post(t) },
  }),
  Join: ({ constants }, t) => ({
    sender: constants.Joins[t],
    id: t,
    body: { kind: "join", identity: constants.identity(constants.Joins[t]) },
  }),
  Leave: (_, n) => ({ sender: n, body: { kind: "leave" } }),
  Apply: (_, n, t, round, proof) => ({ sender: n, body: about(t, "apply", { round, proof }) }),
  Show: (_, n, t, e) => ({ sender: n, body: about(t, "show", { evidence: evidence(e) }) }),
  Approve: (_, m, t) => ({ sender: m, body: about(t, "approve") }),
  ReleaseKey: (_, a, t, part, key) => ({ sender: a, body: about(t, "release_key", { part, key }) }),
  DisputeKey: (_, n, t, part, opening) => ({ sender: n, body: about(t, "dispute_key", { part, opening, piece: null }) }),
  Challenge: (_, m, t, proof) => ({ sender: m, body: about(t, "challenge", { proof }) }),
  Answer: (_, n, t, m, e) => ({ sender: n, body: about(t, "answer", { evidence: evidence(e, m) }) }),
  Accuse: (_, m, t, e) => ({ sender: m, body: about(t, "accuse", { evidence: evidence(e, m) }) }),
  RequestPayment: (_, n, t, e) => ({
    sender: n,
    body: about(t, "request_payment", { result: RESULT, evidence: evidence(e) }),
  }),
  AskResult: (_, m, t) => ({ sender: m, body: about(t, "ask_result") }),
  GiveResult: (_, n, t, result) => ({ sender: n, body: about(t, "give_result", { result }) }),
  Confirm: (_, m, t, e) => ({ sender: m, body: about(t, "confirm", { evidence: evidence(e, m) }) }),
  ChallengeCandidate: (_, m, t, credential) => ({ sender: m, body: about(t, "challenge_candidate", { credential }) }),
  AnswerCredential: (_, n, t, m, answer) => ({ sender: n, body: about(t, "answer_credential", { attestor: m, answer }) }),
  ConfirmCandidate: (_, m, t, opening) => ({ sender: m, body: about(t, "confirm_candidate", { opening }) }),
};

const executor = ({ constants, state }) => state.job[constants.Attested].executor;
const keyOwner = ({ constants: { Tasks, Services, Attested } }, part) =>
  part === "task" ? Tasks[Attested].owner : Services[Tasks[Attested].service].owner;

/** Actions of the parties' modules that send one of these transactions: (model, arguments) -> [name, arguments]. */
export const SENDING = {
  Post: ({ constants }) => ["PostTask", constants.Subject],
  Claim: ({ constants: { Subject }, state }, n, round = state.job[Subject].round, proof = "ok") =>
    ["Apply", n, Subject, round, proof],
  GiveShow: (model, e) => ["Show", executor(model), model.constants.Attested, e],
  GiveApproval: ({ constants }, m) => ["Approve", m, constants.Attested],
  GiveKey: (model, part, key) => ["ReleaseKey", keyOwner(model, part), model.constants.Attested, part, key],
  GiveDispute: (model, part) => ["DisputeKey", executor(model), model.constants.Attested, part, "true"],
  GiveChallenge: ({ constants }, m) => ["Challenge", m, constants.Attested, "true"],
  GiveAnswer: (model, m) => ["Answer", executor(model), model.constants.Attested, m, "pass"],
  GiveAccusation: ({ constants }, m, e) => ["Accuse", m, constants.Attested, e],
  GiveRequest: (model) => ["RequestPayment", executor(model), model.constants.Attested, "pass"],
  GiveAsk: ({ constants }, m) => ["AskResult", m, constants.Attested],
  GiveTheResult: (model) => ["GiveResult", executor(model), model.constants.Attested, "right"],
  GiveConfirmation: ({ constants }, m, e) => ["Confirm", m, constants.Attested, e],
  GiveCredential: ({ constants }, m, credential) => ["ChallengeCandidate", m, constants.Joined, credential],
  GiveReply: ({ constants: { Joins, Joined } }, m, answer) => ["AnswerCredential", Joins[Joined], Joined, m, answer],
  GiveSight: ({ constants: { Joins, Joined } }) => ["Show", Joins[Joined], Joined, "pass"],
  GiveOpening: ({ constants }, m, seed) => ["ConfirmCandidate", m, constants.Joined, seed],
};

/** Actions off the ledger: (model, arguments) -> the variables that change. */
export const OFF_LEDGER = { Announce: announce, Elect: elect, Decide: elect, See: see, Receive: receive };
