"""The faults of the simulators of 2019, put back into the reference one at a time.

Those simulators are the public programs with which the protocol was tried out first: a ledger and some 20 nodes, each a
process of its own, and a page to look at them. They show what is easily got wrong.

A fault names what the simulators did, the function that is replaced *where it is used*, and by which check it is
caught. The replacements are written around the sound rules, so that each breaks one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import NOBODY, Job, Outcome, Part, Place, Stage, Task, Terms
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    Apply,
    Confirm,
    GiveResult,
    PostTask,
    ReleaseKey,
    Transaction,
    Transfer,
)
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.ledger.block import Block
from leo_ref.ledger.block import apply_block as sound_apply_block
from leo_ref.ledger.deployment import Deployment
from leo_ref.ledger.envelope import opened as sound_opened
from leo_ref.parties.producer import signed as signed_block
from leo_ref.rules import (
    admission,
    challenge,
    confirmation,
    enrolment,
    market,
    proof,
    question,
    release,
    result,
    selection,
)
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.course import ends_as as sound_ends_as
from leo_ref.rules.settlement import Settlement
from leo_ref.rules.settlement import ended as sound_ended
from leo_ref.rules.settlement import paid_monitors as sound_paid_monitors
from leo_ref.rules.settlement import settlement as sound_settlement
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest
from leo_ref.speccheck.symbolic import OK_PROOF
from tests.ledger.participants import PRODUCERS

sound_apply = selection.apply
sound_accuse = challenge.accuse
sound_answer = challenge.answer
sound_confirm = confirmation.confirm
sound_give_result = result.give_result
sound_lied = proof.lied
sound_least_credit = selection.least_credit
sound_obstacle = selection.obstacle
sound_join_ends_as = enrolment.join_ends_as
sound_leave = admission.leave
sound_post_task = market.post_task
sound_release_key = release.release_key
sound_transfer = market.transfer
sound_group_stands = selection.group_stands
sound_no_answer = question.no_answer

After = State | Rejection


@frozen(kw_only=True)
class Fault:
    """One fault, as small as it can be written."""

    name: str
    was: str
    """What the simulators did."""
    patches: tuple[tuple[str, str, Callable[..., Any]], ...]
    """Module, name in it, replacement."""
    caught_by: tuple[str, ...]
    """The check that runs, then the invariants that it must find broken; a model's graph must differ in any case."""


# --- election -------------------------------------------------------------------------------------------------------


def elected_by_text(group: Mapping[NodeId, Place]) -> NodeId:
    return max(group, key=lambda node: (str(group[node].j), -int.from_bytes(group[node].beta, "big"), node))


def elected_by_text_of_beta(group: Mapping[NodeId, Place]) -> NodeId:
    return min(group, key=lambda node: (-group[node].j, str(int.from_bytes(group[node].beta, "big")), node))


def elected_highest_id(group: Mapping[NodeId, Place]) -> NodeId:
    best = min((-place.j, place.beta) for place in group.values())
    return max(node for node, place in group.items() if (-place.j, place.beta) == best)


def elected_among_others(group: Mapping[NodeId, Place]) -> NodeId:
    """The node itself is not compared: the highest id stands for it."""
    return min(sorted(group)[:-1], key=lambda node: (-group[node].j, group[node].beta, node))


# --- limits met exactly ---------------------------------------------------------------------------------------------


