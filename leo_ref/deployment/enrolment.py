"""Enrolling the nodes of a deployment (§5, §8): the certificate is verified, and the TPM opens a secret.

The founder enrols the first nodes and the newcomer, and the ledger's verifiers take over what it found: an enrolment is
a conversation, and the ledger holds none. So whoever replays a transcript believes the founder about this one thing.
"""

from __future__ import annotations

import secrets
from typing import Final

from leo_ref.identity import enrolment
from leo_ref.identity.candidate import candidate_of
from leo_ref.identity.chain import Trust
from leo_ref.identity.endorsement import Endorsement
from leo_ref.identity.randomness import FRESH, drawn
from leo_ref.rejections import Rejection
from leo_ref.tcg import public as publics
from leo_ref.tpm import keys
from leo_ref.tpm.connection import Tpm
from leo_ref.tpm.provision import Identity
from leo_ref.tpm.templates import TEMPLATES
from leo_ref.values import NodeId
from leo_ref.verifiers.tpm import Enrolled

LAST: Final = 0
"""Everything is over before the first block."""


def enrolled(
    tpm: Tpm, shown: Identity, node: NodeId, trust: Trust, at: int
) -> tuple[Endorsement, Enrolled] | Rejection:
    """What is known of the node's keys, once its TPM has shown that it has them; ``at`` is the time in seconds.

    Rejections: those of :func:`leo_ref.identity.candidate.candidate_of` and
    :func:`leo_ref.identity.enrolment.answered`.

    Raises:
        TpmFailure: those of a step.
    """
    accepted = {TEMPLATES[shown.kind]}
    found = candidate_of((shown.certificate,), shown.endorsement_key, shown.attestation_key, trust, accepted, at)
    if isinstance(found, Rejection):
        return found
    above, key = found.endorsement, found.attestation
    randomness = drawn(above, secrets.token_bytes(FRESH))
    asked, credential = enrolment.begin(node, above, key, LAST, secrets.token_bytes(32), randomness)
    secret = keys.activate(tpm, shown.kind, credential)
    _, refusal = enrolment.answered(asked, node, key.name, secret, LAST)
    return refusal or (above, Enrolled(key=key, endorsement=publics.name(above.public)))
