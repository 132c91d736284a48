/** Documents in octets: read strictly, and what each is called (§2). */
import { parse } from "./json.js";
import { hexDigest } from "./digest.js";
import { BLOCK, GENESIS, STATE, TRANSACTION } from "./records.js";

/** The id of a transaction, which is also what its sender signs: the signature is no part of it. */
export function transactionId({ sender, counter, body }) {
  return hexDigest("leo/transaction", { sender, counter, body });
}

/** The hash of a block: all of it but its producer's signature. */
export function blockHash(block) {
  const { signature, ...signed } = block;
  return hexDigest("leo/block", signed);
}

export function genesisHash(genesis) {
  return hexDigest("leo/genesis", genesis);
}

const DOCUMENTS = {
  value: { type: (value) => value },
  transaction: { type: TRANSACTION, name: transactionId, most: 2 ** 21 + 2 ** 16, values: 1024 },
  block: { type: BLOCK, name: blockHash },
  genesis: { type: GENESIS, name: genesisHash },
  state: { type: STATE },
};

/**
 * @param {"transaction" | "block" | "genesis" | "state" | "value"} kind
 * @param {Uint8Array} octets
 */
export function read(kind, octets) {
  const { type, most, values } = DOCUMENTS[kind];
  return type(parse(octets, most, values), "$");
}

/**
 * A document with its name, if it has one.
 * @param {string} kind
 * @param {Uint8Array} octets
 */
export function decode(kind, octets) {
  const value = read(kind, octets);
  const { name } = DOCUMENTS[kind];
  return name === undefined ? { value } : { value, name: name(value) };
}
