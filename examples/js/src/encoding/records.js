/** Every document that this implementation reads, field by field in the order of docs/records.md. */
import { amount, atMost, count, exactly, height, id, map, name, optional, record, sequence, set, truth, union } from "./types.js";

const number = count();

export const PARAMETERS = record({
  gas_fee: amount,
  tau: number,
  min_tau: number,
  max_tau: number,
  vote_pay: amount,
  min_group: number,
  floor_numerator: number,
  floor_denominator: number,
  join_floor_numerator: number,
  join_floor_denominator: number,
  rounds: number,
  draw_delay: number,
  lookback: number,
  apply_window: number,
  enrol_window: number,
  ready_window: number,
  approve_window: number,
  keys_window: number,
  watch_window: number,
  answer_window: number,
  confirm_window: number,
  max_run_window: number,
  seconds_per_block: number,
  handling: number,
  max_result: number,
  join_deposit: amount,
  join_fee: amount,
  join_credit: amount,
  executor_reward: amount,
  executor_penalty: amount,
  monitor_reward: amount,
  monitor_penalty: amount,
  absence_penalty: amount,
  forged_claim_penalty: amount,
  total_credit: amount,
});

// What evidence is made of.
const EVENT_TYPES = [
  "EV_ACTION", "EV_COMPACT_HASH", "EV_CPU_MICROCODE", "EV_EFI_ACTION", "EV_EFI_BOOT_SERVICES_APPLICATION",
  "EV_EFI_BOOT_SERVICES_DRIVER", "EV_EFI_GPT_EVENT", "EV_EFI_GPT_EVENT2", "EV_EFI_HANDOFF_TABLES",
  "EV_EFI_HANDOFF_TABLES2", "EV_EFI_HCRTM_EVENT", "EV_EFI_PLATFORM_FIRMWARE_BLOB", "EV_EFI_PLATFORM_FIRMWARE_BLOB2",
  "EV_EFI_RUNTIME_SERVICES_DRIVER", "EV_EFI_SPDM_DEVICE_AUTHORITY", "EV_EFI_SPDM_DEVICE_POLICY",
  "EV_EFI_SPDM_FIRMWARE_BLOB", "EV_EFI_SPDM_FIRMWARE_CONFIG", "EV_EFI_VARIABLE_AUTHORITY", "EV_EFI_VARIABLE_BOOT",
  "EV_EFI_VARIABLE_BOOT2", "EV_EFI_VARIABLE_DRIVER_CONFIG", "EV_EVENT_TAG", "EV_IPL", "EV_IPL_PARTITION_DATA",
  "EV_NONHOST_CODE", "EV_NONHOST_CONFIG", "EV_NONHOST_INFO", "EV_NO_ACTION", "EV_OMIT_BOOT_DEVICE_EVENTS",
  "EV_PLATFORM_CONFIG_FLAGS", "EV_POST_CODE", "EV_POST_CODE2", "EV_PREBOOT_CERT", "EV_SEPARATOR", "EV_S_CRTM_CONTENTS",
  "EV_S_CRTM_VERSION", "EV_TABLE_OF_DEVICES",
];
const afterSeparator = (value, path) =>
  typeof value === "object" && value !== null ? map(registerKey, set(name(...EVENT_TYPES)))(value, path) : truth(value, path);
const registerKey = (key, path) => amount(key, path);
export const POLICY = record(
  {
    registers: sequence(number),
    job_register: number,
    firmware: height,
    references: sequence(record({ register: number, values: set(exactly(32)) })),
    boot_log: optional(record({ registers: sequence(number), after_separator: afterSeparator })),
    kernel_list: optional(record({ violations: truth, files: optional(set(atMost(64))) })),
  },
  { kind: "attestation_policy", version: 1 },
);
const EVIDENCE_KIND = union(
  record({}, { kind: "software" }),
  record(
    { policy: POLICY, roots: sequence(atMost(2 ** 11)), templates: set(name("L-1", "L-2", "H-1", "H-2", "H-3")) },
    { kind: "tpm" },
  ),
);

// The ledger begins.
const SUITE = name("TAI", "ELL2");
const PRODUCER = record({ account: id, vrf_key: exactly(32) });
const IDENTITY = record({
  owner: id,
  certificates: sequence(atMost(2 ** 11), 6),
  endorsement_key: atMost(2 ** 10),
  attestation_key: atMost(2 ** 10),
  vrf_key: exactly(32),
});
export const GENESIS = record(
  {
    parameters: PARAMETERS,
    suite: SUITE,
    evidence: EVIDENCE_KIND,
    time: number,
    producers: sequence(PRODUCER),
    balances: map(id, amount),
    nodes: map(id, record({ identity: IDENTITY, credit: amount })),
  },
  { kind: "genesis", version: 1 },
);
export const DEPLOYMENT = record({
  parameters: PARAMETERS,
  suite: SUITE,
  time: number,
  evidence: EVIDENCE_KIND,
  producers: sequence(PRODUCER),
});

// Evidence.
export const EVIDENCE = record(
  {
    job: id,
    round: number,
    phase: name("before", "during", "after"),
    monitor: optional(id),
    nonce_proof: atMost(80),
    quote: atMost(2 ** 12),
    log: sequence(exactly(32), 7),
    signature: atMost(64),
  },
  { kind: "evidence" },
);
export const SOFTWARE_QUOTE = record(
  {
    quote: record(
      { nonce: atMost(64), log: exactly(32), resets: number, clock: number },
      { kind: "software_quote", version: 1 },
    ),
    attestation_key: exactly(32),
    signature: exactly(64),
  },
  { kind: "signed_software_quote" },
);

