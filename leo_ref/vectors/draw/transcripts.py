"""Vectors with every value of a proving (§6): they show where an implementation turns off."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue
from leo_ref.draw.suite import Suite
from leo_ref.vectors.case import Cases
from leo_ref.vectors.draw.honest import ALPHA, SEED, named, proving
from leo_ref.vectors.draw.proofs import COUNTERS, message_with_counter
from leo_ref.vectors.draw.rfc9381 import EXAMPLES
from leo_ref.vectors.metadata import Source

LENGTHS = (0, 1, 127, 128, 10_000)


def transcript_cases() -> Cases:
    """The RFC's examples as the RFC has them, then the honest node's."""
    cases = Cases("draw/transcripts")

    def add(name: str, why: str, seed: bytes, message: bytes, suite: Suite, gives: JsonValue = None) -> None:
        source = Source.AUTHOR if gives is None else Source.STANDARD
        cases.add(name, why, proving(seed, message, suite, "vrf_transcript"), gives=gives, clause="§6", source=source)

    for example in EXAMPLES:
        values: JsonValue = {
            "x": example.x,
            "y": example.key,
            "h": example.h,
            "gamma": example.gamma,
            "k": example.k,
            "u": example.u,
            "v": example.v,
            "c": example.c,
            "s": example.s,
            "proof": example.proof,
            "beta": example.beta,
        }
        why = f"RFC 9381, appendix B, example {example.number}"
        if example.counter is not None:
            why += f": try-and-increment succeeds with {example.counter}"
        seed, message = bytes.fromhex(example.seed), bytes.fromhex(example.alpha)
        add(f"rfc9381-{example.number}", why, seed, message, Suite[example.suite], values)
    for suite in Suite:
        add(named(suite, "good"), "the proof about which others lie", SEED, ALPHA, suite)
        for length in LENGTHS:
            message = b"\xa5" * length
            add(named(suite, f"alpha-of-{length}"), "a message has any length", SEED, message, suite)
    for counter in COUNTERS:
        why = f"try-and-increment passes over the first {counter}"
        add(f"counter-{counter}", why, SEED, message_with_counter(counter), Suite.TAI)
    return cases
