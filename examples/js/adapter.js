#!/usr/bin/env node
/** Speaks the conformance protocol: a request or a batch a line on standard input, a line for each on standard output. */
import { createInterface } from "node:readline";
import { answers } from "./src/answer.js";

const digits = (_key, value) => (typeof value === "bigint" ? value.toString() : value);

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(answers(JSON.parse(line)), digits)}\n`);
}
