"""The cryptography of a run once more, call by call with the same arguments, by the libraries alone.

Everything that can be kept is made beforehand: keys are read, validated and expanded once. A VRF proof is the project's
own, for no library has one; ``leo bench draw`` holds it to its scalar multiplications.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from leo_ref.core.rejections import Rejection
from leo_ref.draw import keys, vrf
from leo_ref.measure.bench.demo.floor import Deed, Floor, floor
from leo_ref.measure.bench.demo.recording import Call, Calls
from leo_ref.sealing.transport import PADDING, rsa_private_key
from leo_ref.tcg import public as publics

NONCE: Final = bytes(SecretBox.NONCE_SIZE)
EXPONENT: Final = 65537

validated = cache(keys.validated)
verify_key = cache(VerifyKey)
signing_key = cache(SigningKey)
private_key = cache(rsa_private_key)


def floors(calls: Calls) -> Iterator[Floor]:
    """What the recorded cryptography takes at least."""
    for name, bare in BARE.items():
        yield floor(name, [bare(call) for call in calls[name]])


def _vrf_proof(call: Call) -> Deed:
    own, alpha, *suite = call.arguments
    return lambda: vrf.prove(own, alpha, *suite)


def _vrf_verification(call: Call) -> Deed:
    key, alpha, proof, *suite = call.arguments
    known = validated(key) if isinstance(key, bytes) else key
    assert not isinstance(known, Rejection), "the ledger has it"
    return lambda: vrf.verify(known, alpha, proof, *suite)


def _vrf_hash(call: Call) -> Deed:
    proof, *suite = call.arguments
    return lambda: vrf.proof_to_hash(proof, *suite)


def _signature(call: Call) -> Deed:
    seed, message = call.arguments
    own = signing_key(seed)
    return lambda: own.sign(message)


def _verification(call: Call) -> Deed:
    octets, message, signature = call.arguments
    key = verify_key(octets)
    return lambda: key.verify(message, signature)


def _ecdsa(call: Call) -> Deed:
    _, known, signature, message = call.arguments
    r, s = int.from_bytes(signature.r, "big"), int.from_bytes(signature.s, "big")
    octets, algorithm = encode_dss_signature(r, s), ec.ECDSA(hashes.SHA256())
    return lambda: known.verify(octets, message, algorithm)


def _rsa_key(_call: Call) -> Deed:
    return lambda: rsa.generate_private_key(public_exponent=EXPONENT, key_size=2048)


def _oaep_encryption(call: Call) -> Deed:
    receiver, plaintext, _ = call.arguments
    public = publics.parse(receiver)
    assert not isinstance(public, Rejection) and isinstance(public.key, publics.RsaKey), "it receives"
    known = rsa.RSAPublicNumbers(EXPONENT, int.from_bytes(public.key.modulus, "big")).public_key()
    return lambda: known.encrypt(plaintext, PADDING)


def _oaep_decryption(call: Call) -> Deed:
    secret, sealed = call.arguments
    own = private_key(secret)
    assert own is not None, "it is Alice's own"
    return lambda: own.decrypt(sealed, PADDING)


def _sealed(call: Call) -> Deed:
    key, _, plaintext = call.arguments
    box = SecretBox(key)
    return lambda: box.encrypt(plaintext, NONCE)


def _opened(call: Call) -> Deed:
    key, _, sealed = call.arguments
    box = SecretBox(key)
    octets = box.encrypt(bytes(len(sealed)), NONCE).ciphertext
    return lambda: box.decrypt(octets, NONCE)


BARE: Final[Mapping[str, Callable[[Call], Deed]]] = {
    "VRF proof": _vrf_proof,
    "VRF verification": _vrf_verification,
    "VRF hash of a proof": _vrf_hash,
    "Ed25519 signature": _signature,
    "Ed25519 verification": _verification,
    "ECDSA verification": _ecdsa,
    "RSA key": _rsa_key,
    "RSA-OAEP encryption": _oaep_encryption,
    "RSA-OAEP decryption": _oaep_decryption,
    "secretbox sealed": _sealed,
    "secretbox opened": _opened,
}
"""By the names under which they are recorded."""
