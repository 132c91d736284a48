/** ECVRF over edwards25519 (RFC 9381), with the checks of docs/draw.md in their order. */
import { sha512 } from "@noble/hashes/sha2";
import { difference, isCanonical, modOrder, ORDER, Point, pointOf, times } from "./curve.js";
import { elligator, tryAndIncrement } from "./hash_to_curve.js";
import { join, numberLE, octetsLE, toHex } from "./octets.js";
import { refuse } from "./refusal.js";

/** @typedef {"TAI" | "ELL2"} Suite */

const SUITES = {
  TAI: { octet: 3, hash: tryAndIncrement },
  ELL2: { octet: 4, hash: elligator },
};

/** Key and Gamma pass the same four checks. */
function checkedPoint(octets, part) {
  const fail = (why) => refuse(`VRF_${part.toUpperCase()}_${why}`, { [part]: toHex(octets) });
  if (!isCanonical(octets)) fail("NOT_CANONICAL");
  const point = pointOf(octets);
  if (point === null) return fail("NOT_ON_CURVE");
  if (point.isSmallOrder()) fail("SMALL_ORDER");
  if (!point.isTorsionFree()) fail("NOT_IN_SUBGROUP");
  return point;
}

/** Keys that passed, with their points: whoever keeps a key need not check it again. */
const checkedKeys = new Map();
const MOST_KEYS = 4096;

function checkedKey(octets) {
  if (octets.length !== 32) refuse("VRF_KEY_LENGTH", { length: octets.length });
  const name = toHex(octets);
  if (!checkedKeys.has(name)) {
    const point = checkedPoint(octets, "key");
    if (checkedKeys.size >= MOST_KEYS) checkedKeys.clear();
    checkedKeys.set(name, point);
  }
  return checkedKeys.get(name);
}

/** A challenge as the values of a refusal show it: most significant octet first. */
const reversedHex = (octets) => toHex(Uint8Array.from(octets).reverse());

/** RFC 9381, 5.4.3. */
function challenge(suite, key, ...points) {
  const octets = join(Uint8Array.of(SUITES[suite].octet, 2), key, ...points.map((point) => point.toBytes()), Uint8Array.of(0));
  return sha512(octets).subarray(0, 16);
}

/** RFC 9381, 5.2. */
function output(suite, gamma) {
  return sha512(join(Uint8Array.of(SUITES[suite].octet, 3), gamma.clearCofactor().toBytes(), Uint8Array.of(0)));
}

/**
 * Every value that a proof is computed from (RFC 9381, 5.1), by its letters, as octets.
 * @param {Suite} suite
 * @param {Uint8Array} seed
 * @param {Uint8Array} alpha
 */
export function transcript(suite, seed, alpha) {
  const expanded = sha512(seed);
  const x = expanded.slice(0, 32);
  x[0] &= 248;
  x[31] = (x[31] & 127) | 64;
  const secret = numberLE(x);
  const y = times(Point.BASE, modOrder(secret)).toBytes();
  const h = SUITES[suite].hash(SUITES[suite].octet, y, alpha);
  const gamma = times(h, modOrder(secret));
  const k = modOrder(numberLE(sha512(join(expanded.subarray(32), h.toBytes()))));
  const [u, v] = [times(Point.BASE, k), times(h, k)];
  const c = challenge(suite, y, h, gamma, u, v);
  const s = octetsLE(modOrder(k + numberLE(c) * secret), 32);
  return {
    x,
    y,
    h: h.toBytes(),
    gamma: gamma.toBytes(),
    k: octetsLE(k, 32),
    u: u.toBytes(),
    v: v.toBytes(),
    c,
    s,
    proof: join(gamma.toBytes(), c, s),
    beta: output(suite, gamma),
  };
}

/**
 * The random value that a proof shows; refused with the first check that fails.
 * @param {Suite} suite
 * @param {Uint8Array} key
 * @param {Uint8Array} alpha
 * @param {Uint8Array} proof
 */
export function verify(suite, key, alpha, proof) {
  const point = checkedKey(key);
  if (proof.length !== 80) refuse("VRF_PROOF_LENGTH", { length: proof.length });
  const gamma = checkedPoint(proof.subarray(0, 32), "gamma");
  const c = proof.subarray(32, 48);
  const s = numberLE(proof.subarray(48));
  if (s >= ORDER) refuse("VRF_S_TOO_LARGE", { s: toHex(proof.subarray(48)) });
  const h = SUITES[suite].hash(SUITES[suite].octet, key, alpha);
  const u = difference(Point.BASE, s, point, numberLE(c));
  const v = difference(h, s, gamma, numberLE(c));
  const computed = challenge(suite, key, h, gamma, u, v);
  if (toHex(computed) !== toHex(c)) refuse("VRF_CHALLENGE_MISMATCH", { given: reversedHex(c), computed: reversedHex(computed) });
  return output(suite, gamma);
}