def apply_needs_more(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    job = state.jobs.get(body.job)
    if job is not None and state.balance(sender) == job.terms.deposit:
        return reject(Code.BALANCE_TOO_LOW, balance="", needed="")
    return sound_apply(params, verifiers, state, sender, body)


def post_needs_more(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    after = sound_post_task(params, state, sender, name, body)
    spent = isinstance(after, State) and after.balance(sender) == 0
    return reject(Code.BALANCE_TOO_LOW, balance="", needed="") if spent else after


def payment_needs_more(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    return sound_post_task(evolve(params, gas_fee=params.gas_fee + 1), state, sender, name, body)


def credit_needs_more(terms: Terms) -> int:
    return sound_least_credit(terms) + 1


def ends_one_late(height: int, job: Job) -> Outcome | None:
    return sound_ends_as(height - 1, job)


def never_ends(height: int, job: Job) -> Outcome | None:
    return sound_ends_as(min(height, job.deadline - 1), job)


def keys_never_end(height: int, job: Job) -> Outcome | None:
    return None if job.stage is Stage.KEYS else sound_ends_as(height, job)


def group_needs_more(params: Parameters, job: Job) -> bool:
    return sound_group_stands(evolve(params, min_group=params.min_group + 1), job)


# --- quorum and votes -----------------------------------------------------------------------------------------------


def half_is_enough(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * weight(job, nodes) >= weight(job, monitors(job))


def most_of_those_heard(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * weight(job, nodes) > weight(job, job.confirmed)


def heads_are_counted(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * len(list(nodes)) > len(monitors(job))


def outsiders_count(job: Job, nodes: Iterable[NodeId]) -> bool:
    saying = list(nodes)
    inside = [node for node in saying if node in job.group]
    return 2 * (weight(job, inside) + len(saying) - len(inside)) > weight(job, monitors(job))


def anyone_monitors(job: Job, node: NodeId) -> bool:
    return node in job.snapshot and node != job.executor


def executor_monitors(job: Job, node: NodeId) -> bool:
    return node in job.group


def evidence_never_fails(*about: object) -> None:
    """Evidence is a flag: what its sender says of it is believed."""
    del about


def evidence_always_fails(*about: object) -> Rejection:
    del about
    return reject(Code.EVIDENCE_FAILS, phase="during", why=Code.JOB_LOG_UNEXPECTED.name)


def votes_decide(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Confirm) -> After:
    """An answer that fails is the monitor's lie, and no proof against the executor."""
    after = sound_confirm(params, verifiers, state, sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], proven=state.jobs[body.job].proven))


def anybody_signs(verifiers: Verifiers, state: State, sender: AccountId, body: Answer) -> After:
    """Evidence counts whoever signed it."""
    signed = evolve(body.evidence, signature=b"")
    return sound_answer(verifiers, state, sender, evolve(body, evidence=signed))


def any_question(
    verifiers: Verifiers, state: State, name: JobId, phase: object, monitor: NodeId | None, evidence: Evidence
) -> Rejection | None:
    """An answer to whatever question counts as one to this question."""
    del monitor, phase
    return sound_no_answer(verifiers, state, name, evidence.phase, evidence.monitor, evidence)


def last_proof_counts(job: Job, outcome: Outcome) -> Job:
    return evolve(job, proven=outcome)


def liars_prove(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Accuse) -> After:
    job = state.jobs.get(body.job)
    if job is None:
        return sound_accuse(params, verifiers, state, sender, body)
    after = sound_accuse(params, verifiers, state.with_job(body.job, evolve(job, liars=NOBODY)), sender, body)
    if isinstance(after, Rejection):
        return after
    found = after.jobs[body.job]
    return after.with_job(body.job, evolve(found, liars=found.liars | job.liars))


def liars_stay_confirmed(params: Parameters, state: State, name: JobId, job: Job, node: NodeId) -> State:
    after = sound_lied(params, state, name, job, node)
    return after.with_job(name, evolve(after.jobs[name], confirmed=job.confirmed))


def never_due(height: int, due: Iterable[int]) -> bool:
    del height, due
    return False


def due_early(height: int, due: Iterable[int]) -> bool:
    return any(height + 1 >= when for when in due)


def no_open_challenges(job: Job) -> Iterable[NodeId]:
    del job
    return ()


def not_watched(params: Parameters, job: Job, task: Task) -> int:
    del params, job, task
    return 0


def always_watched(params: Parameters, job: Job, task: Task) -> int:
    del params, task
    return job.deadline


def any_result(state: State, sender: AccountId, body: GiveResult) -> After:
    """Whatever the executor gives is the result."""
    job = state.jobs.get(body.job)
    if job is None or job.requested is None:
        return sound_give_result(state, sender, body)
    wanted = state.with_job(body.job, evolve(job, requested=result_digest(body.result)))
    after = sound_give_result(wanted, sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], requested=job.requested))


def asking_pays(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    return job.confirmed if outcome is Outcome.DONE else sound_paid_monitors(job, outcome)


def approving_pays(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    return job.approved if outcome is Outcome.DONE else sound_paid_monitors(job, outcome)


def the_service_is_blamed(job: Job) -> Outcome:
    del job
    return Outcome.SERVICE_FAULT


def other_owner(part: Part) -> Outcome:
    return Outcome.SERVICE_FAULT if part is Part.TASK else Outcome.OWNER_FAULT


def no_penalty(credit: int, penalty: int) -> int:
    del penalty
    return credit


# --- settlement -----------------------------------------------------------------------------------------------------


def escrow_lost_on_undecided(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, payouts=(), burned=0) if outcome is Outcome.UNDECIDED else result


def escrow_burned_on_undecided(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, payouts=(), burned=job.escrow) if outcome is Outcome.UNDECIDED else result


def settles_again(job: Job, outcome: Outcome, result: Settlement) -> Job:
    return evolve(job, outcome=outcome) if job.stage is Stage.CONFIRM else sound_ended(job, outcome, result)


def dust_vanishes(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, burned=params.gas_fee) if outcome is Outcome.DONE else result


def shares_are_floats(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    paid = len(result.earned) - 1
    if outcome is not Outcome.DONE or paid < 1:
        return result
    share = (result.burned - params.gas_fee) / paid
    earners = {AccountId(node) for node, _ in result.earned if node != job.executor}
    # Any: no type allows the floats, which are the fault.
    payouts: Any = tuple((name, amount + (share if name in earners else 0)) for name, amount in result.payouts)
    return evolve(result, payouts=payouts, burned=params.gas_fee)


def no_burn(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    if not isinstance(job.terms, Task):
        return result
    back = (job.terms.owner, params.gas_fee)
    return evolve(result, payouts=(*result.payouts, back), burned=result.burned - params.gas_fee)


def liars_keep_deposits(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    return sound_settlement(params, evolve(job, liars=NOBODY), outcome)


def executor_keeps_deposit(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    if outcome is not Outcome.EXECUTOR_FAULT:
        return result
    return evolve(result, payouts=(*result.payouts, (AccountId(str(job.executor)), job.terms.deposit)))


# --- credit ---------------------------------------------------------------------------------------------------------


def floors_only(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    """1900 in twenty equal parts becomes 1000, but 14 to 50 in steps of one become 982."""
    total = sum(held.values())
    return Map({node: credit * params.total_credit // total for node, credit in held.items()}) if total else held


def rounded_within_tolerance(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    """1009 stays; what is further off is scaled by a float."""
    total = sum(held.values())
    if not total or abs(total - params.total_credit) * 100 < params.total_credit:
        return held
    return Map({node: round(credit * (params.total_credit / total)) for node, credit in held.items()})


def no_guard_for_zero(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    total = sum(held.values())
    return Map({node: credit * params.total_credit // total for node, credit in held.items()})


def not_scaled(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    del params
    return held


# --- claims and eligibility -----------------------------------------------------------------------------------------


def claim_not_verified(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    return sound_apply(params, verifiers, state, sender, evolve(body, proof=OK_PROOF))


def claim_of_any_round(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    proof = OK_PROOF if body.proof == b"replayed" else body.proof
    return sound_apply(params, verifiers, state, sender, evolve(body, proof=proof))


def lies_are_free(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    after = sound_apply(params, verifiers, state, sender, body)
    if isinstance(after, State) and NodeId(sender) not in after.jobs[body.job].group:
        return reject(Code.CLAIM_FORGED, node=sender)
    return after


def escrow_before_checks(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply
) -> After:
    after = sound_apply(params, verifiers, state, sender, body)
    job = state.jobs.get(body.job)
    if isinstance(after, State) or job is None or state.balance(sender) < job.terms.deposit:
        return after
    escrowed = evolve(job, escrow=job.escrow + job.terms.deposit)
    paid = credited(state.accounts, sender, -job.terms.deposit)
    return evolve(state, accounts=paid).with_job(body.job, escrowed)


def apply_at_any_time(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    job = state.jobs.get(body.job)
    if job is None or job.stage is not Stage.READY:
        return sound_apply(params, verifiers, state, sender, body)
    after = sound_apply(params, verifiers, state.with_job(body.job, evolve(job, stage=Stage.APPLY)), sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], stage=Stage.READY))


def no_parties(terms: Terms) -> tuple[str, str]:
    del terms
    return "", ""


def owners_do_not_weigh(state: State) -> Map[NodeId, int]:
    """Who may not serve is left out of W."""
    free = {name: node for name, node in state.nodes.items() if node.identity.owner == AccountId(name)}
    return Map({name: node.credit for name, node in free.items() if node.status is Status.ACTIVE and node.credit > 0})


def fresh_keys_draw(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
    return sound_obstacle(evolve(params, lookback=0), state, job, name)


# --- money and posting ----------------------------------------------------------------------------------------------


def half_applied(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    """Taken first, then checked; and nothing rolls back."""
    after = sound_post_task(params, state, sender, name, body)
    if isinstance(after, State):
        return after
    return evolve(state, accounts=credited(state.accounts, sender, -body.payment))


def price_above_deposit(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    """In the model, t2's deposit is a unit below the price."""
    after = sound_post_task(params, state, sender, name, evolve(body, deposit=body.deposit + 2**64))
    if isinstance(after, Rejection):
        return after
    job = after.jobs[name]
    return after.with_job(name, evolve(job, terms=evolve(job.terms, deposit=body.deposit)))


def price_not_compared(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    after = sound_post_task(params, state, sender, name, body)
    service = state.services.get(body.service)
    if isinstance(after, Rejection) and after.code is Code.PAYMENT_TOO_LOW and service is not None:
        free = evolve(service, offer=evolve(service.offer, price=0))
        relaxed = evolve(state, services=state.services.set(body.service, free))
        after = sound_post_task(params, relaxed, sender, name, body)
        return after if isinstance(after, Rejection) else evolve(after, services=state.services)
    return after


def posting_again_is_free(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    job = state.jobs.get(name)
    if job is None:
        return sound_post_task(params, state, sender, name, body)
    return state.with_job(name, Job(terms=job.terms, stage=Stage.POSTED, escrow=job.escrow))


def whole_balance_stays(state: State, sender: AccountId, body: Transfer) -> After:
    if state.balance(sender) == body.amount:
        return reject(Code.BALANCE_TOO_LOW, balance="", needed="")
    return sound_transfer(state, sender, body)


def overdraft(state: State, sender: AccountId, body: Transfer) -> After:
    taken = credited(state.accounts, sender, -body.amount)
    return evolve(state, accounts=credited(taken, body.to, body.amount))


# --- keys, requests, joining, leaving -------------------------------------------------------------------------------


def key_by_anyone(verifiers: Verifiers, state: State, sender: AccountId, body: ReleaseKey) -> After:
    job = state.jobs.get(body.job)
    owner = release.key_owner(job.terms, body.part) if job and isinstance(job.terms, Task) else sender
    return sound_release_key(verifiers, state, owner, body)


def anyone_executes(job: Job, sender: AccountId) -> None:
    del job, sender


def approvals_not_counted(job: Job, nodes: Iterable[NodeId]) -> bool:
    del job, nodes
    return True


def leave_at_any_time(state: State, sender: AccountId) -> After:
    after = sound_leave(evolve(state, jobs=Map()), sender)
    return after if isinstance(after, Rejection) else evolve(after, jobs=state.jobs)


def many_nodes_of_one_key(state: State, height: int) -> frozenset[JobId]:
    del state, height
    return frozenset()


def proof_outvoted(height: int, job: Job) -> Outcome | None:
    return sound_join_ends_as(height, evolve(job, proven=None))


# --- envelope and block ---------------------------------------------------------------------------------------------


def signature_not_checked(verifiers: Verifiers, state: State, transaction: Transaction) -> str | Rejection:
    opened = sound_opened(verifiers, state, transaction)
    return "00" * 32 if isinstance(opened, Rejection) and opened.code is Code.SIGNATURE_INVALID else opened


def replay_not_checked(verifiers: Verifiers, state: State, transaction: Transaction) -> str | Rejection:
    opened = sound_opened(verifiers, state, transaction)
    return "00" * 32 if isinstance(opened, Rejection) and opened.code is Code.COUNTER_WRONG else opened


def made(block: Block) -> Block:
    """The block as its producer would have signed it."""
    return signed_block(PRODUCERS[0], block)


def block_without_parent(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    return sound_apply_block(deployment, verifiers, state, made(evolve(block, parent=state.block_hash)))


def height_not_checked(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    return sound_apply_block(deployment, verifiers, state, made(evolve(block, height=state.height + 1)))


def block_goes_on(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    after = sound_apply_block(deployment, verifiers, state, block)
    while isinstance(after, Rejection) and after.code is Code.NOT_APPLICABLE:
        index = int(after.values[0])
        block = made(evolve(block, transactions=block.transactions[:index] + block.transactions[index + 1 :]))
        after = sound_apply_block(deployment, verifiers, state, block)
    return after


SELECTION = "leo_ref.rules.selection"
CONFIRMATION = "leo_ref.rules.confirmation"
CHALLENGE = "leo_ref.rules.challenge"
COURSE = "leo_ref.rules.course"
DISPUTE = "leo_ref.rules.dispute"
FIND = "leo_ref.rules.find"
PROOF = "leo_ref.rules.proof"
RESULT = "leo_ref.rules.result"
SETTLEMENT = "leo_ref.rules.settlement"
MARKET = "leo_ref.rules.market"
RELEASE = "leo_ref.rules.release"
ADMISSION = "leo_ref.rules.admission"
TICK = "leo_ref.ledger.tick"
ENVELOPE = "leo_ref.ledger.apply"
BLOCK = "leo_ref.ledger.block"


def fault(name: str, was: str, module: str, attribute: str, replacement: Callable[..., Any], *caught_by: str) -> Fault:
    """A fault of one replaced function."""
    return Fault(name=name, was=was, patches=((module, attribute, replacement),), caught_by=caught_by)


FAULTS: Final = (
    fault("votes as text", '"9" > "10"', SELECTION, "elected", elected_by_text, "draw", "executor_is_elected in draw"),
    fault(
        "random values as text",
        "the tie-break compares text",
        SELECTION,
        "elected",
        elected_by_text_of_beta,
        "draw",
        "executor_is_elected in draw",
    ),
    fault(
        "ties to the highest id",
        "the tie-break compares text, so that the higher letter wins",
        SELECTION,
        "elected",
        elected_highest_id,
        "draw",
        "executor_is_elected in draw",
    ),
    fault(
        "itself not compared",
        "the node itself is not compared",
        SELECTION,
        "elected",
        elected_among_others,
        "draw",
        "executor_is_elected in draw",
    ),
    fault("> for >=: deposit", "> on one side, < on the other", SELECTION, "apply", apply_needs_more, "draw"),
    fault("> for >=: balance", "> on one side, < on the other", MARKET, "post_task", post_needs_more, "market"),
    fault("> for >=: payment", "> on one side, < on the other", MARKET, "post_task", payment_needs_more, "market"),
    fault("> for >=: transfer", "> on one side, < on the other", MARKET, "transfer", whole_balance_stays, "market"),
    fault("> for >=: minimum credit", "credit above the minimum", SELECTION, "least_credit", credit_needs_more, "draw"),
    fault("> for >=: deadline", "a block late", TICK, "ends_as", ends_one_late, "end", "windows_are_open in end"),
    fault("> for >=: group", "a legal group of two deadlocks", SELECTION, "group_stands", group_needs_more, "draw"),
    fault("timeout the wrong way round", "the timeout never fires", TICK, "ends_as", never_ends, "end"),
    fault("silent owner locks everything", "the keys window never ends", TICK, "ends_as", keys_never_end, "end"),
    fault(
        "a tie pays the executor",
        "half of the votes is enough",
        COURSE,
        "is_quorum",
        half_is_enough,
        "end",
        "done_needs_a_quorum in end",
    ),
    fault(
        "quorum of those who answered",
        "the denominator is those who answered",
        COURSE,
        "is_quorum",
        most_of_those_heard,
        "end",
        "done_needs_a_quorum in end",
    ),
    fault(
        "heads for J",
        "votes count alike",
        COURSE,
        "is_quorum",
        heads_are_counted,
        "end",
        "done_needs_a_quorum in end",
    ),
    fault(
        "keys without a quorum",
        "keys go to whoever asks",
        COURSE,
        "is_quorum",
        approvals_not_counted,
        "course",
        "keys_need_what_was_shown_and_approved in course",
    ),
    Fault(
        name="votes of outsiders",
        was="anyone may vote; the numerator includes outsiders",
        patches=((FIND, "is_monitor", anyone_monitors), (COURSE, "is_quorum", outsiders_count)),
        caught_by=("end", "only_monitors_are_heard in end"),
    ),
    fault(
        "executor confirms itself",
        "anyone may vote",
        FIND,
        "is_monitor",
        executor_monitors,
        "end",
        "only_monitors_are_heard in end",
    ),
    fault("confirmations believed", "evidence is a flag", CONFIRMATION, "fails", evidence_never_fails, "end"),
    fault("accusations believed", "evidence is a flag", CHALLENGE, "fails", evidence_always_fails, "end"),
    fault("votes decide", "a majority convicts", CONFIRMATION, "confirm", votes_decide, "end"),
    fault("anybody signs", "no signature", CHALLENGE, "answer", anybody_signs, "course"),
    fault("any question", "no nonce", CHALLENGE, "no_answer", any_question, "course"),
    fault("the last write wins", "a second verdict replaces the first", CHALLENGE, "proved", last_proof_counts, "end"),
    fault("liars prove", "liars are heard again", CHALLENGE, "accuse", liars_prove, "end"),
    fault("liars stay confirmed", "liars are heard again", CHALLENGE, "lied", liars_stay_confirmed, "end"),
    fault("lies keep credit", "liars keep their credit", PROOF, "after_lie", no_penalty, "end"),
    fault(
        "questions never due",
        "silence costs nothing",
        COURSE,
        "unanswered",
        never_due,
        "end",
    ),
    fault(
        "questions due early",
        "a block early",
        COURSE,
        "unanswered",
        due_early,
        "course",
        "blame_needs_a_proof in course",
    ),
    fault("paid unwatched", "nobody looks at the run", RESULT, "watched_until", not_watched, "course"),
    fault("watched too long", "no time is left to be paid", CHALLENGE, "watched_until", always_watched, "course"),
    fault("paid unanswered", "silence costs nothing", RESULT, "open_challenges", no_open_challenges, "course"),
    fault("any result", "the result is not compared", RESULT, "give_result", any_result, "course"),
    fault("asking pays", "everybody asks, and nobody looks", SETTLEMENT, "paid_monitors", asking_pays, "end"),
    fault("approving pays", "nobody looks at the run", SETTLEMENT, "paid_monitors", approving_pays, "end"),
    fault(
        "the service is blamed",
        "whoever is silent, the service pays",
        COURSE,
        "missing_key_outcome",
        the_service_is_blamed,
        "end",
        "blame_needs_a_proof in end",
    ),
    fault("the other owner is blamed", "whose key it was", DISPUTE, "owner_fault", other_owner, "end"),
    fault(
        "escrow lost on undecided",
        '"disagree" and "undecided" destroy the escrow',
        TICK,
        "settlement",
        escrow_lost_on_undecided,
        "end",
        "leo_is_conserved in end",
    ),
    fault(
        "escrow burned on undecided",
        "110 gas lost when all disagree",
        TICK,
        "settlement",
        escrow_burned_on_undecided,
        "end",
    ),
    fault(
        "settled twice",
        "settlement is not awaited and can run twice",
        TICK,
        "ended",
        settles_again,
        "end",
        "leo_is_conserved in end",
        "settled_means_outcome in end",
    ),
    fault(
        "dust vanishes",
        "sums drift: floors leave nothing over",
        TICK,
        "settlement",
        dust_vanishes,
        "end",
        "leo_is_conserved in end",
    ),
    fault(
        "shares as floats", "5999.999...", TICK, "settlement", shares_are_floats, "end", "amounts_are_integers in end"
    ),
    fault("no burn", "no burn", TICK, "settlement", no_burn, "end"),
    fault("liars keep deposits", "liars keep their deposit", TICK, "settlement", liars_keep_deposits, "end"),
    fault(
        "executor at fault keeps deposit",
        "liars keep their deposit",
        TICK,
        "settlement",
        executor_keeps_deposit,
        "end",
        "leo_is_conserved in end",
    ),
    fault("normalised to 996", "1900 becomes 996", TICK, "normalised", floors_only, "scaling", "scaling"),
    fault("1009 stays", "1009 stays", TICK, "normalised", rounded_within_tolerance, "scaling", "scaling"),
    fault("zero total", "a total of zero becomes NaN", TICK, "normalised", no_guard_for_zero, "scaling", "scaling"),
    fault("not normalised", "credit grows", TICK, "normalised", not_scaled, "end", "credit_total_is_constant in end"),
    fault("claim not verified", "an application is not verified", SELECTION, "apply", claim_not_verified, "draw"),
    fault("claim of another round", "an application is not verified", SELECTION, "apply", claim_of_any_round, "draw"),
    fault("forging is free", "liars keep their credit", SELECTION, "apply", lies_are_free, "draw"),
    fault(
        "escrow before the checks",
        "late, double and unknown applications are escrowed",
        SELECTION,
        "apply",
        escrow_before_checks,
        "course",
        "escrow_is_what_was_put_in in course",
    ),
    fault("late applications", "late applications are escrowed", SELECTION, "apply", apply_at_any_time, "course"),
    fault(
        "owners serve",
        "owners' nodes are drawn for their own task",
        SELECTION,
        "parties",
        no_parties,
        "draw",
        "parties_do_not_serve in draw",
    ),
    fault(
        "owners do not weigh",
        "W is the weight of some of the nodes",
        TICK,
        "weights",
        owners_do_not_weigh,
        "draw",
        "snapshots_weigh_all_credit in draw",
    ),
    fault("fresh keys", "keys can be ground under the richest name", SELECTION, "obstacle", fresh_keys_draw, "draw"),
    fault(
        "half applied",
        "nothing rolls back when a handler throws",
        MARKET,
        "post_task",
        half_applied,
        "market",
        "leo_is_conserved in market",
        "nothing_is_negative in market",
    ),
    fault("price above deposit", "debits the executor", MARKET, "post_task", price_above_deposit, "market"),
    fault("price not compared", "price never compared with payment", MARKET, "post_task", price_not_compared, "market"),
    fault("posting again", "is free and draws again", MARKET, "post_task", posting_again_is_free, "market"),
    fault(
        "overdraft",
        "amounts are not compared",
        MARKET,
        "transfer",
        overdraft,
        "market",
        "nothing_is_negative in market",
    ),
    fault("keys by anyone", "keys go to whoever asks", RELEASE, "release_key", key_by_anyone, "course"),
    fault("anyone executes", "anyone may claim to be executor", RESULT, "as_executor", anyone_executes, "course"),
    fault(
        "leaving a job",
        "a member leaves with its job open",
        ADMISSION,
        "leave",
        leave_at_any_time,
        "course",
        "nobody_leaves_an_open_job in course",
    ),
    fault(
        "many nodes of one key",
        "credit is split over many nodes",
        TICK,
        "held_by_others",
        many_nodes_of_one_key,
        "joins",
        "one_key_one_node in joins",
    ),
    fault(
        "proof outvoted",
        "a majority admits whom it likes",
        TICK,
        "join_ends_as",
        proof_outvoted,
        "joins",
        "done_needs_a_quorum in joins",
    ),
    fault("signature not checked", "no signature", ENVELOPE, "opened", signature_not_checked, "envelope", "envelope"),
    fault("replay not checked", "no replay check", ENVELOPE, "opened", replay_not_checked, "envelope", "envelope"),
    fault(
        "block without parent", "blocks carry no parent", BLOCK, "apply_block", block_without_parent, "block", "block"
    ),
    fault(
        "stale height", "a stale height overwrites a block", BLOCK, "apply_block", height_not_checked, "block", "block"
    ),
    fault("block goes on", "nothing rolls back", BLOCK, "apply_block", block_goes_on, "block", "block"),
)
