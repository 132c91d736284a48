/** A key that an owner released to an encryption key, and its opening (§9). */
import { fromHex } from "../octets.js";
import { refuse, refusalOf } from "../refusal.js";
import * as rsa from "./rsa.js";
import * as box from "./sealed_box.js";

/** The two kinds of encryption keys: of a TPM, and of software. */
function receiverOf(area) {
  const modulus = rsa.modulusOf(area);
  if (modulus !== null) {
    return {
      checkSealed: (sealed) => rsa.checkSealed(modulus, sealed),
      checkOpening: (sealed, opening) => rsa.checkOpening(modulus, sealed, opening),
      opened: (_sealed, opening) => {
        let found = null;
        refusalOf(() => {
          found = rsa.withoutPadding(opening);
        });
        return found;
      },
    };
  }
  const key = fromHex(area);
  if (!box.isReceiver(key)) return refuse("RELEASED_KEY_RECEIVER");
  return {
    checkSealed: box.checkSealed,
    checkOpening: (_sealed, opening) => box.checkOpening(key, opening),
    opened: (sealed, opening) => box.open(key, opening.subarray(0, box.WIDTH), sealed),
  };
}

/** Refused where nothing could be sealed to the key. */
export function checkReceiver(area) {
  receiverOf(area);
}

export function checkReleasedKey(area, key) {
  receiverOf(area).checkSealed(fromHex(key));
}

/** What an opening shows of a released key: what was sealed, or null where nothing was; refused where it is no opening. */
export function openedKey(area, key, opening) {
  const receiver = receiverOf(area);
  const [sealed, octets] = [fromHex(key), fromHex(opening)];
  receiver.checkOpening(sealed, octets);
  return receiver.opened(sealed, octets);
}
