"""Who found what, by which check: read off a block, and off the parties after it."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.evidence.dossier import appraised
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId
from leo_ref.verifiers import SoftwareVerifiers, TpmVerifiers


def failed_checks(
    verifiers: Verifiers, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
) -> Iterator[tuple[Phase, str]]:
    """For each phase whose evidence fails, the first check that it does not pass."""
    if isinstance(verifiers, TpmVerifiers):
        for phase, shown in (verifiers.appraised(state, name, job, monitor, pieces) or {}).items():
            if shown.refusal is not None:
                yield phase, shown.refusal.code.name
    elif isinstance(verifiers, SoftwareVerifiers):

        def nonce_of(piece: Evidence) -> bytes | None:
            return verifiers.nonce(state, name, job, monitor, piece)

        found = appraised(state, name, job, monitor, pieces, nonce_of)
        for phase, seen in (found or {}).items():
            if seen.flaws:
                yield phase, seen.flaws[0].name
