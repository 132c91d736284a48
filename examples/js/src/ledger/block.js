/** A block (§4): who made it, what is in it, and the tick that ends it. */
import { digest } from "../encoding/digest.js";
import { blockHash } from "../encoding/documents.js";
import { fromHex, toHex } from "../octets.js";
import { refuse, Refusal, refusalOf } from "../refusal.js";
import { tick } from "../rules/tick.js";
import { signed } from "../signature.js";
import { verify } from "../vrf.js";
import { applyTransaction } from "./transaction.js";

export const MOST_TRANSACTIONS = 1024;

/** Signatures of more than half of the producers, which passed the turn before. */
function checkPasses(producers, { height, parent, turn, passes }) {
  const accounts = Object.keys(passes).sort();
  if (turn === 0) {
    if (accounts.length > 0) refuse("PASS_NOT_NEEDED", { passes: accounts.length });
    return;
  }
  const stranger = accounts.find((account) => !producers.some((producer) => producer.account === account));
  if (stranger !== undefined) refuse("NOT_A_PRODUCER", { account: stranger });
  if (2 * accounts.length <= producers.length) {
    refuse("TURN_NOT_PASSED", { passes: accounts.length, producers: producers.length });
  }
  const message = digest("leo/pass", { height, parent, turn: turn - 1 });
  const forger = accounts.find((account) => !signed(account, message, passes[account]));
  if (forger !== undefined) refuse("PASS_FORGED", { producer: forger });
}

/** The beacon that a block comes with; refused where its producer did not prove it. */
function beaconOf({ suite }, state, producer, { height, beacon_proof }) {
  const message = digest("leo/beacon", { beacon: state.beacon, height });
  let beacon = null;
  const forged = refusalOf(() => {
    beacon = toHex(verify(suite, fromHex(producer.vrf_key), message, fromHex(beacon_proof)));
  });
  if (forged !== null) refuse("BEACON_FORGED", { producer: producer.account });
  return beacon;
}

function applied(deployment, state, transactions) {
  return transactions.reduce((before, transaction, index) => {
    try {
      return applyTransaction(deployment, before, transaction);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refuse("NOT_APPLICABLE", { index, refusal: error.code });
    }
  }, state);
}

/** @returns {object} the state after the block and its tick */
export function applyBlock(deployment, state, block) {
  const { parameters, producers } = deployment;
  const { parent, height, transactions, turn } = block;
  if (parent !== state.block_hash) refuse("WRONG_PARENT", { given: parent, expected: state.block_hash });
  if (height !== state.height + 1n) refuse("WRONG_HEIGHT", { given: height, expected: state.height + 1n });
  if (transactions.length > MOST_TRANSACTIONS) {
    refuse("TOO_MANY_TRANSACTIONS", { transactions: transactions.length, most: MOST_TRANSACTIONS });
  }
  const producer = producers[Number((height + BigInt(turn)) % BigInt(producers.length))];
  if (block.producer !== producer.account) refuse("WRONG_PRODUCER", { given: block.producer, expected: producer.account });
  checkPasses(producers, block);
  const hash = blockHash(block);
  if (!signed(block.producer, fromHex(hash), block.signature)) refuse("BLOCK_FORGED", { producer: block.producer });
  const beacon = beaconOf(deployment, state, producer, block);
  const after = tick(parameters, applied(deployment, state, transactions), beacon);
  return { ...after, block_hash: hash };
}
