/** What is asked (docs/conformance.md), and who answers it. */
import { digest } from "./encoding/digest.js";
import { decode, read } from "./encoding/documents.js";
import { parse } from "./encoding/json.js";
import { applyBlock } from "./ledger/block.js";
import { firstState } from "./ledger/genesis.js";
import { applyTransaction } from "./ledger/transaction.js";
import { places, treePath, treeRoot } from "./merkle.js";
import { Model } from "./models/model.js";
import { fromHex, numberBE, toHex } from "./octets.js";
import { checkChunk, chunkCount, imprintOf, payloadDigest } from "./payload.js";
import { moment, nonce } from "./question.js";
import { checkPolicy } from "./evidence/policy.js";
import * as rsa from "./evidence/rsa.js";
import { checkReleasedKey } from "./evidence/released_key.js";
import { DEPLOYMENT, JOB, PARAMETERS, POLICY, STATE } from "./encoding/records.js";
import { elected, isQuorum } from "./rules/committee.js";
import { taskEndsAs } from "./rules/course.js";
import { normalised } from "./rules/credit.js";
import { joinVerdict } from "./rules/enrolment.js";
import { isTask } from "./rules/job.js";
import { settlement } from "./rules/settlement.js";
import { sortition } from "./sortition.js";
import { alpha, ticket } from "./ticket.js";
import { transcript, verify } from "./vrf.js";

const inHex = (record) => Object.fromEntries(Object.entries(record).map(([name, octets]) => [name, toHex(octets)]));

function proved({ suite, seed, alpha: message }) {
  const { y, proof, beta } = transcript(suite, fromHex(seed), fromHex(message));
  return inHex({ key: y, proof, beta });
}

const ENCODING = {
  decode: ({ type, octets }) => decode(type, fromHex(octets)),
  digest: ({ domain, value }) => toHex(digest(domain, value)),
};

const DRAW = {
  vrf_prove: proved,
  vrf_transcript: ({ suite, seed, alpha: message }) => inHex(transcript(suite, fromHex(seed), fromHex(message))),
  vrf_verify: ({ suite, key, alpha: message, proof }) =>
    toHex(verify(suite, fromHex(key), fromHex(message), fromHex(proof))),
  alpha: (fields) => toHex(alpha(fields)),
  sortition: ({ beta, weight, total, tau }) =>
    Number(sortition(numberBE(fromHex(beta)), BigInt(weight), BigInt(total), BigInt(tau))),
  ticket: ({ suite, key, alpha: message, proof, weight, total, tau }) =>
    ticket(suite, { key, alpha: fromHex(message), proof }, { weight: BigInt(weight), total: BigInt(total), tau }),
};

function imprinted({ octets }) {
  const imprint = imprintOf(fromHex(octets));
  return { imprint, chunks: chunkCount(imprint.length), digest: payloadDigest(imprint) };
}

function chunkShown({ imprint, ...piece }) {
  checkChunk(imprint, piece);
  return true;
}

const SEALING = {
  merkle_root: ({ leaves }) => toHex(treeRoot(leaves.map(fromHex))),
  merkle_path: ({ leaves, index }) => treePath(leaves.map(fromHex), index).map(toHex),
  merkle_places: ({ count, leaf, path, root }) => places(count, fromHex(leaf), path.map(fromHex), fromHex(root)),
  imprint: imprinted,
  chunk: chunkShown,
};

const QUESTIONS = {
  nonce: (fields) => toHex(nonce(fields)),
  moment: ({ proof, blocks }) => moment(proof, blocks),
};

function outcome({ job: given }) {
  const job = JOB(given, "$.job");
  return isTask(job) ? taskEndsAs(job, job.deadline) : joinVerdict(job, job.deadline);
}

const RULES = {
  normalise: ({ total, credit }) =>
    normalised(BigInt(total), Object.fromEntries(Object.entries(credit).map(([node, units]) => [node, BigInt(units)]))),
  elect: ({ group }) => elected(group),
  quorum: ({ job, nodes }) => isQuorum(JOB(job, "$.job"), nodes),
  outcome,
  settle: ({ parameters, job, outcome: end }) =>
    settlement(PARAMETERS(parameters, "$.parameters"), JOB(job, "$.job"), end),
};

const LEDGER = {
  genesis: ({ octets }) => firstState(read("genesis", fromHex(octets))),
  transaction: ({ deployment, state, octets }) =>
    applyTransaction(
      DEPLOYMENT(deployment, "$.deployment"),
      STATE(state, "$.state"),
      read("transaction", fromHex(octets)),
    ),
  block: ({ deployment, state, octets }) =>
    applyBlock(DEPLOYMENT(deployment, "$.deployment"), STATE(state, "$.state"), read("block", fromHex(octets))),
};

function policySound({ octets }) {
  checkPolicy(POLICY(parse(fromHex(octets)), "$"));
  return true;
}

function opened({ public: area, ciphertext, opening }) {
  rsa.checkOpening(rsa.modulusOf(area), fromHex(ciphertext), fromHex(opening));
  return toHex(rsa.withoutPadding(fromHex(opening)));
}

function released({ encryption_key, key }) {
  checkReleasedKey(encryption_key, key);
  return true;
}

const EVIDENCE = { attestation_policy: policySound, raw_opening: opened, released_key: released };

const models = new Map();

function setUp({ model, constants }) {
  models.set(model, new Model(constants));
  return model;
}

const MODELS = {
  model: setUp,
  step: ({ model, state, action, arguments: given }) => models.get(model).step(state, action, given),
  path: ({ model, start, actions }) => models.get(model).path(start, actions),
};

/** Each takes the fields of its request, and gives what goes into `ok`. */
export const REQUESTS = { ...ENCODING, ...DRAW, ...SEALING, ...QUESTIONS, ...RULES, ...LEDGER, ...EVIDENCE, ...MODELS };
