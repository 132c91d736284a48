"""What an opening stands for: the first state of the ledger, and verifiers of its evidence."""

from __future__ import annotations

from attrs import frozen
from immutables import Map

from leo_ref.appraisal.answer import published
from leo_ref.appraisal.policy import sound
from leo_ref.draw.suite import Suite
from leo_ref.identity.attributes import attestation_key
from leo_ref.ledger import Deployment, genesis
from leo_ref.rejections import Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.ledger import State
from leo_ref.tcg import public as publics
from leo_ref.transcript.entry import EnrolledKey, Opening, Software, Tpm
from leo_ref.transcript.fault import Fault
from leo_ref.values import NodeId
from leo_ref.verifiers import SoftwareVerifiers, TpmVerifiers
from leo_ref.verifiers.tpm import Enrolled


@frozen(kw_only=True)
class Beginning:
    """Where a replay starts."""

    deployment: Deployment
    verifiers: Verifiers
    state: State


def begun(opening: Opening) -> Beginning | tuple[Fault, str]:
    """The beginning that the opening describes, or what is wrong with it."""
    state = genesis(opening.genesis)
    if isinstance(state, Rejection):
        return Fault.GENESIS_REFUSED, str(state)
    verifiers = verifiers_of(opening.evidence, opening.genesis.suite)
    if isinstance(verifiers, tuple):
        return verifiers
    return Beginning(deployment=opening.genesis.deployment, verifiers=verifiers, state=state)


def verifiers_of(evidence: Software | Tpm, suite: Suite) -> Verifiers | tuple[Fault, str]:
    """The verifiers of this kind of evidence and of this suite, or what is wrong with what they are given."""
    if isinstance(evidence, Software):
        return SoftwareVerifiers(suite)
    policy = sound(evidence.policy)
    if isinstance(policy, Rejection):
        return Fault.POLICY_UNSOUND, str(policy)
    enrolled: dict[NodeId, Enrolled] = {}
    for node, shown in evidence.enrolled.items():
        found = enrolled_key(shown)
        if isinstance(found, Rejection):
            return Fault.KEY_REFUSED, f"{node}: {found}"
        enrolled[node] = found
    return TpmVerifiers(suite, policy=policy, enrolled=Map(enrolled), logs=published(*evidence.logs))


def enrolled_key(shown: EnrolledKey) -> Enrolled | Rejection:
    """The key in the form that verifiers want; rejections of :func:`leo_ref.identity.attributes.attestation_key`."""
    public = publics.parse(shown.public)
    if isinstance(public, Rejection):
        return public
    key = attestation_key(shown.public, publics.name(public), shown.parent)
    return key if isinstance(key, Rejection) else Enrolled(key=key, endorsement=shown.endorsement)
