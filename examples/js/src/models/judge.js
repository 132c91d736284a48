/** What evidence, proofs, keys and credentials show, where they are words of a model and no octets. */
import { refuse } from "../refusal.js";

const NO_EVIDENCE = { other: "OTHER_QUESTION", forged: "QUESTION_FORGED", unsigned: "EVIDENCE_NOT_SIGNED" };

/** @param {import("./state.js").Constants} constants */
export function judgeOf(constants) {
  const passes = (_state, _id, _question, { finding }) => {
    if (finding in NO_EVIDENCE) refuse(NO_EVIDENCE[finding]);
    return finding === "pass";
  };
  return {
    endorsementOf: (node) => constants.NodeEk[node],
    checkEncryptionKeys: () => {},
    ticket: (state, id, node, proof) => {
      const place = constants.place(id, state.jobs[id].round, node);
      if (proof !== "ok" || place.j === 0) refuse("NOT_DRAWN");
      return place;
    },
    checkQuestion: (_state, _id, _monitor, proof) => {
      if (proof === "forged") refuse("QUESTION_FORGED");
    },
    passes,
    checkPasses: (...asked) => {
      if (!passes(...asked)) refuse("EVIDENCE_FAILS");
    },
    checkReleasedKey: () => {},
    checkKeyIsAtFault: (_state, job, part, opening) => {
      if (opening === "false") refuse("OPENING_OTHER");
      if (job.keys[part] === "right") refuse("KEY_NOT_AT_FAULT");
    },
    checkResult: (_job, result) => {
      if (result === "long") refuse("RESULT_TOO_LONG");
      if (result === "other") refuse("RESULT_OTHER");
    },
    isMadeAgain: (state, id, attestor, opening) => state.jobs[id].credentials[attestor] === "made" && opening === "true",
    isAnsweredRightly: (state, id, attestor) => state.jobs[id].answers[attestor] === "right",
  };
}
