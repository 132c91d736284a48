/** A model of the specification: set to a state, and taken a step further by the rules of the ledger. */
import { Refusal } from "../refusal.js";
import { RULES } from "../rules/bodies.js";
import { has } from "../rules/job.js";
import { tick } from "../rules/tick.js";
import { OFF_LEDGER, SENDING, TRANSACTIONS } from "./actions.js";
import { judgeOf } from "./judge.js";
import { Constants, stateIn, stateOut } from "./state.js";

export class Model {
  /** @param {Record<string, any>} constants */
  constructor(constants) {
    this.constants = new Constants(constants);
    this.judge = judgeOf(this.constants);
  }

  /** The state after an action, or a refusal. */
  step(state, action, given) {
    const model = { constants: this.constants, state };
    if (has(OFF_LEDGER, action)) return { ...state, ...OFF_LEDGER[action](model, ...given) };
    const [name, ...names] = has(SENDING, action) ? SENDING[action](model, ...given) : [action, ...given];
    const before = stateIn(this.constants, state);
    const after = name === "EndBlock" ? tick(this.constants.parameters, before, "") : this.applied(model, before, name, names);
    return this.forgotten(state, stateOut(this.constants, state, after));
  }

  applied(model, before, name, given) {
    const { sender, body, id = null } = TRANSACTIONS[name](model, ...given);
    const context = { parameters: this.constants.parameters, judge: this.judge, id };
    return RULES[body.kind](context, before, sender, body);
  }

  /** What was heard in a round that failed is forgotten. */
  forgotten(before, after) {
    const { Subject, Ids } = this.constants;
    if (!has(after, "heard") || before.job[Subject].round === after.job[Subject].round) return after;
    return { ...after, heard: Object.fromEntries(Ids.map((node) => [node, { "#set": [] }])) };
  }

  /** The answer to each action; a refused one changes nothing. */
  path(start, actions) {
    let state = start;
    return actions.map(([action, given]) => {
      try {
        state = this.step(state, action, given);
        return { ok: state };
      } catch (error) {
        if (error instanceof Refusal) return { refused: { code: error.code, values: error.values } };
        throw error;
      }
    });
  }
}
