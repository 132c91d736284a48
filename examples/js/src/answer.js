/** Answers to the requests of the conformance protocol. */
import { HELLO } from "./hello.js";
import { Refusal } from "./refusal.js";
import { REQUESTS } from "./requests.js";
import { reason, Unsupported } from "./unsupported.js";

/**
 * The answer to one line: to a request, or to each of a batch.
 * @param {object | object[]} message
 */
export function answers(message) {
  return Array.isArray(message) ? message.map(answer) : answer(message);
}

/**
 * @param {{id: number, request: string}} asked with the fields of the request
 * @returns {object} with the request's id
 */
export function answer({ id, ...asked }) {
  return { id, ...answerTo(asked) };
}

/**
 * @param {{request: string}} asked with the fields of the request
 * @returns {{ok: unknown} | {refused: object} | {unsupported: string} | {error: object}}
 */
export function answerTo({ request, ...fields }) {
  if (request === "hello") return { ok: HELLO };
  if (!Object.hasOwn(REQUESTS, request)) return { unsupported: reason(request) };
  try {
    return { ok: REQUESTS[request](fields) };
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    if (error instanceof Refusal) return { refused: { code: error.code, values: error.values } };
    // What is left are fields that are missing or of another kind, which no rule refuses.
    return { error: { code: "MALFORMED", detail: String(error) } };
  }
}
