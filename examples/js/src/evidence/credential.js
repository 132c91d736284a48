/** A credential for an endorsement key of P-256: TPM2_MakeCredential, to the octet (§5, docs/attestation.md). */
import { cfb } from "@noble/ciphers/aes";
import { p256 } from "@noble/curves/p256";
import { hmac } from "@noble/hashes/hmac";
import { sha256 } from "@noble/hashes/sha2";
import { fromHex, fromText, join, numberBE, octetsBE, toHex } from "../octets.js";
import { refuse } from "../refusal.js";

const ORDER = p256.Point.Fn.ORDER;
const WIDTHS = { blob: 70, secret: 70, randomness: 32 };

const sized = (octets) => join(octetsBE(BigInt(octets.length), 2), octets);
const labelled = (text) => join(fromText(text), Uint8Array.of(0));

/** KDFa of the TPM's architecture, for at most 256 bits. */
function derived(key, label, context, bits) {
  const message = join(octetsBE(1n, 4), labelled(label), context, octetsBE(BigInt(bits), 4));
  return hmac(sha256, key, message).subarray(0, bits / 8);
}

function checkWidth(part, octets) {
  if (octets.length !== WIDTHS[part]) {
    refuse("CREDENTIAL_WIDTH", { part, expected: WIDTHS[part], length: octets.length });
  }
}

/**
 * @param {{x: string, y: string}} point of the endorsement key
 * @param {Uint8Array} name of the object that must be loaded beside it
 * @param {Uint8Array} secret
 * @param {Uint8Array} randomness the ephemeral scalar
 */
export function makeCredential({ x, y }, name, secret, randomness) {
  checkWidth("randomness", randomness);
  const scalar = numberBE(randomness);
  if (scalar === 0n || scalar >= ORDER) refuse("CREDENTIAL_SCALAR");
  const ephemeral = p256.Point.BASE.multiply(scalar).toBytes(false);
  const shared = p256.Point.fromHex(`04${x}${y}`).multiply(scalar).toBytes(false).subarray(1, 33);
  const seed = sha256(join(octetsBE(1n, 4), shared, labelled("IDENTITY"), ephemeral.subarray(1, 33), fromHex(x)));
  const encrypted = cfb(derived(seed, "STORAGE", name, 128), new Uint8Array(16)).encrypt(sized(secret));
  const integrity = hmac(sha256, derived(seed, "INTEGRITY", new Uint8Array(), 256), join(encrypted, name));
  return {
    blob: toHex(sized(join(sized(integrity), encrypted))),
    secret: toHex(sized(join(sized(ephemeral.subarray(1, 33)), sized(ephemeral.subarray(33))))),
  };
}

/** Refused where a credential is not what this randomness makes. */
export function checkMadeAgain(point, name, credential, secret, randomness) {
  checkWidth("blob", fromHex(credential.blob));
  checkWidth("secret", fromHex(credential.secret));
  const again = makeCredential(point, name, secret, randomness);
  const part = ["blob", "secret"].find((one) => again[one] !== credential[one]);
  if (part !== undefined) refuse("CREDENTIAL_MADE_OTHERWISE", { part });
}
