/** What machines of software show: identities, certificates of encryption keys, quotes (docs/software.md). */
import { p256 } from "@noble/curves/p256";
import { hexDigest, digest } from "../encoding/digest.js";
import { parse } from "../encoding/json.js";
import { SOFTWARE_QUOTE } from "../encoding/records.js";
import { fromHex } from "../octets.js";
import { refuse, refusalOf } from "../refusal.js";
import { signed } from "../signature.js";
import { register } from "./job_log.js";
import { checkReceiver } from "./released_key.js";

/** The area of an endorsement key of P-256 from template L-2, up to its point; the coordinates follow. */
const TEMPLATE =
  "0023000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa00060080004300100003001000";

/** The point of an endorsement key, or null where it has not the form of software's. */
export function endorsementPoint(area) {
  const found = /^0020([0-9a-f]{64})0020([0-9a-f]{64})$/.exec(area.startsWith(TEMPLATE) ? `00${area.slice(TEMPLATE.length)}` : "");
  if (found === null) return null;
  const [, x, y] = found;
  try {
    p256.Point.fromHex(`04${x}${y}`).assertValidity();
    return { x, y };
  } catch {
    return null;
  }
}

/** The digest by which the ledger knows an endorsement key. */
export function endorsementOf(node, { certificates, endorsement_key, attestation_key }) {
  const point = endorsementPoint(endorsement_key);
  if (certificates.length > 0 || point === null || attestation_key.length !== 64) {
    refuse("IDENTITY_FAILS", { node, why: "SOFTWARE_IDENTITY" });
  }
  return hexDigest("leo/endorsement-key", { kind: "ecc", curve: "P256", ...point });
}

/** The name of an attestation key: the algorithm SHA-256, and a digest. */
export function attestationName({ attestation_key }) {
  return fromHex(`000b${hexDigest("leo/software-attestation-key", attestation_key)}`);
}

/** Whether a node vouches for an encryption key, with the key of its account. */
export function isCertified(node, encryption_key, certificate) {
  if (refusalOf(() => checkReceiver(encryption_key)) !== null) return false;
  return signed(node, digest("leo/software-certificate", { encryption_key, node }), certificate);
}

/** The signed quote in octets; null where there is none. */
function quoteIn(octets) {
  let found = null;
  refusalOf(() => {
    found = SOFTWARE_QUOTE(parse(fromHex(octets)), "$");
  });
  return found;
}

/**
 * Refused where a quote does not show what it must.
 * @param {{identity: object, evidence: object, nonce: string, log: string[], shown: object | null}} asked
 */
export function checkQuote({ identity, evidence, nonce, log, shown }) {
  const answer = quoteIn(evidence.quote);
  if (answer === null) refuse("SOFTWARE_QUOTE");
  const { quote, attestation_key, signature } = answer;
  const earlier = shown === null ? null : quoteIn(shown.quote).quote;
  const holds =
    attestation_key === identity.attestation_key &&
    signed(attestation_key, digest("leo/software-quote", quote), signature) &&
    quote.nonce === nonce &&
    quote.log === register(evidence.log) &&
    evidence.log.join() === log.join() &&
    (earlier === null || (quote.resets === earlier.resets && quote.clock > earlier.clock));
  if (!holds) refuse("SOFTWARE_QUOTE");
}
