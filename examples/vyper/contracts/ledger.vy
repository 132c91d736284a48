# pragma version 0.4.3
"""
@title What layer one stores, and what every rule shares (spec/Ledger.tla)
@notice The height is that of the newest finished block. Transactions are in the block after it.
"""
import types

interface Verifiers:
    # A claim: the votes that it shows, none if it does not hold (section 6).
    def draw(job: bytes32, round: uint256, node: address, proof: Bytes[types.MAX_PROOF]) -> types.Draw: view
    # Evidence to the question of a phase; the monitor is empty where nobody asked (section 8).
    def evidence(
        job: bytes32, round: uint256, phase: types.Phase, monitor: address, octets: Bytes[types.MAX_PROOF]
    ) -> types.Finding: view
    # The proof of a monitor that asks (section 10).
    def question(job: bytes32, round: uint256, monitor: address, proof: Bytes[types.MAX_PROOF]) -> bool: view
    # The opening of the released key with this digest (section 9).
    def opening(
        job: bytes32, part: types.Part, key: bytes32, octets: Bytes[types.MAX_PROOF]
    ) -> types.Opened: view
    # A credential made again, and the candidate's answer to it, empty if there is none (section 5).
    def credential(
        job: bytes32, attestor: address, credential: bytes32, answer: bytes32, octets: Bytes[types.MAX_PROOF]
    ) -> types.Remade: view

PARAMS: immutable(types.Parameters)
VERIFIERS: immutable(Verifiers)
ORIGIN: immutable(uint256)

height: uint256
burned: uint256
balance_of: HashMap[address, uint256]
nodes: DynArray[address, types.MAX_NODES]
node: HashMap[address, types.Node]
service: HashMap[bytes32, types.Service]
withdrawn: DynArray[bytes32, types.MAX_OPEN]  # in this block; the tick pays their bonds
open: DynArray[bytes32, types.MAX_OPEN]
job: HashMap[bytes32, types.Job]
group: HashMap[bytes32, DynArray[address, types.MAX_NODES]]
seat: HashMap[bytes32, HashMap[address, types.Seat]]
payouts: HashMap[bytes32, HashMap[address, uint256]]


@deploy
def __init__(parameters: types.Parameters, verifiers: address):
    PARAMS = parameters
    VERIFIERS = Verifiers(verifiers)
    ORIGIN = block.number - 1


@view
@internal
def _now() -> uint256:
    """@notice The block that transactions are in, by the chain's clock."""
    return block.number - ORIGIN


@pure
@internal
def _id(sender: address, salt: bytes32) -> bytes32:
    """@notice Nobody takes the id of another."""
    return keccak256(concat(convert(sender, bytes32), salt))


@view
@internal
def _deposit(t: bytes32) -> uint256:
    if self.job[t].is_task:
        return self.job[t].task.deposit
    return PARAMS.join_deposit


@view
@internal
def _fee(t: bytes32) -> uint256:
    """@notice F of section 12: in a join once for each round that was drawn."""
    if self.job[t].is_task:
        return PARAMS.gas_fee
    return PARAMS.join_fee * self.job[t].round


@view
@internal
def _hold_for(tau: uint256) -> uint256:
    """@notice What a task keeps of the bond of its service."""
    return PARAMS.gas_fee + tau * PARAMS.vote_pay


@view
@internal
def _deadline_after(window: uint256) -> uint256:
    return self.height + 1 + window


@view
@internal
def _is_over(t: bytes32) -> bool:
    """@notice Whether the window closes with the tick of this block."""
    return self.height + 1 >= self.job[t].deadline


@internal
def _start(t: bytes32, escrow: uint256):
    """@notice The job waits for its draw."""
    assert len(self.open) < types.MAX_OPEN, "CONTRACT_FULL"
    self.open.append(t)
    self.job[t].stage = types.Stage.POSTED
    self.job[t].posted = self.height + 1
    self.job[t].deadline = self._deadline_after(PARAMS.draw_delay)
    self.job[t].escrow = escrow


@view
@internal
def _is_busy(n: address) -> bool:
    """@notice A node serves one open job at a time."""
    for t: bytes32 in self.open:
        if types.Mark.MEMBER in self.seat[t][n].marks:
            return True
    return False


@view
@internal
def _is_holding(n: address) -> bool:
    return self.node[n].status in (types.Status.ACTIVE | types.Status.SUSPENDED)


@view
@internal
def _ek_is_held(ek: bytes32) -> bool:
    for n: address in self.nodes:
        if self.node[n].ek == ek and self._is_holding(n):
            return True
    return False


@view
@internal
def _require_stage(t: bytes32, stages: types.Stage):
    assert self.job[t].stage != empty(types.Stage), "NO_SUCH_JOB"
    assert self.job[t].stage in stages, "WRONG_STAGE"


@view
@internal
def _require_task(t: bytes32, stages: types.Stage):
    assert self.job[t].stage != empty(types.Stage), "NO_SUCH_JOB"
    assert self.job[t].is_task, "NOT_A_TASK"
    self._require_stage(t, stages)


@view
@internal
def _require_join(t: bytes32, stages: types.Stage):
    assert self.job[t].stage != empty(types.Stage), "NO_SUCH_JOB"
    assert not self.job[t].is_task, "NOT_A_JOIN"
    self._require_stage(t, stages)


@view
@internal
def _require_executor(t: bytes32):
    assert msg.sender == self.job[t].executor, "NOT_EXECUTOR"


@view
@internal
def _require_monitor(t: bytes32):
    assert types.Mark.MEMBER in self.seat[t][msg.sender].marks and msg.sender != self.job[t].executor, "NOT_A_MONITOR"


@view
@internal
def _marked(t: bytes32, n: address, mark: types.Mark) -> bool:
    return mark in self.seat[t][n].marks


@internal
def _mark(t: bytes32, n: address, mark: types.Mark):
    self.seat[t][n].marks |= mark
