/** A transaction in its envelope (§4): signature, counter, then the rule of its body. */
import { transactionId } from "../encoding/documents.js";
import { fromHex } from "../octets.js";
import { refuse } from "../refusal.js";
import { RULES } from "../rules/bodies.js";
import { signed } from "../signature.js";
import { judgeOf } from "./judge.js";

/** @returns {object} the state after it */
export function applyTransaction(deployment, state, transaction) {
  const { sender, counter, body, signature } = transaction;
  const id = transactionId(transaction);
  if (!signed(sender, fromHex(id), signature)) refuse("SIGNATURE_INVALID", { sender });
  const expected = state.accounts[sender]?.counter ?? 0;
  if (counter !== expected) refuse("COUNTER_WRONG", { given: counter, expected });
  const context = { parameters: deployment.parameters, judge: judgeOf(deployment), id };
  const after = RULES[body.kind](context, state, sender, body);
  const account = after.accounts[sender] ?? { balance: 0n };
  return { ...after, accounts: { ...after.accounts, [sender]: { ...account, counter: counter + 1 } } };
}
