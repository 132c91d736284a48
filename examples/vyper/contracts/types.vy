# pragma version 0.4.3
"""
@title Words and records of the ledger (docs/protocol.md, section 2 to 4)
"""

MAX_NODES: constant(uint256) = 64
MAX_OPEN: constant(uint256) = 8
MAX_PROOF: constant(uint256) = 1024
MAX_RESULT: constant(uint256) = 1024

# The empty value of each flag is "none".
flag Stage:
    POSTED
    APPLY
    ENROL
    READY
    APPROVE
    KEYS
    RUN
    CONFIRM
    SETTLED

flag Outcome:
    UNFILLED
    DONE
    EXECUTOR_FAULT
    OWNER_FAULT
    SERVICE_FAULT
    UNDECIDED
    ADMITTED
    DUPLICATE
    REFUSED

flag Status:
    JOINING
    ACTIVE
    SUSPENDED
    LEFT

flag Standing:
    LIVE
    WITHDRAWN

flag Part:
    TASK
    SERVICE

# What a node did in a job.
flag Mark:
    MEMBER
    LIAR
    APPROVED
    CHALLENGED
    ANSWERED
    ASKED
    CONFIRMED
    PROVED
    CREDENTIAL
    REPLIED

flag Phase:
    BEFORE
    DURING
    AFTER

# What the verifiers say of evidence.
flag Finding:
    PASSES
    FAILS
    OTHER
    FORGED
    UNSIGNED

# What the verifiers say of an opened key.
flag Opened:
    OTHER
    RIGHT
    AT_FAULT

# What the verifiers say of a credential whose seed was published.
flag Remade:
    DIFFERENT
    ANSWERED
    UNANSWERED

struct Parameters:
    gas_fee: uint256
    tau: uint256
    min_tau: uint256
    max_tau: uint256
    vote_pay: uint256
    min_group: uint256
    floor_numerator: uint256
    floor_denominator: uint256
    join_floor_numerator: uint256
    join_floor_denominator: uint256
    rounds: uint256
    draw_delay: uint256
    lookback: uint256
    apply_window: uint256
    enrol_window: uint256
    ready_window: uint256
    approve_window: uint256
    keys_window: uint256
    watch_window: uint256
    answer_window: uint256
    confirm_window: uint256
    max_run_window: uint256
    seconds_per_block: uint256
    handling: uint256
    max_result: uint256
    join_deposit: uint256
    join_fee: uint256
    join_credit: uint256
    executor_reward: uint256
    executor_penalty: uint256
    monitor_reward: uint256
    monitor_penalty: uint256
    absence_penalty: uint256
    forged_claim_penalty: uint256
    total_credit: uint256

struct Node:
    status: Status
    credit: uint256
    since: uint256  # the block that registered the VRF key
    owner: address
    ek: bytes32  # digest of the endorsement key
    index: uint256  # in the list of nodes

struct Service:
    owner: address
    standing: Standing
    price: uint256
    bond: uint256  # what no open task holds of it
    least_tau: uint256
    least_result_limit: uint256
    least_time_limit: uint256

# What a task asks for.
struct Task:
    service: bytes32
    payment: uint256
    deposit: uint256
    min_credit: uint256
    tau: uint256
    run_window: uint256
    result_limit: uint256
    time_limit: uint256

struct Job:
    stage: Stage
    is_task: bool
    owner: address  # the task owner; of a join the candidate
    service_owner: address
    price: uint256
    hold: uint256
    task: Task
    posted: uint256
    round: uint256
    deadline: uint256
    escrow: uint256
    executor: address
    shown: bool
    task_key: bytes32  # digest of what was released
    service_key: bytes32
    requested: bool
    result: bytes32  # digest of the sealed result
    given: bool
    proven: Outcome
    outcome: Outcome

# A node in a job.
struct Seat:
    weight: uint256  # its credit in the snapshot
    marks: Mark
    j: uint256
    beta_high: uint256
    beta_low: uint256
    answer_due: uint256
    result_due: uint256
    credential: bytes32
    reply: bytes32

struct Draw:
    j: uint256  # 0: the claim does not hold
    beta_high: uint256
    beta_low: uint256
