"""Answering the challenges of attestors (§5) with a TPM that has both keys."""

from __future__ import annotations

from collections.abc import Iterable

from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import activate
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.identity.challenge import CredentialChallenge, answer_of
from leo_ref.attestation.identity.credential import judge_widths
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.core.state.credential import Credential
from leo_ref.core.values import Digest, NodeId


def answers(tpm: Tpm, kind: KeyKind, asked: Iterable[tuple[CredentialChallenge, Credential]]) -> dict[NodeId, Digest]:
    """What to post for each attestor whose credential the TPM opens.

    The others are left out: nobody can make such a credential again. They keep no other from being answered.

    Raises:
        TpmFailure: those of a step, except that the TPM refuses a credential.
    """
    found: dict[NodeId, Digest] = {}
    for challenge, credential in asked:
        secret = opened(tpm, kind, challenge.endorsement, credential)
        if secret is not None:
            found[challenge.attestor] = answer_of(challenge, secret)
    return found


def opened(tpm: Tpm, kind: KeyKind, endorsement: Endorsement, credential: Credential) -> bytes | None:
    """The secret in a credential; None where the TPM, whose endorsement key this is, refuses it.

    Raises:
        TpmFailure: those of a step, but for that.
    """
    if judge_widths(endorsement, credential) is not None:
        return None
    try:
        return activate(tpm, kind, credential)
    except TpmFailure as failure:
        if failure.name is not Failure.TPM_REFUSED:
            raise
        return None
