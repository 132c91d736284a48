"""What parties ask of the verifiers beyond what the rules ask."""

from __future__ import annotations

from typing import Protocol

from leo_ref.attestation.identity.challenge import CredentialChallenge
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.verifiers import Verifiers


class PartyVerifiers(Verifiers, Protocol):
    """The verifiers of a real deployment: a symbolic ledger has no credentials to make."""

    def challenge(self, state: State, name: JobId, attestor: NodeId) -> CredentialChallenge:
        """What an attestor's credential in a join is made from: who asks whom, for which keys (§5)."""
