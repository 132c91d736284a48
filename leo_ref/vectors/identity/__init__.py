"""Vectors on who a machine is (§5, §8, §9): certificates, enrolment, keys and their certificates, what is sealed.

What only a TPM can make was recorded from swtpm, and certificates from a throw-away authority with fixed keys
(``leo_ref/vectors/recorded/`` says how); hostile public areas are made of the recorded ones here.
"""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.identity.candidates import candidate_cases
from leo_ref.vectors.identity.certificates import certificate_cases
from leo_ref.vectors.identity.certification import certification_cases
from leo_ref.vectors.identity.challenges import challenge_cases
from leo_ref.vectors.identity.credentials import credential_cases, enrolment_cases
from leo_ref.vectors.identity.keys import endorsement_cases, key_cases
from leo_ref.vectors.identity.openings import opening_cases
from leo_ref.vectors.metadata import Source


def families() -> list[Family]:
    """The files of this family."""
    return [
        certificate_cases().family("Endorsement certificates and their chains, with revocation lists."),
        endorsement_cases().family("Endorsement keys, their templates, and the digest by which one backs one node."),
        credential_cases().family(
            "Credentials made without a TPM; those for recorded keys were opened by swtpm.", Source.RECORDING
        ),
        candidate_cases().family("Candidates for a join: chain, endorsement key and attestation key, at a given time."),
        challenge_cases().family("Credentials of attestors that are made again, and the candidate's answers."),
        enrolment_cases().family("Enrolling an attestation key."),
        key_cases().family("What attestation keys and decryption keys must be.", Source.RECORDING),
        certification_cases().family("What the attestation key certifies of the decryption key.", Source.RECORDING),
        opening_cases().family(
            "Released keys by their form, and the openings that show what they hold.", Source.RECORDING
        ),
    ]