// Transactions.
export const IMPRINT = record({ length: number, root: exactly(32) });
const ENCRYPTION_KEYS = record({ task: atMost(2 ** 10), service: atMost(2 ** 10) });
const CERTIFICATES = record({ task: atMost(2 ** 12), service: atMost(2 ** 12) });
const CREDENTIAL = record({ blob: atMost(86), secret: atMost(258) });
const OPENING = record({ seed: exactly(32), randomness: atMost(64) });
const PIECE = record({ index: number, chunk: atMost(65552), path: sequence(exactly(32), 8) });
const OFFER = record({
  code: IMPRINT,
  image: exactly(32),
  price: amount,
  key_commitment: exactly(32),
  least_tau: number,
  least_result_limit: number,
  least_time_limit: number,
});
const REQUIREMENT = record({
  min_credit: amount,
  network: name("none", "full"),
  wipe: truth,
  time_limit: number,
  memory_limit: number,
});
const PART = name("task", "service");
const BODIES = {
  accuse: { job: id, evidence: EVIDENCE },
  answer: { job: id, evidence: EVIDENCE },
  answer_credential: { job: id, attestor: id, answer: exactly(32) },
  apply: { job: id, round: number, proof: atMost(2 ** 10), encryption_keys: ENCRYPTION_KEYS, certificates: CERTIFICATES },
  approve: { job: id },
  ask_result: { job: id },
  challenge: { job: id, proof: atMost(80) },
  challenge_candidate: { job: id, credential: CREDENTIAL },
  confirm: { job: id, evidence: EVIDENCE },
  confirm_candidate: { job: id, opening: OPENING },
  dispute_key: { job: id, part: PART, opening: exactly(256), piece: optional(PIECE) },
  give_result: { job: id, result: atMost(2 ** 20) },
  join: { identity: IDENTITY },
  leave: {},
  offer_service: { offer: OFFER, bond: amount },
  post_task: {
    service: id,
    data: IMPRINT,
    key_commitment: exactly(32),
    result_key: atMost(2 ** 10),
    requirement: REQUIREMENT,
    payment: amount,
    deposit: amount,
    tau: number,
    run_window: number,
    result_limit: number,
  },
  publish_log: { log: atMost(2 ** 16) },
  release_key: { job: id, part: PART, key: atMost(2 ** 10) },
  request_payment: { job: id, result: exactly(32), evidence: EVIDENCE },
  show: { job: id, evidence: EVIDENCE },
  transfer: { to: id, amount },
  withdraw_service: { service: id },
};
const BODY = union(...Object.entries(BODIES).map(([kind, fields]) => record(fields, { kind })));
export const TRANSACTION = record(
  { sender: id, counter: number, body: BODY, signature: exactly(64) },
  { kind: "transaction", version: 1 },
);
export const BLOCK = record(
  {
    height,
    parent: exactly(32),
    producer: id,
    turn: count(2 ** 16 - 1),
    passes: map(id, exactly(64)),
    beacon_proof: atMost(80),
    transactions: sequence(TRANSACTION),
    signature: exactly(64),
  },
  { kind: "block", version: 1 },
);

// The state of the ledger.
export const OUTCOMES = [
  "UNFILLED", "DONE", "EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT", "UNDECIDED", "ADMITTED", "DUPLICATE", "REFUSED",
];
const STAGES = ["POSTED", "APPLY", "ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM", "SETTLED"];
const JOIN_TERMS = record({ candidate: id, deposit: amount, tau: number }, { kind: "join" });
const TASK_TERMS = record(
  {
    owner: id,
    service: id,
    data: IMPRINT,
    key_commitment: exactly(32),
    result_key: atMost(2 ** 10),
    requirement: REQUIREMENT,
    payment: amount,
    deposit: amount,
    tau: number,
    run_window: number,
    result_limit: number,
    service_owner: id,
    price: amount,
    hold: amount,
  },
  { kind: "task" },
);
const PLACE = record({ j: number, beta: exactly(64), encryption_keys: ENCRYPTION_KEYS });
export const JOB = record({
  terms: union(JOIN_TERMS, TASK_TERMS),
  stage: name(...STAGES),
  posted: height,
  round: number,
  deadline: height,
  beacon: atMost(64),
  escrow: amount,
  snapshot: map(id, amount),
  group: map(id, PLACE),
  executor: optional(id),
  liars: set(id),
  shown: optional(EVIDENCE),
  approved: set(id),
  keys: map(PART, atMost(2 ** 10)),
  requested: optional(exactly(32)),
  challenged: map(id, height),
  answered: set(id),
  asked: map(id, height),
  given: truth,
  confirmed: set(id),
  provers: set(id),
  proven: optional(name(...OUTCOMES)),
  credentials: map(id, CREDENTIAL),
  answers: map(id, exactly(32)),
  outcome: optional(name(...OUTCOMES)),
  payouts: map(id, amount),
});
export const STATE = record({
  height,
  block_hash: exactly(32),
  beacon: atMost(64),
  accounts: map(id, record({ balance: amount, counter: number })),
  nodes: map(
    id,
    record({
      identity: IDENTITY,
      endorsement: exactly(32),
      status: name("JOINING", "ACTIVE", "SUSPENDED", "LEFT"),
      credit: amount,
      since: height,
      log: atMost(2 ** 16),
    }),
  ),
  services: map(id, record({ owner: id, offer: OFFER, live: truth, bond: amount })),
  jobs: map(id, JOB),
  burned: amount,
});
