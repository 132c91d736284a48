"""What every state of the ledger must satisfy (§4, §12-§14), written from the clauses and not from the rules.

Each invariant is a named predicate over one state; a check lists the names of those that do not hold. Those over two
states are in :mod:`tests.ledger.steps`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Final

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Join, Outcome, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.values import NodeId


def supply(state: State) -> int:
    """All LEO there is: balances, bonds, escrows, burned."""
    held = sum(account.balance for account in state.accounts.values())
    held += sum(service.bond for service in state.services.values())
    return held + sum(job.escrow for job in state.jobs.values()) + state.burned


def open_jobs(state: State) -> list[Job]:
    return [job for job in state.jobs.values() if job.stage is not Stage.SETTLED]


def more_than_half(job: Job, nodes: set[NodeId]) -> bool:
    """Whether these hold more than half of the J of all monitors, by the letter of §3 and §11."""
    of_all = sum(place.j for node, place in job.group.items() if node != job.executor)
    return 2 * sum(job.group[node].j for node in nodes if node in job.group) > of_all


def nothing_is_negative(params: Parameters, state: State) -> bool:
    amounts = [account.balance for account in state.accounts.values()]
    amounts += [job.escrow for job in state.jobs.values()]
    amounts += [service.bond for service in state.services.values()]
    amounts += [node.credit for node in state.nodes.values()]
    return min([*amounts, state.burned, params.gas_fee]) >= 0


def amounts_are_integers(params: Parameters, state: State) -> bool:
    del params
    amounts: list[object] = [account.balance for account in state.accounts.values()]
    amounts += [job.escrow for job in state.jobs.values()]
    amounts += [node.credit for node in state.nodes.values()]
    return all(type(amount) is int for amount in [*amounts, state.burned])


def escrow_is_what_was_put_in(params: Parameters, state: State) -> bool:
    """Payment and hold, or join deposit, and one deposit for each place; nothing once settled."""
    for job in state.jobs.values():
        if isinstance(job.terms, Task):
            hold = params.gas_fee + job.terms.tau * params.vote_pay
            if job.terms.hold != hold:
                return False
            put_in = job.terms.payment + hold + len(job.group) * job.terms.deposit
        else:
            put_in = params.join_deposit * (1 + len(job.group))
        if job.escrow != (0 if job.stage is Stage.SETTLED else put_in):
            return False
    return True


def settled_means_outcome(params: Parameters, state: State) -> bool:
    del params
    return all((job.stage is Stage.SETTLED) == (job.outcome is not None) for job in state.jobs.values())


def one_job_at_a_time(params: Parameters, state: State) -> bool:
    del params
    return all(not (set(one.group) & set(other.group)) for one, other in combinations(open_jobs(state), 2))


def nobody_leaves_an_open_job(params: Parameters, state: State) -> bool:
    """Members of an open job may be suspended, but neither leave nor join again."""
    del params
    here = (Status.ACTIVE, Status.SUSPENDED)
    return all(state.nodes[node].status in here for job in open_jobs(state) for node in job.group)


def parties_do_not_serve(params: Parameters, state: State) -> bool:
    del params
    for job in open_jobs(state):
        terms = job.terms
        parties = {terms.candidate} if isinstance(terms, Join) else {terms.owner, terms.service_owner}
        if any(node in parties or state.nodes[node].identity.owner in parties for node in job.group):
            return False
    return True


def members_were_drawn(params: Parameters, state: State) -> bool:
    """Whoever serves stood in the snapshot, while there is one, and has a vote; who forged a claim has no place."""
    del params
    return all(
        (set(job.group) <= set(job.snapshot) or job.stage is Stage.SETTLED)
        and (job.stage is not Stage.APPLY or not set(job.group) & job.liars)
        and all(place.j > 0 for place in job.group.values())
        for job in state.jobs.values()
    )


def closed_groups_are_full(params: Parameters, state: State) -> bool:
    closed = (Stage.ENROL, Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.CONFIRM)
    return all(
        len(job.group) >= params.min_group - isinstance(job.terms, Join)
        for job in state.jobs.values()
        if job.stage in closed
    )


def closed_groups_pass_the_floor(params: Parameters, state: State) -> bool:
    """§6: without the executor of a task, a closed group has more than its floor's share of tau."""
    closed = (Stage.ENROL, Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.CONFIRM)
    of_tasks = Fraction(params.floor_numerator, params.floor_denominator)
    of_joins = Fraction(params.join_floor_numerator, params.join_floor_denominator)
    return all(
        sum(place.j for node, place in job.group.items() if node != job.executor)
        > (of_tasks if isinstance(job.terms, Task) else of_joins) * job.terms.tau
        for job in state.jobs.values()
        if job.stage in closed
    )


