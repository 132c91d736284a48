"""A run as a file of views: a transcript, verified line by line, with everything that the page shows of each height."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from attrs import frozen
from immutables import Map

from leo_ref.core.encoding import to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import CODES
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, Digest
from leo_ref.ledger import Block
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.parties.message import LEDGER
from leo_ref.transcript.entry import BlockEntry, OpeningEntry, Passed, RefusalEntry, block_of
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.verify import VerifiedEntry, replayed
from leo_ref.view.height import HeightView, beginning_view, height_view
from leo_ref.view.refusals import RefusedForBlock


@frozen(kw_only=True)
class ViewFileHead:
    """The first line."""

    kind: ClassVar[str] = "views"
    version: ClassVar[int] = 1
    genesis: Digest
    """The genesis hash."""
    evidence: str
    """Of what evidence is made."""
    parameters: Parameters
    names: Map[AccountId, str]
    """What people call the accounts."""


@frozen(kw_only=True)
class ViewFileHeight:
    """A line for each height, from 0."""

    kind: ClassVar[str] = "height"
    block: Block | None
    """Null at height 0."""
    view: HeightView


def view_lines(lines: Iterable[bytes]) -> Iterator[bytes | Broken]:
    """The file of a transcript: each line as soon as the transcript is verified so far; ``Broken`` where it is wrong.

    ``lines`` are those of :func:`leo_ref.transcript.verify.replayed`.
    """
    sent, refused = dict[int, Transaction](), list[RefusedForBlock]()
    before = None
    for step in replayed(lines):
        if isinstance(step, Broken):
            yield step
        if not isinstance(step, VerifiedEntry):
            return
        match step.entry:
            case OpeningEntry() as opening:
                before = step.replay.observer.newest
                yield _line(
                    ViewFileHead(
                        genesis=genesis_hash(opening.genesis),
                        evidence=opening.genesis.evidence.kind,
                        parameters=opening.genesis.parameters,
                        names=opening.names,
                    )
                )
                yield _line(ViewFileHeight(block=None, view=beginning_view(step.replay.deployment, before)))
            case Passed(to=to, message=Transaction() as message) if to == LEDGER:
                sent[step.line] = message
            case RefusalEntry() as entry:
                refused.append(
                    RefusedForBlock(
                        transaction=sent[entry.transaction], code=entry.code, clause=CODES[entry.code].clause
                    )
                )
            case BlockEntry() as entry:
                assert before is not None, "a transcript begins with its opening"
                block, after = block_of(entry, sent), step.replay.observer.newest
                deployment, verifiers = step.replay.deployment, step.replay.observer.verifiers
                view = height_view(deployment, verifiers, before, block, after, refused)
                yield _line(ViewFileHeight(block=block, view=view))
                before, sent, refused = after, {}, []
            case _:
                pass


def _line(record: ViewFileHead | ViewFileHeight) -> bytes:
    return to_octets(record) + b"\n"
