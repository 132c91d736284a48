/** The job log that each phase allows (§8), and the register that it is measured into. */
import { sha256 } from "@noble/hashes/sha2";
import { hexDigest } from "../encoding/digest.js";
import { fromHex, join, toHex } from "../octets.js";
import { payloadDigest } from "../payload.js";
import { isTask } from "../rules/job.js";
import { containerDigest, wipeDigest } from "./container.js";

const event = (name, facts) => hexDigest("leo/log-event", { event: name, facts });
const releasedDigest = (key) => hexDigest("leo/released-key", key);

/**
 * The only log that a task allows at a phase; a candidate's is empty.
 * @param {object} state
 * @param {object} job
 * @param {"before" | "during" | "after"} phase
 * @param {string | null} result the digest of the sealed result, where payment is requested
 */
export function allowedLog(state, job, phase, result) {
  if (!isTask(job)) return [];
  const { terms, keys } = job;
  const { offer } = state.services[terms.service];
  const log = [
    event("image", offer.image),
    event("container", containerDigest(terms.requirement)),
    event("code", payloadDigest(offer.code)),
    event("data", payloadDigest(terms.data)),
  ];
  if (phase === "before") return log;
  log.push(event("keys opened", { task: releasedDigest(keys.task), service: releasedDigest(keys.service) }));
  if (phase === "during") return log;
  return [...log, event("result", result), event("wipe", wipeDigest(terms.requirement))];
}

/** The job register after the events of a log, beginning with zeros. */
export function register(log) {
  return toHex(log.reduce((value, entry) => sha256(join(value, fromHex(entry))), new Uint8Array(32)));
}
