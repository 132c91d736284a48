/** Octets: hexadecimal, numbers in both orders, and comparing (§2). */
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils";

export { bytesToHex as toHex, concatBytes as join, hexToBytes as fromHex, utf8ToBytes as fromText };

/** @param {Uint8Array} octets */
export function numberBE(octets) {
  return octets.length === 0 ? 0n : BigInt(`0x${bytesToHex(octets)}`);
}

/** @param {Uint8Array} octets */
export function numberLE(octets) {
  return numberBE(Uint8Array.from(octets).reverse());
}

/**
 * @param {bigint} number
 * @param {number} width
 */
export function octetsBE(number, width) {
  return hexToBytes(number.toString(16).padStart(2 * width, "0"));
}

/**
 * @param {bigint} number
 * @param {number} width
 */
export function octetsLE(number, width) {
  return octetsBE(number, width).reverse();
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function equal(one, other) {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}
