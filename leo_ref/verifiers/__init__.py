"""The answers that the rules ask for (:mod:`leo_ref.rules.verifiers`), given by real cryptography."""

from leo_ref.verifiers.kinds import verifiers_of
from leo_ref.verifiers.software import SoftwareVerifiers
from leo_ref.verifiers.tpm import TpmVerifiers

__all__ = ["SoftwareVerifiers", "TpmVerifiers", "verifiers_of"]
