/** Signatures of Ed25519, by the one strict rule of §2: no cofactor, nothing of small order, one encoding. */
import { sha512 } from "@noble/hashes/sha2";
import { difference, isCanonical, modOrder, ORDER, Point, pointOf } from "./curve.js";
import { equal, fromHex, join, numberLE } from "./octets.js";

/**
 * @param {string} account the public key, in hexadecimal
 * @param {Uint8Array} message
 * @param {string} signature in hexadecimal
 */
export function signed(account, message, signature) {
  const key = fromHex(account);
  const octets = fromHex(signature);
  if (key.length !== 32 || octets.length !== 64) return false;
  const [commitment, response] = [octets.subarray(0, 32), numberLE(octets.subarray(32))];
  if (response >= ORDER || !isCanonical(key)) return false;
  const point = pointOf(key);
  if (point === null || point.isSmallOrder()) return false;
  const challenge = modOrder(numberLE(sha512(join(commitment, key, message))));
  const found = difference(Point.BASE, response, point, challenge);
  return !found.isSmallOrder() && equal(found.toBytes(), commitment);
}
