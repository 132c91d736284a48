// An adapter in JavaScript (Node), to begin with: it answers the level `questions`. docs/implementing.md
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const HELLO = {
  protocol: 1,
  vectors: 1,
  implementation: { name: "my-leo", version: "0.1", build: "", language: "JavaScript" },
  levels: ["questions"],
  suites: [],
  can: { set_state: false, batch: 64, files: false, intermediate: false },
};

// Canonical JSON of values without fractions: members sorted by their names.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

// SHA-256 over the domain, a zero octet and canonical JSON (docs/protocol.md, §2).
const digest = (domain, value) => createHash("sha256").update(`${domain}\0${canonical(value)}`).digest("hex");

const REQUESTS = {
  hello: () => HELLO,
  nonce: ({ beacon, job, round, phase, node }) => digest("leo/nonce", { beacon, job, round, phase, node }), // §8
  moment: ({ proof, blocks }) => Number(BigInt(`0x${digest("leo/moment", proof)}`) % BigInt(blocks)), // §10
};

// The answer to one request, with its id. A refusal is { refused: { code } }.
function answer(request) {
  const known = REQUESTS[request.request];
  if (known === undefined) return { id: request.id, unsupported: request.request };
  return { id: request.id, ok: known(request) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(Array.isArray(message) ? message.map(answer) : answer(message))}\n`);
}
