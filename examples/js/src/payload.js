/** Sealed payloads (§9): chunks, imprints, and whether a chunk opens under a key. */
import { xsalsa20poly1305 } from "@noble/ciphers/salsa";
import { hmac } from "@noble/hashes/hmac";
import { sha256 } from "@noble/hashes/sha2";
import { digest, hexDigest } from "./encoding/digest.js";
import { leadsToRoot, leafHash, pathLength, treeRoot } from "./merkle.js";
import { fromHex, toHex } from "./octets.js";
import { refuse } from "./refusal.js";

/** @typedef {{length: number, root: string}} Imprint */

export const TAG = 16;
export const CHUNK = 65536 + TAG;
export const MOST = 2 ** 24;

export const chunkCount = (length) => Math.ceil(length / CHUNK);
const chunkLength = (length, index) => Math.min(CHUNK, length - index * CHUNK);

/** Refused where no sealed payload has so many octets. */
export function checkLength(length) {
  if (length < TAG || length > MOST) refuse("PAYLOAD_LENGTH", { length, least: TAG, most: MOST });
  const last = chunkLength(length, chunkCount(length) - 1);
  if (last < TAG) refuse("PAYLOAD_LAST_CHUNK", { length, last, least: TAG });
}

/** @param {Imprint} imprint */
export function payloadDigest({ length, root }) {
  return hexDigest("leo/payload", { length, root });
}

/** @param {Uint8Array} octets */
export function imprintOf(octets) {
  checkLength(octets.length);
  const chunks = Array.from({ length: chunkCount(octets.length) }, (_, index) =>
    octets.subarray(index * CHUNK, (index + 1) * CHUNK),
  );
  return { length: octets.length, root: toHex(treeRoot(chunks)) };
}

/**
 * Refused unless the octets are shown to be the payload's chunk with this index.
 * @param {Imprint} imprint
 * @param {{index: number, chunk: string, path: string[]}} piece
 */
export function checkChunk({ length, root }, { index, chunk, path }) {
  checkLength(length);
  const chunks = chunkCount(length);
  if (index >= chunks) refuse("CHUNK_INDEX", { index, chunks });
  const octets = fromHex(chunk);
  const expected = chunkLength(length, index);
  if (octets.length !== expected) refuse("CHUNK_LENGTH", { length: octets.length, expected });
  const steps = pathLength(chunks, index);
  if (path.length !== steps) refuse("CHUNK_PATH_LENGTH", { length: path.length, expected: steps });
  if (!leadsToRoot(chunks, index, leafHash(octets), path.map(fromHex), fromHex(root))) refuse("CHUNK_PATH", { index });
}

/**
 * Whether a chunk of a payload opens under the payload's key. An empty chunk after another does not.
 * @param {Uint8Array} key
 * @param {object} context what the payload is and whom it is for
 * @param {number} length of the whole payload
 * @param {{index: number, chunk: string}} piece
 */
export function chunkOpens(key, context, length, { index, chunk }) {
  const boxKey = hmac(sha256, key, digest("leo/payload-context", context));
  const nonce = new Uint8Array(24);
  new DataView(nonce.buffer).setUint32(19, index);
  nonce[23] = index === chunkCount(length) - 1 ? 1 : 0;
  try {
    const plaintext = xsalsa20poly1305(boxKey, nonce).decrypt(fromHex(chunk));
    return plaintext.length > 0 || index === 0;
  } catch {
    return false;
  }
}
