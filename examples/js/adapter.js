#!/usr/bin/env node
/** Speaks the conformance protocol: one request a line on standard input, one answer a line on standard output. */
import { createInterface } from "node:readline";
import { answer } from "./src/answer.js";

const digits = (_key, value) => (typeof value === "bigint" ? value.toString() : value);

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)), digits)}\n`);
}
