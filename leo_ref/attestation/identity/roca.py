"""The fingerprint of RSA keys whose factors can be found (CVE-2017-15361, "ROCA").

The faulty generator made primes p = k M + (65537^a mod M) with M the product of the first primes, so modulo each
small prime the modulus is a power of 65537. That says something of 17 of the 38 primes below; an honest modulus has the
fingerprint once in 240 million, and its owner needs another certificate then.
"""

from __future__ import annotations

from typing import Final

GENERATOR: Final = 65537

PRIMES: Final = tuple(n for n in range(3, 168) if all(n % smaller for smaller in range(2, n)))
"""The odd primes up to 167, as in the published test (Nemec and others, CCS 2017, section 4)."""


RESIDUES: Final = tuple(
    (prime, frozenset(pow(GENERATOR, exponent, prime) for exponent in range(prime - 1))) for prime in PRIMES
)
"""Each prime with the residues that powers of 65537 have modulo it."""


def is_roca(modulus: int) -> bool:
    """Whether the modulus has the fingerprint."""
    return all(modulus % prime in residues for prime, residues in RESIDUES)
