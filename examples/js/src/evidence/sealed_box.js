/** Keys of software: of X25519, to which a key is sealed in NaCl's sealed box. */
import { xsalsa20poly1305, hsalsa } from "@noble/ciphers/salsa";
import { x25519 } from "@noble/curves/ed25519";
import { blake2b } from "@noble/hashes/blake2";
import { equal, join } from "../octets.js";
import { refuse } from "../refusal.js";

export const WIDTH = 32;
const SEALED = 32 + 16 + 32;

/** Whether something can be sealed to a key: a key of small order gives everybody the same box. */
export function isReceiver(key) {
  if (key.length !== WIDTH) return false;
  try {
    x25519.getSharedSecret(new Uint8Array(WIDTH).fill(1), key);
    return true;
  } catch {
    return false;
  }
}

export function checkSealed(sealed) {
  if (sealed.length !== SEALED) refuse("RELEASED_KEY_LENGTH", { expected: SEALED, length: sealed.length });
}

/** An opening shows the secret of the key itself, with zeros behind it. */
export function checkOpening(key, opening) {
  const [secret, rest] = [opening.subarray(0, WIDTH), opening.subarray(WIDTH)];
  if (!equal(x25519.getPublicKey(secret), key) || rest.some((octet) => octet !== 0)) refuse("OPENING_OTHER");
}

const words = (octets) => new Uint32Array(Uint8Array.from(octets).buffer);
const SIGMA = words(new TextEncoder().encode("expand 32-byte k"));

/** What is in a sealed box, or null where it does not open. */
export function open(key, secret, sealed) {
  const sender = sealed.subarray(0, WIDTH);
  try {
    const boxKey = new Uint32Array(8);
    hsalsa(SIGMA, words(x25519.getSharedSecret(secret, sender)), words(new Uint8Array(16)), boxKey);
    const nonce = blake2b(join(sender, key), { dkLen: 24 });
    return xsalsa20poly1305(new Uint8Array(boxKey.buffer), nonce).decrypt(sealed.subarray(WIDTH));
  } catch {
    return null;
  }
}
