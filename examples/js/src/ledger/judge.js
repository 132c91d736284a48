/** What octets show: the proofs, evidence, keys and credentials that the rules ask about, in a deployment of software. */
import { digest, hexDigest } from "../encoding/digest.js";
import { checkMadeAgain } from "../evidence/credential.js";
import { allowedLog } from "../evidence/job_log.js";
import { checkKeyIsAtFault } from "../evidence/key_fault.js";
import { checkReleasedKey } from "../evidence/released_key.js";
import { attestationName, checkQuote, endorsementOf, endorsementPoint, isCertified } from "../evidence/software.js";
import { fromHex, toHex } from "../octets.js";
import { nonce } from "../question.js";
import { refuse, refusalOf } from "../refusal.js";
import { isTask } from "../rules/job.js";
import { totalWeight } from "../rules/selection.js";
import { signed } from "../signature.js";
import { alpha, ticket } from "../ticket.js";
import { verify } from "../vrf.js";
import { Unsupported } from "../unsupported.js";

/** Whose machine evidence of a job is about. */
const subjectOf = (job) => (isTask(job) ? job.executor : job.terms.candidate);

/** @param {{suite: import("../vrf.js").Suite, evidence: {kind: string}}} deployment */
export function judgeOf({ suite, evidence: { kind } }) {
  if (kind !== "software") throw new Unsupported("evidence of TPMs is not judged");

  const questionDigest = (state, id, phase, node) => {
    const { beacon, round } = state.jobs[id];
    return nonce({ beacon, job: id, round, phase, node });
  };

  /** The nonce of a monitor's question: the output of its VRF. */
  const monitorsNonce = (state, id, monitor, proof) => {
    let beta = null;
    const key = fromHex(state.nodes[monitor].identity.vrf_key);
    const forged = refusalOf(() => {
      beta = verify(suite, key, questionDigest(state, id, "during", monitor), fromHex(proof));
    });
    if (forged !== null) refuse("QUESTION_FORGED", { monitor });
    return toHex(beta);
  };

  /** The nonce of the question that evidence answers; refused where it is no evidence. */
  const checkEvidence = (state, id, { phase, monitor }, evidence) => {
    const job = state.jobs[id];
    const isTo =
      evidence.job === id && evidence.round === job.round && evidence.phase === phase && evidence.monitor === monitor;
    if (!isTo) refuse("OTHER_QUESTION", { phase });
    const subject = subjectOf(job);
    if (monitor === null && evidence.nonce_proof !== "") refuse("QUESTION_FORGED", { monitor: "" });
    const asked =
      monitor === null
        ? toHex(questionDigest(state, id, phase, subject))
        : monitorsNonce(state, id, monitor, evidence.nonce_proof);
    const { kind: _, signature, ...signedFields } = evidence;
    if (!signed(subject, digest("leo/evidence", signedFields), signature)) refuse("EVIDENCE_NOT_SIGNED", { phase });
    return asked;
  };

  /** Why evidence fails, or null where it passes. */
  const flaw = (state, id, question, evidence) => {
    const job = state.jobs[id];
    const asked = checkEvidence(state, id, question, evidence);
    return refusalOf(() =>
      checkQuote({
        identity: state.nodes[subjectOf(job)].identity,
        evidence,
        nonce: asked,
        log: allowedLog(state, job, question.phase, question.result ?? null),
        shown: job.shown,
      }),
    );
  };

  const challengeSecret = (attestor, job, seed) => digest("leo/challenge-secret", { attestor, job, seed });

  return {
    endorsementOf,
    checkEncryptionKeys: (node, { encryption_keys, certificates }) => {
      if (encryption_keys.task === encryption_keys.service) refuse("KEY_FOR_BOTH", { node });
      const vouched = ["task", "service"].every((part) => isCertified(node, encryption_keys[part], certificates[part]));
      if (!vouched) refuse("KEY_NOT_CERTIFIED", { node });
    },
    ticket: (state, id, node, proof) => {
      const { beacon, round, snapshot, terms } = state.jobs[id];
      const message = alpha({ beacon, job: id, node, round });
      const claim = { key: state.nodes[node].identity.vrf_key, alpha: message, proof };
      return ticket(suite, claim, { weight: snapshot[node], total: totalWeight(state.jobs[id]), tau: terms.tau });
    },
    checkQuestion: monitorsNonce,
    passes: (...asked) => flaw(...asked) === null,
    checkPasses: (state, id, question, evidence) => {
      const why = flaw(state, id, question, evidence);
      if (why !== null) refuse("EVIDENCE_FAILS", { phase: question.phase, why });
    },
    checkReleasedKey: (job, part, key) => checkReleasedKey(job.group[job.executor].encryption_keys[part], key),
    checkKeyIsAtFault,
    checkResult: (job, result) => {
      const { result_limit: most } = job.terms;
      const length = result.length / 2;
      if (length > most) refuse("RESULT_TOO_LONG", { length, most });
      const given = hexDigest("leo/sealed-result", result);
      if (given !== job.requested) refuse("RESULT_OTHER", { given, expected: job.requested });
    },
    isMadeAgain: (state, id, attestor, { seed, randomness }) => {
      const { identity } = state.nodes[state.jobs[id].terms.candidate];
      const point = endorsementPoint(identity.endorsement_key);
      const credential = state.jobs[id].credentials[attestor];
      const secret = challengeSecret(attestor, id, seed);
      const made = () => checkMadeAgain(point, attestationName(identity), credential, secret, fromHex(randomness));
      return refusalOf(made) === null;
    },
    isAnsweredRightly: (state, id, attestor, { seed }) => {
      const { candidate } = state.jobs[id].terms;
      const secret = toHex(challengeSecret(attestor, id, seed));
      return state.jobs[id].answers[attestor] === hexDigest("leo/challenge-answer", { attestor, candidate, job: id, secret });
    },
  };
}
