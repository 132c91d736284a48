"""Checks whose removal no vector can tell, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

UNSIGNED: Final = "Octets are never read as a negative number."
TO_THE_END: Final = "The reader reads until nothing is left, so nothing follows what it has read."
NO_BUNDLE: Final = (
    "No request appraises a bundle: its parts are requests. `tests/attestation/appraisal/test_command.py` has bundles."
)
ALL_AGREES: Final = (
    "A vector has what was compared only where all of it agrees. "
    "`tests/attestation/appraisal/test_answers.py` has the rest."
)

EQUIVALENT: Final[Mapping[tuple[str, str, str], str]] = {
    ("tcg.algorithms", "Curve.holds", "0 <= x"): UNSIGNED,
    ("tcg.algorithms", "Curve.holds", "0 <= y"): UNSIGNED,
    ("tcg.event_data", "variable", "len(data) < VARIABLE_HEAD"): (
        "The sizes end behind the head, so shorter data has another length than they say."
    ),
    ("tcg.event_log", "parse_event_log", "nothing follows"): TO_THE_END,
    ("tcg.event_log", "parse_legacy_log", "nothing follows"): TO_THE_END,
    ("tcg.ima", "parse_ima_log", "nothing follows"): TO_THE_END,
    ("tcg.ima", "_digest", "not colon"): "Without the colon there is no digest, and no hash function has an empty one.",
    ("tcg.ima_replay", "_aggregated", "first.algorithm is bank"): (
        "No two hash functions have digests of one length, so one that is equal is of the same function."
    ),
    ("tcg.public", "_read_scheme", "method is None"): "What is no method is none of the key's methods.",
    ("attestation.identity.attributes", "measured_policy", "isinstance(values, Rejection)"): (
        "No request makes a policy in one step: `tpm_pcr_digest` refuses the values, `tpm_policy` takes their digest."
    ),
    ("attestation.identity.endorsement", "_is_key", "key.curve is CURVE_NAMES.get(certified.curve)"): (
        "No two numbers are known that are a point of both curves; they would have to solve both equations by chance."
    ),
    ("attestation.identity.revocation", "is_signer", "issuer.key_usage is None"): (
        "Lists are judged after the chain, in which an authority without key usage is CHAIN_KEY_USAGE."
    ),
    ("rules.challenge", "answer", "monitor is None"): "Whoever has no name has not asked either.",
    ("ledger.block", "too_large", "block.length > LENGTH_LIMIT"): (
        "A request carries the block as octets, and so many are refused when they are read. `tests/ledger` has it."
    ),
    ("attestation.appraisal.bundle", "appraise_bundle", "isinstance(refusal, Rejection)"): NO_BUNDLE,
    ("attestation.appraisal.bundle", "appraise_bundle", "isinstance(key, Rejection)"): NO_BUNDLE,
    ("attestation.appraisal.judge", "Record.same", "Judge.same"): ALL_AGREES,
    ("attestation.appraisal.judge", "Record.note", "agrees"): ALL_AGREES,
}
"""By module, function and the text of the check."""

ANNOUNCEMENTS: Final = "Announcements come off the ledger; `models/MCElection` has its refusals."
ROLES: Final = "Roles ask it before they send; no transaction and no block does."

OFF_LEDGER: Final[Mapping[tuple[str, str], str]] = {
    ("draw.vrf", "proof_to_hash"): "No request asks what a proof claims; `tests/draw/test_hostile.py` does.",
    ("rules.duty", "attestor_duty"): ROLES,
    ("rules.duty", "monitor_duty"): ROLES,
    ("rules.election", "hear"): ANNOUNCEMENTS,
    ("rules.election", "elect"): ANNOUNCEMENTS,
    ("rules.question", "looked_in"): ROLES,
}
"""By module and function: those that no request reaches."""
