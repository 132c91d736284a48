"""An attestor of a join (§5): it challenges the candidate, and tells later what the challenge was made of."""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.identity.challenge import CredentialChallenge, made
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.keys import derived
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.transaction import Body, ChallengeCandidate, ConfirmCandidate
from leo_ref.parties.position import Position
from leo_ref.rules.duty import Duty, attestor_duty

STRETCH: Final = tuple(f"credential's randomness {part}" for part in range(FRESH // 32))


def opening(position: Position, challenge: CredentialChallenge) -> Opening:
    """What the attestor keeps to itself until it confirms.

    It follows from its own secret and the challenge, so it is there again after a crash, and nothing else has it.
    """
    named = about(challenge)
    fresh = b"".join(derived(position.keys.secret, use, named) for use in STRETCH)
    seed = derived(position.keys.secret, "credential's seed", named)
    return Opening(seed=seed, randomness=drawn(challenge.endorsement, fresh))


def about(challenge: CredentialChallenge) -> str:
    """Names the challenge: other keys of the candidate get another credential."""
    return f"{challenge.job} {challenge.endorsement.digest.hex()} {challenge.name.hex()}"


def body(position: Position) -> Body | None:
    """What the attestor owes now."""
    match attestor_duty(position.chain.params, position.chain.state.height, position.job, position.me):
        case Duty.CHALLENGE_CANDIDATE:
            challenge = position.chain.verifiers.challenge(position.chain.state, position.name, position.me)
            return ChallengeCandidate(job=position.name, credential=made(challenge, opening(position, challenge)))
        case Duty.CONFIRM_CANDIDATE:
            challenge = position.chain.verifiers.challenge(position.chain.state, position.name, position.me)
            return ConfirmCandidate(job=position.name, opening=opening(position, challenge))
        case _:
            return None
