"""The answers that the rules ask for (:mod:`leo_ref.rules.verifiers`), given by real cryptography."""

from leo_ref.verifiers.software import SoftwareVerifiers

__all__ = ["SoftwareVerifiers"]
