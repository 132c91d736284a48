/** Whether what is shown of a released key proves that it is a bad one (§9). */
import { hexDigest } from "../encoding/digest.js";
import { toHex } from "../octets.js";
import { checkChunk, chunkOpens } from "../payload.js";
import { refuse, refusalOf } from "../refusal.js";
import { openedKey } from "./released_key.js";

/** What a part of a task seals: its payload, the commitment to its key, and the context of its boxes. */
function sealedPart(state, { terms }, part) {
  const { code, image, key_commitment } = state.services[terms.service].offer;
  return part === "service"
    ? { imprint: code, commitment: key_commitment, context: { kind: "code", owner: terms.service_owner, image } }
    : {
        imprint: terms.data,
        commitment: terms.key_commitment,
        context: { kind: "data", owner: terms.owner, service: terms.service },
      };
}

/** Refused with why the key is not at fault. */
export function checkKeyIsAtFault(state, job, part, opening, piece) {
  const key = openedKey(job.group[job.executor].encryption_keys[part], job.keys[part], opening);
  if (key === null || key.length !== 32) return;
  const { imprint, commitment, context } = sealedPart(state, job, part);
  if (hexDigest("leo/key-commitment", toHex(key)) !== commitment) return;
  if (piece !== null) {
    const why = refusalOf(() => checkChunk(imprint, piece));
    if (why !== null) refuse("KEY_NOT_AT_FAULT", { part, why });
    if (!chunkOpens(key, context, imprint.length, piece)) return;
  }
  refuse("KEY_NOT_AT_FAULT", { part, why: "KEY_OPENS" });
}
