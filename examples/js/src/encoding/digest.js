/** Digests with domains (§2). */
import { sha256 } from "@noble/hashes/sha2";
import { fromText, join, toHex } from "../octets.js";
import { canonical } from "./json.js";

/**
 * SHA-256 over the domain, one zero octet and the canonical octets of the value.
 * @param {string} domain
 * @param {unknown} value
 */
export function digest(domain, value) {
  return sha256(join(fromText(domain), Uint8Array.of(0), canonical(value)));
}

/**
 * @param {string} domain
 * @param {unknown} value
 */
export function hexDigest(domain, value) {
  return toHex(digest(domain, value));
}
