"""How either owner releases a key (§9): to the elected executor, after a look at everything with its own eyes."""

from __future__ import annotations

from leo_ref.roles.keys import derived
from leo_ref.roles.seat import Seat
from leo_ref.rules.committee import elected, is_quorum
from leo_ref.rules.release import key_owner
from leo_ref.sealing.transport import seal_to
from leo_ref.state.job import Part, Stage, Task
from leo_ref.state.transaction import ReleaseKey


def key_release(seat: Seat, part: Part, key: bytes) -> ReleaseKey | None:
    """The transaction that gives ``key`` to the executor, or None where it is not due or something is amiss.

    The owner applied every block itself, with the proofs of the draw, the certificate of the encryption key and the
    ready statements in them; the two conditions are what those blocks must have led to.
    """
    job = seat.job
    if job.stage is not Stage.KEYS or not isinstance(job.terms, Task) or part in job.keys:
        return None
    if key_owner(job.terms, part) != seat.keys.name:
        return None
    executor = elected(job.group)
    if executor != job.executor or not is_quorum(seat.chain.params, job, job.ready):
        return None
    seed = derived(seat.keys.secret, f"{part.value} key's seed", seat.name)
    carried = seal_to(job.group[executor].encryption_key, key, seed)
    return None if carried is None else ReleaseKey(job=seat.name, part=part, key=carried)