def snapshots_weigh_all_credit(params: Parameters, state: State) -> bool:
    """§6: the weights of a draw are the credit of all active nodes, which is the constant total."""
    return all(
        sum(job.snapshot.values()) in (0, params.total_credit)
        for job in state.jobs.values()
        if job.stage is Stage.APPLY
    )


def executor_is_elected(params: Parameters, state: State) -> bool:
    """Nobody in the group goes before the executor: higher j, else lower beta as an integer, else lower id."""
    del params
    for job in state.jobs.values():
        if job.executor is None:
            continue
        best = job.group[job.executor]
        for node, place in job.group.items():
            if place.j != best.j:
                before = place.j > best.j
            elif place.beta != best.beta:
                before = int.from_bytes(place.beta, "big") < int.from_bytes(best.beta, "big")
            else:
                before = node < job.executor
            if before:
                return False
    return True


def keys_need_what_was_shown_and_approved(params: Parameters, state: State) -> bool:
    del params
    keyed = [job for job in state.jobs.values() if job.keys]
    return all(job.shown is not None and more_than_half(job, set(job.approved)) for job in keyed)


def only_monitors_are_heard(params: Parameters, state: State) -> bool:
    del params
    return all(speakers(job) <= set(job.group) - {job.executor} for job in state.jobs.values())


def speakers(job: Job) -> set[NodeId]:
    """Everybody whose word the job holds."""
    said = job.approved | job.confirmed | job.provers | job.answered
    return set(said) | set(job.credentials) | set(job.answers) | set(job.challenged) | set(job.asked)


def settled_jobs_are_pruned(params: Parameters, state: State) -> bool:
    """Terms, who was in the group and by which draw, outcome and payouts: nothing else is left."""
    del params
    return all(
        job
        == Job(
            terms=job.terms,
            stage=Stage.SETTLED,
            round=job.round,
            escrow=0,
            group=job.group,
            executor=job.executor,
            outcome=job.outcome,
            payouts=job.payouts,
        )
        for job in state.jobs.values()
        if job.stage is Stage.SETTLED
    )


def one_key_one_node(params: Parameters, state: State) -> bool:
    """§5: a key is held from admission on; whoever asks to join with it holds nothing."""
    del params
    holding = [node for node in state.nodes.values() if node.status in (Status.ACTIVE, Status.SUSPENDED)]
    return len({node.endorsement for node in holding}) == len(holding)


def who_left_has_no_log(params: Parameters, state: State) -> bool:
    del params
    return all(not node.log for node in state.nodes.values() if node.status is Status.LEFT)


def attestors_say_one_thing(params: Parameters, state: State) -> bool:
    """§5: who confirms was answered, who has a credential proves or lies; each does one of these."""
    del params
    return all(
        job.confirmed <= frozenset(job.answers) <= frozenset(job.credentials)
        and job.provers <= frozenset(job.credentials)
        and not (job.confirmed & job.provers or job.confirmed & job.liars or job.provers & job.liars)
        and bool(job.provers) == (job.proven is Outcome.REFUSED)
        for job in open_jobs(state)
        if isinstance(job.terms, Join)
    )


def joining_is_an_open_join(params: Parameters, state: State) -> bool:
    del params
    joining = [name for name, node in state.nodes.items() if node.status is Status.JOINING]
    return sorted(joining) == sorted(job.terms.candidate for job in open_jobs(state) if isinstance(job.terms, Join))


def only_active_nodes_hold_credit(params: Parameters, state: State) -> bool:
    del params
    return all(node.credit == 0 for node in state.nodes.values() if node.status is not Status.ACTIVE)


def credit_total_is_constant(params: Parameters, state: State) -> bool:
    """After a tick: the constant, or nothing where nobody has any."""
    return sum(node.credit for node in state.nodes.values()) in (0, params.total_credit)


def active_means_credit(params: Parameters, state: State) -> bool:
    """After a tick: who has nothing left is suspended."""
    del params
    return all((node.status is Status.ACTIVE) == (node.credit > 0) for node in state.nodes.values())


