#!/usr/bin/env node
/** Speaks the conformance protocol: one request a line on standard input, one answer a line on standard output. */
import { createInterface } from "node:readline";
import { answer } from "./src/answer.js";
import { canonicalText } from "./src/encoding/json.js";

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${canonicalText(answer(JSON.parse(line)))}\n`);
}
