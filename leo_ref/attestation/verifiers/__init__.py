"""The answers that the rules ask for (:mod:`leo_ref.rules.verifiers`), given by real cryptography.

``proofs`` is what mathematics alone proves, ``tpm`` adds the evidence of TPMs, ``party`` says what parties ask too.
"""
