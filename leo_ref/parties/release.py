"""How either owner releases a key (§9): to the elected executor, whom the ledger has seen."""

from __future__ import annotations

from leo_ref.core.keys import derived
from leo_ref.core.state.job import Part
from leo_ref.core.state.transaction import ReleaseKey
from leo_ref.parties.position import Position
from leo_ref.sealing.transport import seal_to


def key_release(position: Position, part: Part, key: bytes) -> ReleaseKey | None:
    """The transaction that gives ``key`` to the executor; None where its encryption key is none that can be used."""
    executor = position.job.executor
    assert executor is not None, "there is an executor once keys are due"
    seed = derived(position.keys.secret, f"{part.value} key seed", position.name)
    carried = seal_to(position.job.group[executor].encryption_keys.of(part), key, seed)
    return None if carried is None else ReleaseKey(job=position.name, part=part, key=carried)
