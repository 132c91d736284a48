# pragma version 0.4.3
# pragma optimize codesize
# pragma experimental-codegen
"""
@title Layer one of Leo: escrow, windows, outcome, settlement and credit
@license Apache-2.0
@notice The refusals are those of docs/protocol.md, section 4. What proofs and evidence show is asked of VERIFIERS.
"""
import types
import ledger
import committee
import credit
import market
import selection
import question
import approval
import release
import watch
import confirmation
import enrolment
import course
import settlement
import admission
import tick

initializes: ledger
initializes: committee[ledger := ledger]
initializes: credit[ledger := ledger]
initializes: market[ledger := ledger]
initializes: question[ledger := ledger]
initializes: selection[ledger := ledger, committee := committee, credit := credit]
initializes: approval[ledger := ledger, question := question]
initializes: release[ledger := ledger, question := question]
initializes: watch[ledger := ledger, committee := committee, credit := credit, question := question]
initializes: confirmation[ledger := ledger, committee := committee, credit := credit, question := question]
initializes: enrolment[ledger := ledger, committee := committee, credit := credit, question := question]
initializes: course[ledger := ledger, committee := committee]
initializes: settlement[ledger := ledger]
initializes: admission[ledger := ledger]
initializes: tick[
    ledger := ledger,
    credit := credit,
    selection := selection,
    enrolment := enrolment,
    course := course,
    settlement := settlement,
]

struct Opening:
    account: address
    balance: uint256

struct Founder:
    node: address
    owner: address
    ek: bytes32
    credit: uint256


@deploy
def __init__(
    parameters: types.Parameters,
    verifiers: address,
    balances: DynArray[Opening, 256],
    founders: DynArray[Founder, types.MAX_NODES],
):
    """@notice The genesis of section 4; the range of each parameter (section 3) is for whoever deploys to keep."""
    assert parameters.max_result <= types.MAX_RESULT, "CONTRACT_LIMIT"
    ledger.__init__(parameters, verifiers)
    for b: Opening in balances:
        ledger.balance_of[b.account] += b.balance
    weights: DynArray[uint256, types.MAX_NODES] = []
    for f: Founder in founders:
        admission._register(f.node)
        ledger.node[f.node].owner = f.owner
        ledger.node[f.node].ek = f.ek
        weights.append(f.credit)
    weights = credit._normalised(weights, ledger.nodes, parameters.total_credit)
    for i: uint256 in range(len(weights), bound=types.MAX_NODES):
        n: address = ledger.nodes[i]
        ledger.node[n].credit = weights[i]
        ledger.node[n].status = types.Status.ACTIVE if weights[i] != 0 else types.Status.SUSPENDED


@view
@external
def balance_of(account: address) -> uint256:
    return ledger.balance_of[account]


@view
@external
def job_of(job: bytes32) -> types.Job:
    """@notice As the last tick and the transactions since have left it."""
    return ledger.job[job]


@external
def catch_up(most: uint256):
    """@notice So many ticks of blocks that are over, at most. Anybody may call it."""
    tick._catch_up(most)


@external
def transfer(to: address, amount: uint256):
    tick._begin()
    market._transfer(to, amount)


@external
def offer_service(
    salt: bytes32, price: uint256, bond: uint256, least_tau: uint256, least_result: uint256, least_time: uint256
) -> bytes32:
    tick._begin()
    return market._offer_service(salt, price, bond, least_tau, least_result, least_time)


@external
def withdraw_service(service: bytes32):
    tick._begin()
    market._withdraw_service(service)


@external
def post_task(salt: bytes32, task: types.Task) -> bytes32:
    tick._begin()
    return market._post_task(salt, task)


@external
def join(salt: bytes32, owner: address, ek: bytes32) -> bytes32:
    tick._begin()
    return admission._join(salt, owner, ek)


@external
def leave():
    tick._begin()
    admission._leave()


@external
def apply(job: bytes32, round: uint256, proof: Bytes[types.MAX_PROOF]):
    tick._begin()
    selection._apply(job, round, proof)


@external
def show(job: bytes32, evidence: Bytes[types.MAX_PROOF]):
    tick._begin()
    approval._show(job, evidence)


@external
def approve(job: bytes32):
    tick._begin()
    approval._approve(job)


@external
def release_key(job: bytes32, part: types.Part, key: Bytes[types.MAX_PROOF]):
    tick._begin()
    release._release_key(job, part, key)


@external
def dispute_key(job: bytes32, part: types.Part, opening: Bytes[types.MAX_PROOF]):
    tick._begin()
    release._dispute_key(job, part, opening)


@external
def challenge(job: bytes32, proof: Bytes[types.MAX_PROOF]):
    tick._begin()
    watch._challenge(job, proof)


@external
def answer(job: bytes32, monitor: address, evidence: Bytes[types.MAX_PROOF]):
    tick._begin()
    watch._answer(job, monitor, evidence)


@external
def accuse(job: bytes32, evidence: Bytes[types.MAX_PROOF]):
    tick._begin()
    watch._accuse(job, evidence)


@external
def request_payment(job: bytes32, result: bytes32, evidence: Bytes[types.MAX_PROOF]):
    tick._begin()
    watch._request_payment(job, result, evidence)


@external
def ask_result(job: bytes32):
    tick._begin()
    confirmation._ask_result(job)


@external
def give_result(job: bytes32, result: Bytes[types.MAX_RESULT]):
    tick._begin()
    confirmation._give_result(job, result)


@external
def confirm(job: bytes32, evidence: Bytes[types.MAX_PROOF]):
    tick._begin()
    confirmation._confirm(job, evidence)


@external
def challenge_candidate(job: bytes32, credential: bytes32):
    tick._begin()
    enrolment._challenge_candidate(job, credential)


@external
def answer_credential(job: bytes32, attestor: address, answer: bytes32):
    tick._begin()
    enrolment._answer_credential(job, attestor, answer)


@external
def confirm_candidate(job: bytes32, opening: Bytes[types.MAX_PROOF]):
    tick._begin()
    enrolment._confirm_candidate(job, opening)
