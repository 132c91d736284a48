/** What a deployment begins with (§4). */
import { genesisHash } from "../encoding/documents.js";
import { refuse } from "../refusal.js";
import { normalised } from "../rules/credit.js";
import { sum } from "../rules/job.js";
import { checkPolicy } from "../evidence/policy.js";
import { judgeOf } from "./judge.js";
import { checkParameters } from "./parameters.js";

const MOST_PRODUCERS = 64;
const MOST_AMOUNT = 2n ** 128n - 1n;

function checkProducers({ producers, parameters }) {
  if (producers.length < 1 || producers.length > MOST_PRODUCERS) {
    refuse("PRODUCERS_OUT_OF_RANGE", { producers: producers.length, most: MOST_PRODUCERS });
  }
  const accounts = producers.map((producer) => producer.account);
  const again = accounts.find((account, index) => accounts.indexOf(account) < index);
  if (again !== undefined) refuse("PRODUCER_AGAIN", { producer: again });
  if (parameters.draw_delay < producers.length) refuse("PARAMETER_OUT_OF_RANGE", { parameter: "draw_delay" });
}

/** The endorsement key of each first node, checked as the ledger checks all others, from the lowest id. */
function endorsements(genesis) {
  const nodes = Object.entries(genesis.nodes).sort(([one], [other]) => (one < other ? -1 : 1));
  const held = new Map();
  return Object.fromEntries(
    nodes.map(([node, { identity }]) => {
      const endorsement = judgeOf(genesis).endorsementOf(node, identity, 0n);
      if (held.has(endorsement)) refuse("EK_IN_USE", { node: held.get(endorsement) });
      held.set(endorsement, node);
      return [node, endorsement];
    }),
  );
}

/** The first state; refused where a deployment cannot begin like this. */
export function firstState(genesis) {
  const { parameters, evidence, balances, nodes } = genesis;
  checkParameters(parameters);
  checkProducers(genesis);
  if (evidence.kind === "tpm") checkPolicy(evidence.policy, { onLedger: true });
  const supply = sum(Object.values(balances));
  if (supply > MOST_AMOUNT) refuse("SUPPLY_TOO_LARGE", { supply });
  const endorsed = endorsements(genesis);
  const credit = normalised(
    parameters.total_credit,
    Object.fromEntries(Object.entries(nodes).map(([node, first]) => [node, first.credit])),
  );
  const node = ([id, { identity }]) => {
    const status = credit[id] > 0n ? "ACTIVE" : "SUSPENDED";
    return [id, { identity, endorsement: endorsed[id], status, credit: credit[id], since: 0n, log: "" }];
  };
  const hash = genesisHash(genesis);
  return {
    height: 0n,
    block_hash: hash,
    beacon: hash,
    accounts: Object.fromEntries(Object.entries(balances).map(([id, balance]) => [id, { balance, counter: 0 }])),
    nodes: Object.fromEntries(Object.entries(nodes).map(node)),
    services: {},
    jobs: {},
    burned: 0n,
  };
}
