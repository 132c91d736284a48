/** What docs/conformance.md says, asked of this implementation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, answerTo as answer } from "../src/answer.js";
import { canonicalText } from "../src/encoding/json.js";
import { sortition } from "../src/sortition.js";

const plain = (value) => JSON.parse(canonicalText(value));
const hex = (text) => Buffer.from(text).toString("hex");
const member = (digit) => digit.repeat(32);

test("the member with the most votes executes", () => {
  const group = {
    [member("0a")]: { j: 9, beta: "00".repeat(64) },
    [member("0b")]: { j: 10, beta: "01".repeat(64) },
  };
  assert.deepEqual(answer({ request: "elect", group }), { ok: member("0b") });
});

test("credit is scaled to the total, the unit left over goes to the lowest id", () => {
  const credit = { [member("0a")]: "7", [member("0b")]: "7", [member("0c")]: "7" };
  assert.deepEqual(plain(answer({ request: "normalise", total: "1000", credit })), {
    ok: { [member("0a")]: "334", [member("0b")]: "333", [member("0c")]: "333" },
  });
});

test("a digest has its domain in it", () => {
  const asked = { request: "digest", domain: "leo/vectors", value: { b: [1, "x"], a: null } };
  assert.deepEqual(answer(asked), { ok: "20a424c09824947ca058bd28527205bc78c316d0a704e77f856e6face89fe778" });
});

test("octets that are not canonical are refused where they first differ", () => {
  assert.deepEqual(answer({ request: "decode", type: "value", octets: hex('{"a": 1}') }), {
    refused: { code: "NOT_CANONICAL", values: { offset: 5 } },
  });
  assert.deepEqual(plain(answer({ request: "decode", type: "value", octets: hex('{"a":1}') })), { ok: { value: { a: 1 } } });
});

test("a lone surrogate is no text, and a text that only looks like its escape is one", () => {
  const decoded = (text) => plain(answer({ request: "decode", type: "value", octets: hex(text) }));
  assert.equal(decoded('"\\ud800"').refused.code, "NOT_CANONICAL");
  assert.deepEqual(decoded('"\\\\ud800"'), { ok: { value: "\\ud800" } });
});

test("what is not done, and what is malformed, is said", () => {
  assert.ok("unsupported" in answer({ request: "ek_chain" }));
  assert.equal(answer({ request: "elect" }).error.code, "MALFORMED");
});

test("the draw of docs/draw.md, with all its values", () => {
  const seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  const alpha = "952f80db20a9874065c0040c42b8b27aa2c2aed9b20b4130d9c4b4c13a961009";
  const gamma = {
    TAI: "d8dffe550c127237915a593b096eb5ce82826b2784e23d1866b3f9d0e07c745b",
    ELL2: "2e93596a43de7ca8bca9aeccb8e70f84ba824066c848c5ee697aedf75cc27ca8",
  };
  for (const suite of ["TAI", "ELL2"]) {
    const { ok } = answer({ request: "vrf_transcript", suite, seed, alpha });
    assert.equal(ok.gamma, gamma[suite]);
    assert.deepEqual(answer({ request: "vrf_verify", suite, key: ok.y, alpha, proof: ok.proof }), { ok: ok.beta });
  }
});

test("a value on a threshold counts as above it, also where no bits tell", () => {
  const half = 2n ** 511n;
  assert.equal(sortition(half, 1n, 2n, 1n), 1n);
  assert.equal(sortition(half - 1n, 1n, 2n, 1n), 0n);
});

test("an answer has the id of its request, alone and in a batch", () => {
  const asked = { id: 7, request: "digest", domain: "d", value: {} };
  assert.equal(answers(asked).id, 7);
  const batch = answers([asked, { id: 9, request: "hello" }]);
  assert.deepEqual(batch.map(({ id }) => id), [7, 9]);
  assert.equal(batch[1].ok.protocol, 1);
});
