/** What is asked (conformance/README.md), and who answers it. */
import { digest } from "./encoding/digest.js";
import { decode } from "./encoding/documents.js";
import { fromHex, numberBE, toHex } from "./octets.js";
import { sortition } from "./sortition.js";
import { alpha, ticket } from "./ticket.js";
import { transcript, verify } from "./vrf.js";

const inHex = (record) => Object.fromEntries(Object.entries(record).map(([name, octets]) => [name, toHex(octets)]));

function proved({ suite, seed, alpha: message }) {
  const { y, proof, beta } = transcript(suite, fromHex(seed), fromHex(message));
  return inHex({ key: y, proof, beta });
}

const ENCODING = {
  decode: ({ type, octets }) => decode(type, fromHex(octets)),
  digest: ({ domain, value }) => toHex(digest(domain, value)),
};

const DRAW = {
  vrf_prove: proved,
  vrf_transcript: ({ suite, seed, alpha: message }) => inHex(transcript(suite, fromHex(seed), fromHex(message))),
  vrf_verify: ({ suite, key, alpha: message, proof }) =>
    toHex(verify(suite, fromHex(key), fromHex(message), fromHex(proof))),
  alpha: (fields) => toHex(alpha(fields)),
  sortition: ({ beta, weight, total, tau }) =>
    Number(sortition(numberBE(fromHex(beta)), BigInt(weight), BigInt(total), BigInt(tau))),
  ticket: ({ suite, key, alpha: message, proof, weight, total, tau }) =>
    ticket(suite, { key, alpha: fromHex(message), proof }, { weight: BigInt(weight), total: BigInt(total), tau }),
};

/** Each takes the fields of its request, and gives what goes into `ok`. */
export const REQUESTS = { ...ENCODING, ...DRAW };
