/** Points of edwards25519, read strictly (RFC 8032, 5.1.3; docs/draw.md). */
import { ed25519 } from "@noble/curves/ed25519";
import { mod } from "@noble/curves/abstract/modular";
import { numberLE } from "./octets.js";

export const Point = ed25519.Point;
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
export const PRIME = 2n ** 255n - 19n;

/** @typedef {InstanceType<typeof Point>} CurvePoint */

/**
 * The one encoding of a point: y below p, and no sign where x is zero.
 * @param {Uint8Array} octets 32 of them
 */
export function isCanonical(octets) {
  const number = numberLE(octets);
  const y = number & (2n ** 255n - 1n);
  const sign = number >> 255n;
  const xIsZero = y === 1n || y === PRIME - 1n;
  return y < PRIME && !(xIsZero && sign === 1n);
}

/**
 * The point with this canonical encoding, or null where it is not on the curve.
 * @param {Uint8Array} octets
 * @returns {CurvePoint | null}
 */
export function pointOf(octets) {
  try {
    return Point.fromBytes(octets);
  } catch {
    return null;
  }
}

/**
 * scalar · point, for a scalar below the order; no secret is kept from the clock.
 * @param {CurvePoint} point
 * @param {bigint} scalar
 */
export function times(point, scalar) {
  return point.multiplyUnsafe(scalar);
}

/**
 * s·base - c·point, the form of every check of a signature or proof.
 * @param {CurvePoint} base
 * @param {bigint} s
 * @param {CurvePoint} point
 * @param {bigint} c
 */
export function difference(base, s, point, c) {
  return times(base, s).subtract(times(point, c));
}

/** @param {bigint} number */
export function modOrder(number) {
  return mod(number, ORDER);
}
