"""What an opening stands for: the first state of the ledger, and verifiers of its evidence."""

from __future__ import annotations

from attrs import frozen

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Deployment, genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.fault import Fault


@frozen(kw_only=True)
class Beginning:
    """Where a replay starts."""

    deployment: Deployment
    verifiers: PartyVerifiers
    state: State


def begun(opening: OpeningEntry) -> Beginning | tuple[Fault, str]:
    """The beginning that the opening describes, or what is wrong with it."""
    verifiers = verifiers_of(opening.genesis)
    state = genesis(verifiers, opening.genesis)
    if isinstance(state, Rejection):
        return Fault.GENESIS_REFUSED, str(state)
    return Beginning(deployment=opening.genesis.deployment, verifiers=verifiers, state=state)
