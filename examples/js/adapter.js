#!/usr/bin/env node
/** Speaks the conformance protocol: one request a line on standard input, one answer a line on standard output. */
import { createInterface } from "node:readline";
import { canonicalText } from "./src/encoding/json.js";
import { Refusal } from "./src/refusal.js";
import { REQUESTS } from "./src/requests.js";
import { reason, Unsupported } from "./src/unsupported.js";

/** @param {string} line */
function answer(line) {
  const { request, ...fields } = JSON.parse(line);
  if (Object.hasOwn(REQUESTS, request)) return answerTo(REQUESTS[request], fields);
  return { unsupported: reason(request) };
}

function answerTo(handler, fields) {
  try {
    return { ok: handler(fields) };
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    if (error instanceof Refusal) return { refused: { code: error.code, values: error.values } };
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${canonicalText(answer(line))}\n`);
}
