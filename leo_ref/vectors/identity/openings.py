"""What is sealed to an encryption key, and the openings by which everybody sees what it was (§9).

Who chooses the opening first needs no secret to make its ciphertext, so these go to the recorded key.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.sealing.oaep import masked, oaep_padded
from leo_ref.sealing.transport import public_key, seal_to
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.public import EXPONENT, RsaKey, Scheme
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.identity.credentials import public_of
from leo_ref.vectors.identity.participants import seed
from leo_ref.vectors.identity.recorded import OCTETS

LENGTH: Final = 256
MESSAGE: Final = seed("a key that was sealed")
SEED: Final = seed("seed of the padding")


def modulus() -> int:
    """Of the recorded key."""
    key = public_of("decryption").key
    assert isinstance(key, RsaKey)
    return int.from_bytes(key.modulus, "big")


def octets(number: int, length: int = LENGTH) -> bytes:
    """A number, big-endian."""
    return number.to_bytes(length, "big")


def ciphertext(opening: bytes) -> bytes:
    """What has this opening."""
    return octets(pow(int.from_bytes(opening, "big"), EXPONENT, modulus()))


def block(label: bytes = b"", padding: bytes = bytes(158), rest: bytes = b"\x01" + MESSAGE, first: int = 0) -> bytes:
    """A padded block, of parts that need not be right."""
    return bytes([first]) + masked(Hash.SHA256, Hash.SHA256.digest(label) + padding + rest, SEED)


def padded_with_zero() -> bytes:
    """A sound block whose second octet is zero too."""
    for number in count():
        made = oaep_padded(Hash.SHA256, LENGTH, MESSAGE, b"", seed(f"seed {number}"))
        if made[1] == 0:
            return made
    raise AssertionError("one of 256 seeds has it")


def opening_cases() -> Cases:
    """Openings of what was sealed rightly and wrongly, and what is none."""
    cases = Cases("identity/openings")
    right = oaep_padded(Hash.SHA256, LENGTH, MESSAGE, b"", SEED)
    assert right == block()

    def opened(label: str, ends: str, why: str, opening: bytes, of: bytes | None = None) -> JsonValue:
        request: dict[str, JsonValue] = {
            "request": "raw_opening",
            "public": OCTETS["decryption"].hex(),
            "ciphertext": (ciphertext(opening) if of is None else of).hex(),
            "opening": opening.hex(),
        }
        return cases.add(label, why, request, ends, clause="§9").get("ok")

    assert opened("key", OK, "a key of 32 octets", right) == MESSAGE.hex()
    opened("nothing", OK, "an empty message is one", oaep_padded(Hash.SHA256, LENGTH, b"", b"", SEED))
    opened("longest", OK, "190 octets", oaep_padded(Hash.SHA256, LENGTH, bytes(190), b"", SEED))
    zero = padded_with_zero()
    opened("zeros", OK, "zeros in front belong to it", zero)
    sealed, number = ciphertext(right), int.from_bytes(right, "big")
    ends = "OPENING_LENGTH"
    opened("short", ends, "without its leading zero, as some chips give it", right[1:], sealed)
    opened("long", ends, "one zero more", b"\0" + right, sealed)
    opened("empty", ends, "no octets", b"", sealed)
    ends = "OPENING_RANGE"
    opened("modulus-added", ends, "the same number modulo n, and not the only one", octets(number + modulus()), sealed)
    opened("modulus", ends, "n is zero modulo n", octets(modulus()), bytes(LENGTH))
    opened("largest", ends, "and of something else", b"\xff" * LENGTH, sealed)
    ends = "OPENING_OTHER"
    opened("one-bit", ends, "one bit", right[:-1] + bytes([right[-1] ^ 1]), sealed)
    opened("negative", ends, "n - m opens n - c", octets(modulus() - number), sealed)
    opened("of-another", ends, "what opens another ciphertext", zero, sealed)
    opened("ciphertext-long", ends, "a ciphertext with a zero more", right, b"\0" + sealed)
    opened("ciphertext-modulus-added", ends, "a ciphertext that is not below n", right, raised(sealed))
    opened("unpadded-of-another", ends, "and it is not padded", MESSAGE.rjust(LENGTH, b"\0"), sealed)
    ends = "OAEP_FIRST_OCTET"
    opened("first-octet", ends, "the first octet is not zero; the rest is in order", block(first=1))
    opened("first-octet-label", ends, "nor is the label", block(b"IDENTITY\0", first=1))
    ends = "OAEP_LABEL"
    opened("label", ends, "the label of a credential", block(b"IDENTITY\0"))
    opened("unpadded", ends, "a key without any padding", MESSAGE.rjust(LENGTH, b"\0"))
    opened("one", ends, "1 is sealed as 1", octets(1))
    opened("label-separator", ends, "nor is there a message", block(b"IDENTITY\0", bytes(191), b""))
    ends = "OAEP_SEPARATOR"
    opened("separator", ends, "2 where zeros end", block(rest=b"\x02" + MESSAGE))
    opened("padding", ends, "an octet among the zeros", block(padding=bytes(157) + b"\x80"))
    opened("no-message", ends, "zeros to the end", block(padding=bytes(191), rest=b""))
    released_cases(cases)
    return cases


def raised(sealed: bytes) -> bytes:
    """The ciphertext with the modulus added, which takes an octet more."""
    return octets(int.from_bytes(sealed, "big") + modulus(), LENGTH + 1)


def released_cases(cases: Cases) -> None:
    """What may be a released key by its form."""
    rsa, box = OCTETS["decryption"], public_key(seed("secret of a software key"))

    def released(label: str, ends: str, why: str, key: bytes, to: bytes = rsa) -> None:
        request: dict[str, JsonValue] = {"request": "released_key", "encryption_key": to.hex(), "key": key.hex()}
        cases.add(f"released-{label}", why, request, ends, clause="§9")

    for name, receiver in (("key", rsa), ("software", box)):
        sealed = seal_to(receiver, MESSAGE, SEED)
        assert sealed is not None, "it is a key that receives"
        released(name, OK, "as an owner sealed it", sealed, receiver)
        released(f"{name}-short", "RELEASED_KEY_LENGTH", "an octet less", sealed[:-1], receiver)
        released(f"{name}-long", "RELEASED_KEY_LENGTH", "an octet more", sealed + b"\0", receiver)
        released(f"{name}-empty", "RELEASED_KEY_LENGTH", "no octets", b"", receiver)
    n = modulus()
    for name, number in (("two", 2), ("modulus-less-two", n - 2)):
        released(name, OK, "the first and the last number in which something may be sealed", octets(number))
    for name, number, why in (
        ("zero", 0, "0 stays 0 whatever the exponent"),
        ("one", 1, "1 stays 1"),
        ("modulus-less-one", n - 1, "-1 stays -1, as the exponent is odd"),
        ("modulus", n, "a TPM opens nothing that is not below the modulus"),
        ("largest", 2 ** (8 * LENGTH) - 1, "above the modulus"),
    ):
        released(name, "RELEASED_KEY_RANGE", why, octets(number))
    released("modulus-long", "RELEASED_KEY_LENGTH", "and too long", octets(n, LENGTH + 1))
    public = public_of("decryption")
    oaep = publics.encode(evolve(public, scheme=Scheme(Method.OAEP, Hash.SHA256)))
    ends = "RELEASED_KEY_RECEIVER"
    released("to-oaep", ends, "its scheme is not left open", octets(2), oaep)
    released("to-signer", ends, "a key that signs", octets(2), OCTETS["ak_rsassa"])
    released("to-nobody", ends, "no key, and nothing is sealed", b"", b"")
