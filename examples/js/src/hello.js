/** What this implementation says of itself when it is greeted (docs/conformance.md). */
export const HELLO = {
  protocol: 1,
  vectors: 1,
  implementation: { name: "leo-example-js", version: "0.1.0", build: `node ${process.version}`, language: "JavaScript" },
  levels: ["questions", "encoding", "rules", "models", "sealing", "draw", "ledger"],
  suites: ["TAI", "ELL2"],
  can: { set_state: true, batch: 1024, files: false, intermediate: true },
};
