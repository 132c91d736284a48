/** The checks on octets that come before JSON is read (§2, strict reading, 1): UTF-8 and depth. */
import { refuse } from "../refusal.js";

export const MOST_OPEN = 32;

const QUOTATION = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/**
 * How many octets the character that begins at `at` has; 0 where none begins there.
 * @param {Uint8Array} octets
 * @param {number} at
 */
function characterLength(octets, at) {
  const first = octets[at];
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  // No overlong form, no surrogate, nothing above U+10FFFF: the second octet decides.
  const low = { 0xe0: 0xa0, 0xf0: 0x90 }[first] ?? 0x80;
  const high = { 0xed: 0x9f, 0xf4: 0x8f }[first] ?? 0xbf;
  for (let index = 1; index < length; index += 1) {
    const octet = octets[at + index];
    const inRange = index === 1 ? octet >= low && octet <= high : octet >= 0x80 && octet <= 0xbf;
    if (!inRange) return 0;
  }
  return length;
}

/** @param {Uint8Array} octets */
export function checkUtf8(octets) {
  let at = 0;
  while (at < octets.length) {
    const length = characterLength(octets, at);
    if (length === 0) refuse("NOT_UTF8", { offset: at });
    at += length;
  }
}

/**
 * Arrays and objects open at once, counted outside strings, also in a text that is no JSON.
 * @param {Uint8Array} octets
 */
export function checkDepth(octets) {
  let open = 0;
  let inString = false;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at];
    if (inString) {
      if (octet === BACKSLASH) at += 1;
      else if (octet === QUOTATION) inString = false;
    } else if (octet === QUOTATION) {
      inString = true;
    } else if (OPENING.includes(octet)) {
      open += 1;
      if (open > MOST_OPEN) refuse("TOO_DEEP", { limit: MOST_OPEN });
    } else if (CLOSING.includes(octet)) {
      open = Math.max(0, open - 1);
    }
  }
}