def windows_are_open(params: Parameters, state: State) -> bool:
    """After a tick: every open job waits for a later block, and its draw has begun unless its delay is not over."""
    drawn = (params.apply_window, params.ready_window, params.approve_window, params.keys_window, params.confirm_window)
    longest = max(*drawn, params.enrol_window + params.answer_window)

    def most(job: Job) -> int:
        if job.stage is Stage.POSTED:
            return params.draw_delay
        return job.terms.run_window if job.stage is Stage.RUN and isinstance(job.terms, Task) else longest

    return all(
        state.height < job.deadline <= state.height + most(job)
        and (0 if job.stage is Stage.POSTED else 1) <= job.round <= params.rounds
        for job in open_jobs(state)
    )


def end_height(params: Parameters, job: Job, *, rounds: int | None = None, last: Stage = Stage.CONFIRM) -> int:
    """§14: the height by which a job ends, known when it is posted; by which stage `last` ends after so many rounds."""
    if isinstance(job.terms, Join):
        windows = {Stage.ENROL: params.enrol_window + params.answer_window, Stage.CONFIRM: params.confirm_window}
    else:
        windows = {
            Stage.READY: params.ready_window,
            Stage.APPROVE: params.approve_window,
            Stage.KEYS: params.keys_window,
            Stage.RUN: job.terms.run_window,
            Stage.CONFIRM: params.confirm_window,
        }
    lasting = list(windows)[: list(windows).index(last) + 1] if last in windows else []
    drawn = job.posted + params.draw_delay + (params.rounds if rounds is None else rounds) * params.apply_window
    return drawn + sum(windows[stage] for stage in lasting)


def every_job_ends_in_time(params: Parameters, state: State) -> bool:
    """By the height that was known when it was posted; and each stage by what its rounds have taken."""
    return all(
        0 < job.posted <= state.height + 1
        and state.height < end_height(params, job)
        and job.deadline <= end_height(params, job, rounds=job.round, last=job.stage)
        for job in open_jobs(state)
    )


def withdrawn_services_hold_nothing(params: Parameters, state: State) -> bool:
    """After a tick: what was free of the bond of a withdrawn service is its owner's."""
    del params
    return all(service.live or service.bond == 0 for service in state.services.values())


def an_executor_can_pay_for_its_fault(params: Parameters, state: State) -> bool:
    """Fee, price and wages, which are half of what the group is paid."""
    return all(
        job.terms.deposit * 2 >= job.terms.payment + params.gas_fee + job.terms.price
        and job.terms.deposit <= job.terms.payment
        for job in open_jobs(state)
        if isinstance(job.terms, Task)
    )


def every_open_task_pays_for_its_votes(params: Parameters, state: State) -> bool:
    return all(
        job.terms.payment - params.gas_fee - job.terms.price >= job.terms.tau * params.vote_pay
        and params.min_tau <= job.terms.tau <= params.max_tau
        for job in open_jobs(state)
        if isinstance(job.terms, Task)
    )


Invariant = Callable[[Parameters, State], bool]
ALWAYS: Final[Mapping[str, Invariant]] = {
    rule.__name__: rule
    for rule in (
        nothing_is_negative,
        amounts_are_integers,
        escrow_is_what_was_put_in,
        settled_means_outcome,
        one_job_at_a_time,
        nobody_leaves_an_open_job,
        parties_do_not_serve,
        members_were_drawn,
        closed_groups_are_full,
        closed_groups_pass_the_floor,
        snapshots_weigh_all_credit,
        executor_is_elected,
        keys_need_what_was_shown_and_approved,
        only_monitors_are_heard,
        settled_jobs_are_pruned,
        one_key_one_node,
        who_left_has_no_log,
        attestors_say_one_thing,
        joining_is_an_open_join,
        only_active_nodes_hold_credit,
        an_executor_can_pay_for_its_fault,
        every_open_task_pays_for_its_votes,
        every_job_ends_in_time,
    )
}
"""Hold in every state, also in the midst of a block."""
AFTER_TICK: Final[Mapping[str, Invariant]] = {
    rule.__name__: rule
    for rule in (credit_total_is_constant, active_means_credit, windows_are_open, withdrawn_services_hold_nothing)
}
"""Hold when a block is finished."""


def broken(params: Parameters, state: State, *, ticked: bool) -> list[str]:
    """The names of the invariants that do not hold."""
    rules = {**ALWAYS, **AFTER_TICK} if ticked else ALWAYS
    return [name for name, rule in rules.items() if not rule(params, state)]
