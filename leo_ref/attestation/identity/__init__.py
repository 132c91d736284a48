"""Who a machine is (§5, §8): its endorsement key, its attestation key, and the keys tied to it.

Everything is pure: the time of the verification, revocation lists and the verifier's randomness are arguments. Read in
this order: ``certificate`` (what an X.509 certificate says), ``key`` (which public keys are good enough), ``profile``
(what an endorsement key's certificate must say), ``chain`` and ``revocation`` (up to a pinned root), ``endorsement``
(the certificate's key is the TPM's), ``attributes`` (what kind of keys the others must be), ``candidate`` (all of this
from octets), ``randomness``, ``credential``, ``challenge`` and ``enrolment`` (the attestation key sits in the same
TPM), ``certification`` (what else the attestation key vouches for).

Evidence of a software TPM passes all of this if its certificate authority is pinned: a certificate says who vouches
for a TPM, never that it is made of hardware.
"""
