// Proves and verifies with the npm package vrf.js: one JSON question a line on standard input, one answer a line.
"use strict";
const { createRequire } = require("module");
const installed = createRequire(process.argv[2] + "/");
const { ecvrf } = installed("vrf.js");
const elliptic = installed("elliptic");

const curve = new elliptic.eddsa("ed25519");

// Microseconds of the processor, so that it is no matter what else the machine does.
function timed(work) {
  const began = process.cpuUsage();
  const result = work();
  const used = process.cpuUsage(began);
  return [used.user + used.system, result];
}

function prove(question) {
  const pair = curve.keyFromSecret(Buffer.from(question.seed, "hex"));
  const publicKey = Buffer.from(pair.getPublic());
  const privateKey = Buffer.concat([Buffer.from(pair.getSecret()), publicKey]);
  const [us, made] = timed(() => ecvrf.vrf(publicKey, privateKey, Buffer.from(question.alpha, "hex")));
  return {
    us,
    public_key: publicKey.toString("hex"),
    proof: made.proof.toString("hex"),
    beta: made.value.toString("hex"),
  };
}

function verify(question) {
  const [publicKey, alpha, proof, beta] = ["public_key", "alpha", "proof", "beta"].map((name) =>
    Buffer.from(question[name], "hex"),
  );
  const [us, holds] = timed(() => ecvrf.verify(publicKey, alpha, proof, beta));
  return { us, holds };
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const question = JSON.parse(line);
    console.log(JSON.stringify(question.op === "prove" ? prove(question) : verify(question)));
  });
