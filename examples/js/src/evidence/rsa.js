/** Keys of RSA-2048 that a TPM opens (§9): what may be sealed to them, and what an opening shows. */
import { sha256 } from "@noble/hashes/sha2";
import { equal, fromHex, join, numberBE, octetsBE } from "../octets.js";
import { refuse } from "../refusal.js";

const WIDTH = 256;
const EXPONENT = 65537n;
const HASH = 32;

/**
 * The modulus of a TPMT_PUBLIC of RSA-2048 that leaves its scheme open, as docs/attestation.md lays it out; null where
 * the octets are no such key.
 * @param {string} area
 */
export function modulusOf(area) {
  // type, name hash, attributes, policy, symmetric and scheme TPM_ALG_NULL, bits, exponent, and the modulus.
  const found = /^0001000b[0-9a-f]{8}(?:0000|0020[0-9a-f]{64})001000100800(?:00000000|00010001)0100([0-9a-f]{512})$/.exec(area);
  return found === null ? null : numberBE(fromHex(found[1]));
}

/** @param {bigint} base @param {bigint} exponent @param {bigint} modulus */
function power(base, exponent, modulus) {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** A number that is sealed, and is another when it is opened. */
export function checkSealed(modulus, sealed) {
  if (sealed.length !== WIDTH) refuse("RELEASED_KEY_LENGTH", { expected: WIDTH, length: sealed.length });
  const number = numberBE(sealed);
  if (number <= 1n || number >= modulus - 1n) refuse("RELEASED_KEY_RANGE");
}

/** That an opening is the one of a ciphertext. */
export function checkOpening(modulus, ciphertext, opening) {
  if (opening.length !== WIDTH) refuse("OPENING_LENGTH", { expected: WIDTH, length: opening.length });
  const number = numberBE(opening);
  if (number >= modulus) refuse("OPENING_RANGE");
  if (!equal(octetsBE(power(number, EXPONENT, modulus), WIDTH), ciphertext)) refuse("OPENING_OTHER");
}

/** MGF1 of RFC 8017. */
function mask(seed, length) {
  const blocks = Array.from({ length: Math.ceil(length / HASH) }, (_, counter) =>
    sha256(join(seed, octetsBE(BigInt(counter), 4))),
  );
  return join(...blocks).subarray(0, length);
}

const xor = (one, other) => one.map((octet, index) => octet ^ other[index]);

/** What was sealed: OAEP with SHA-256 and an empty label (RFC 8017), taken off an opening. */
export function withoutPadding(opening) {
  if (opening[0] !== 0) refuse("OAEP_FIRST_OCTET", { given: opening[0] });
  const [maskedSeed, maskedBlock] = [opening.subarray(1, 1 + HASH), opening.subarray(1 + HASH)];
  const seed = xor(maskedSeed, mask(maskedBlock, HASH));
  const block = xor(maskedBlock, mask(seed, maskedBlock.length));
  if (!equal(block.subarray(0, HASH), sha256(new Uint8Array()))) refuse("OAEP_LABEL");
  const end = block.findIndex((octet, index) => index >= HASH && octet !== 0);
  if (end === -1 || block[end] !== 1) refuse("OAEP_SEPARATOR");
  return block.subarray(end + 1);
}
