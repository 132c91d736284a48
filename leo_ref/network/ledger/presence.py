"""Who is at work (§4 leaves it to producers when a block comes): a block may come early when nobody is kept by it.

Windows are counted in blocks, so an early block takes time from whoever still works. It comes only when everybody of
whom an open job waits for something has said, at this very height, that there is nothing left to do, and nobody runs a
program. Who says nothing is waited for until the timer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve, frozen

from leo_ref.core.encoding import digest, encode
from leo_ref.core.keys import Keys
from leo_ref.core.signature import sign
from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, NodeId
from leo_ref.network.ledger.documents import Presence

PRESENCE_DOMAIN: Final = "leo/service-presence"

UNSIGNED: Final = bytes(64)


def presence_digest(presence: Presence) -> bytes:
    """What the account signs: 32 octets over everything but the signature."""
    value = encode(presence)
    assert isinstance(value, dict), "a statement is a record"
    return digest(PRESENCE_DOMAIN, {name: part for name, part in value.items() if name != "signature"})


def present(keys: Keys, genesis: bytes, height: int, number: int, *, idle: bool, running: bool) -> Presence:
    """The account's signed statement."""
    said = Presence(
        account=keys.name,
        genesis=genesis,
        height=height,
        number=number,
        idle=idle,
        running=running,
        signature=UNSIGNED,
    )
    return evolve(said, signature=sign(keys.account, presence_digest(said)))


def is_somebody(state: State, account: AccountId) -> bool:
    """Whether the ledger knows the account, so that statements of everybody cannot fill the memory."""
    return account in state.accounts or NodeId(account) in state.nodes


def awaited(state: State) -> frozenset[str]:
    """The accounts of which an open job waits for something."""
    found = set[str]()
    for job in state.jobs.values():
        if not job.open or job.stage is Stage.POSTED:
            continue
        found |= {*job.group} if job.stage is not Stage.APPLY else {*job.snapshot}
        if isinstance(job.terms, Task):
            found |= {job.terms.owner, job.terms.service_owner}
        else:
            found.add(job.terms.candidate)
    return frozenset(found)


@frozen(kw_only=True)
class Expectation:
    """What a state waits for; worked out once for each block, since a ledger keeps all jobs."""

    height: int
    accounts: frozenset[str]
    """Of which an open job waits for something."""
    open_jobs: int


def expectation(state: State) -> Expectation:
    """What this state waits for."""
    open_jobs = sum(job.open for job in state.jobs.values())
    return Expectation(height=state.height, accounts=awaited(state), open_jobs=open_jobs)


def may_come_early(expected: Expectation, said: Mapping[AccountId, Presence], *, has_ready: bool) -> bool:
    """Whether a block may come before its time: there is something to do, and everybody has reported idle.

    ``said`` are the newest statements; those about other heights count as silence. ``has_ready`` says whether a
    transaction waits. Without a single statement no block comes early.
    """
    now = {account: each for account, each in said.items() if each.height == expected.height}
    if not now or any(each.running or not each.idle for each in now.values()):
        return False
    return (has_ready or expected.open_jobs > 0) and all(account in now for account in expected.accounts)
