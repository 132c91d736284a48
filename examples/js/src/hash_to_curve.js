/** A message as a point of the prime-order subgroup: RFC 9381, 5.4.1, in both suites. */
import { expand_message_xmd } from "@noble/curves/abstract/hash-to-curve";
import { Field } from "@noble/curves/abstract/modular";
import { sha512 } from "@noble/hashes/sha2";
import { isCanonical, Point, pointOf, PRIME } from "./curve.js";
import { fromText, join, numberBE } from "./octets.js";

const FIELD = Field(PRIME);

/** RFC 9381, 5.4.1.1: the first hash that is a point of no small order, times the cofactor. */
export function tryAndIncrement(suite, key, alpha) {
  for (let counter = 0; counter <= 255; counter += 1) {
    const octets = sha512(join(Uint8Array.of(suite, 1), key, alpha, Uint8Array.of(counter, 0))).subarray(0, 32);
    const point = isCanonical(octets) ? pointOf(octets) : null;
    if (point !== null && !point.isSmallOrder()) return point.clearCofactor();
  }
  throw new Error("no counter gives a point, which happens once in 2^256 messages");
}

// RFC 9380, 6.7.1 and 8.5: curve25519 is t^2 = s^3 + J·s^2 + s, Z is 2.
const J = 486662n;
const Z = 2n;
// RFC 9380, G.2.2: the square root of -486664 with sgn0 0.
const SCALE = (() => {
  const root = FIELD.sqrt(FIELD.create(-486664n));
  return root % 2n === 0n ? root : FIELD.neg(root);
})();

/** RFC 9380, 6.7.1: Elligator 2, from a field element to curve25519. */
function elligator2(u) {
  const denominator = FIELD.add(1n, FIELD.mul(Z, FIELD.sqr(u)));
  const x1 = FIELD.eql(denominator, 0n) ? FIELD.neg(J) : FIELD.div(FIELD.neg(J), denominator);
  const curve = (x) => FIELD.mul(x, FIELD.add(FIELD.mul(x, FIELD.add(x, J)), 1n));
  const root = squareRoot(curve(x1));
  if (root !== null) return { s: x1, t: root % 2n === 1n ? root : FIELD.neg(root) };
  const x2 = FIELD.neg(FIELD.add(x1, J));
  const other = squareRoot(curve(x2));
  return { s: x2, t: other % 2n === 0n ? other : FIELD.neg(other) };
}

function squareRoot(number) {
  try {
    return FIELD.sqrt(number);
  } catch {
    return null;
  }
}

/** RFC 9380, 6.8.2: from curve25519 to edwards25519. */
function toEdwards({ s, t }) {
  if (t === 0n || FIELD.eql(s, FIELD.neg(1n))) return Point.ZERO;
  const x = FIELD.div(FIELD.mul(SCALE, s), t);
  const y = FIELD.div(FIELD.sub(s, 1n), FIELD.add(s, 1n));
  return Point.fromAffine({ x, y });
}

/** RFC 9381, 5.4.1.2: encode_to_curve of edwards25519_XMD:SHA-512_ELL2_NU_. */
export function elligator(suite, key, alpha) {
  const tag = join(fromText("ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_"), Uint8Array.of(suite));
  const uniform = expand_message_xmd(join(key, alpha), tag, 48, sha512);
  return toEdwards(elligator2(FIELD.create(numberBE(uniform)))).clearCofactor();
}
