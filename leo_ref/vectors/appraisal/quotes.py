"""Quotes that only look right: lies in the octets that a TPM signs, in its signature, in the values beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.core.state.evidence import Phase
from leo_ref.tcg import attest, pcr
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.attest import Attest, Quote
from leo_ref.tcg.octets import sized
from leo_ref.tcg.public import Public, Scheme
from leo_ref.vectors.appraisal.asking import Trials, Try, recorded
from leo_ref.vectors.appraisal.forge import KEY, forged, resigned, signed
from leo_ref.vectors.appraisal.recorded import KEYS, SIGNED, EnrolledKey
from leo_ref.vectors.appraisal.scene import BOOT_LOG, BOOTED, FIRMWARE, LIST, POLICIES, NamedQuestion, named
from leo_ref.vectors.tcg import ima

ECC: Final = recorded("liar, honest")
RSA: Final = recorded("rsa, references")
PSS: Final = recorded("pss, references")
FORGED: Final = forged(NamedQuestion(), "references")
WHOLE: Final = FORGED.answer.quote.attest
SIZE: Final = Hash.SHA256.size
SAFE_AT: Final = 6 + 36 + 34 + 16
SELECTION_AT: Final = SAFE_AT + 9
ORDER: Final = Curve.P256.order


def quote_trials() -> Trials:
    """In the order of the checks."""
    trials = Trials("appraisal/quotes")
    signatures(trials)
    structures(trials)
    questions(trials)
    selections(trials)
    values(trials)
    order(trials)
    return trials


def signatures(trials: Trials) -> None:
    """Signatures."""
    ecdsa, rsassa = ECC.answer.quote.signature, RSA.answer.quote.signature
    for name, octets, ends in _falsified(ecdsa):
        trials.add(f"ecdsa-{name}", "no signature of the key over this quote", ECC.quoting(signature=octets), ends)
    for kind, base in (("rsa", RSA), ("pss", PSS)):
        for name, octets, ends in _falsified_rsa(base.answer.quote.signature, base.key.public[-256:]):
            tried = base.quoting(signature=octets)
            trials.add(f"{kind}-{name}", "no signature of the key over this quote", tried, ends)
    for kind, base, name, method in (
        ("rsa", RSA, "labelled-pss", Method.RSAPSS),
        ("pss", PSS, "labelled-rsassa", Method.RSASSA),
    ):
        label = method.number.to_bytes(2, "big")
        claimed = base.quoting(signature=label + base.answer.quote.signature[2:])
        trials.add(f"{kind}-{name}", "another padding is claimed", claimed, "SIGNATURE_SCHEME")
        why = "the key is said to be of that padding too, and the padding is looked at"
        trials.add(f"{kind}-key-{name}", why, evolve(claimed, key=_of_method(base, method)), "SIGNATURE_MISMATCH")
    pss = PSS.answer.quote.signature
    trials.add("pss-of-another-key", "an RSA key of another machine", RSA.quoting(signature=pss), "SIGNATURE_SCHEME")
    trials.add("pss-for-ecc", "another kind of signature", ECC.quoting(signature=pss), "SIGNATURE_SCHEME")
    trials.add("rsa-for-ecc", "another kind of signature", ECC.quoting(signature=rsassa), "SIGNATURE_SCHEME")
    trials.add("ecc-for-rsa", "another kind of signature", RSA.quoting(signature=ecdsa), "SIGNATURE_SCHEME")
    for machine in ("ecc, references", "power"):
        tried = evolve(ECC, key=KEYS[machine])
        trials.add(
            f"of-another-machine-{machine.replace(', ', '-')}",
            "an honest answer of a machine that is not the one looked at",
            tried,
            "SIGNATURE_MISMATCH",
        )
    other = recorded("ecc, references").answer.quote
    trials.add(
        "signature-of-another",
        "the quote is not what it signs",
        ECC.quoting(signature=other.signature),
        "SIGNATURE_MISMATCH",
    )
    trials.add(
        "attest-of-another",
        "the signature is over another quote",
        ECC.quoting(attest=other.attest),
        "SIGNATURE_MISMATCH",
    )
    trailing = ECC.quoting(attest=ECC.answer.quote.attest + b"\0")
    trials.add("trailing-unsigned", "the octet is not signed", trailing, "SIGNATURE_MISMATCH")
    trials.add("nothing", "no quote at all", ECC.quoting(attest=b"", signature=b""), "SIGNATURE_TRUNCATED")


def _of_method(base: Try, method: Method) -> EnrolledKey:
    """The key of an answer, said to sign by another method."""
    public = publics.parse(base.key.public)
    assert isinstance(public, Public), public
    return evolve(base.key, public=publics.encode(evolve(public, scheme=Scheme(method, Hash.SHA256))))


def _falsified_rsa(octets: bytes, modulus: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Forms of an RSA signature that are not its own, and why each is refused."""
    head, number = octets[:6], int.from_bytes(octets[6:], "big")
    yield "zero", head + bytes(256), "SIGNATURE_MISMATCH"
    yield "modulus", head + modulus, "SIGNATURE_RANGE"
    yield "all-ones", head + b"\xff" * 256, "SIGNATURE_RANGE"
    yield "wider", octets[:4] + sized(b"\0" + octets[6:]), "SIGNATURE_WIDTH"
    yield "negated", head + (int.from_bytes(modulus, "big") - number).to_bytes(256, "big"), "SIGNATURE_MISMATCH"
    yield "labelled-sha1", octets[:2] + b"\0\4" + octets[4:], "SIGNATURE_SCHEME"
    yield "labelled-sha384", octets[:2] + b"\0\x0c" + octets[4:], "SIGNATURE_SCHEME"
    yield "trailing", octets + b"\0", "SIGNATURE_TRAILING"
    yield "cut", octets[:-1], "SIGNATURE_TRUNCATED"


def _falsified(octets: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Forms of an ECDSA signature that are not its own, and why each is refused."""
    head, r, s = octets[:4], octets[6:38], octets[40:]
    for name, first, second, ends in (
        ("r-and-s-zero", bytes(32), bytes(32), "SIGNATURE_RANGE"),
        ("r-zero", bytes(32), s, "SIGNATURE_RANGE"),
        ("s-zero", r, bytes(32), "SIGNATURE_RANGE"),
        ("r-order", ORDER.to_bytes(32, "big"), s, "SIGNATURE_RANGE"),
        ("s-order", r, ORDER.to_bytes(32, "big"), "SIGNATURE_RANGE"),
        ("r-plus-order", (int.from_bytes(r, "big") + ORDER).to_bytes(33, "big"), s, "SIGNATURE_WIDTH"),
        ("s-plus-order", r, (int.from_bytes(s, "big") + ORDER).to_bytes(33, "big"), "SIGNATURE_WIDTH"),
        ("r-wider", b"\0" + r, s, "SIGNATURE_WIDTH"),
        ("s-shorter", r, s[:-1], "SIGNATURE_WIDTH"),
        ("swapped", s, r, "SIGNATURE_MISMATCH"),
        ("empty-numbers", b"", b"", "SIGNATURE_WIDTH"),
    ):
        yield name, head + sized(first) + sized(second), ends
    yield "labelled-sha1", head[:2] + b"\0\4" + octets[4:], "SIGNATURE_SCHEME"
    yield "s-told-shorter", octets[:38] + b"\0\x1f" + s, "SIGNATURE_TRAILING"
    yield "s-told-longer", octets[:38] + b"\0\x21" + s, "SIGNATURE_TRUNCATED"
    yield "labelled-ecdaa", b"\0\x1a" + octets[2:], "SIGNATURE_ALGORITHM"
    yield "labelled-sm3", head[:2] + b"\0\x12" + octets[4:], "SIGNATURE_HASH"
    yield "trailing", octets + b"\0", "SIGNATURE_TRAILING"
    yield "cut", octets[:-1], "SIGNATURE_TRUNCATED"


def structures(trials: Trials) -> None:
    """What a key signs that signs anything, and other things that a TPM signs."""
    for kind in ("certify", "time"):
        tried = ECC.quoting(attest=SIGNED[kind].attest, signature=SIGNED[kind].signature)
        trials.add(f"{kind}-as-quote", "the TPM signed it for this question, and it is no quote", tried, "ATTEST_TYPE")
    for name, why, octets, ends in (
        ("magic", "no TPM made this", b"\xff\x54\x43\x48" + WHOLE[4:], "ATTEST_MAGIC"),
        ("magic-zero", "no TPM made this", bytes(4) + WHOLE[4:], "ATTEST_MAGIC"),
        ("magic-only", "the rest is not there", WHOLE[:4], "ATTEST_TRUNCATED"),
        ("trailing", "signed along", WHOLE + b"\0", "ATTEST_TRAILING"),
        ("twice", "signed along", WHOLE * 2, "ATTEST_TRAILING"),
        ("cut", "signed like this", WHOLE[:-1], "ATTEST_TRUNCATED"),
        ("safe-2", "truth is 0 or 1", WHOLE[:SAFE_AT] + b"\2" + WHOLE[SAFE_AT + 1 :], "ATTEST_SAFE"),
        ("signer-handle", "a handle for a name", WHOLE[:6] + sized(b"\x40\0\0\x0b") + WHOLE[42:], "ATTEST_NAME"),
        ("signer-empty", "no name", WHOLE[:6] + sized(b"") + WHOLE[42:], "ATTEST_NAME"),
        ("bit-24", "a register above 23", _selecting(b"\0\x0b\4\xff\x40\0\1"), "PCR_TOO_HIGH"),
        ("select-4", "four octets for three", _selecting(b"\0\x0b\4\xff\x40\0\0"), "PCR_SELECT_LENGTH"),
        ("select-2", "two octets for three", _selecting(b"\0\x0b\2\xff\x40"), "PCR_SELECT_LENGTH"),
        ("bank-unknown", "a bank that nobody knows", _selecting(b"\0\x12\3\xff\x40\0"), "PCR_BANK"),
    ):
        trials.add(name, why, resigned(FORGED, octets), ends)
    foreign = b"\0\x0b" + named("the qualified name of another key")
    for name, signer in (("foreign", foreign), ("unqualified", KEY.enrolled.name)):
        trials.add(f"signer-{name}", "another key is said to have signed", _by(signer), "QUOTE_SIGNER")
    moved = evolve(ECC, key=evolve(ECC.key, qualified_parent=foreign))
    trials.add("key-below-another", "enrolled below another endorsement key", moved, "QUOTE_SIGNER")
    primary = evolve(ECC, key=evolve(ECC.key, qualified_parent=bytes.fromhex("40000001")))
    trials.add("key-of-the-owner", "enrolled in the owner's hierarchy", primary, "QUOTE_SIGNER")


def _selecting(bank: bytes) -> bytes:
    return WHOLE[: SELECTION_AT + 4] + bank + WHOLE[-34:]


def _by(signer: bytes) -> Try:
    found = attest.quote(WHOLE)
    assert isinstance(found, Attest)
    return resigned(FORGED, attest.encode(evolve(found, signer=signer)))


def _quoting(selections: pcr.Selections | None = None, digest: bytes | None = None) -> Try:
    found = attest.quote(WHOLE)
    assert isinstance(found, Attest)
    said = found.attested
    quote = Quote(said.selections if selections is None else selections, said.digest if digest is None else digest)
    return resigned(FORGED, attest.encode(evolve(found, attested=quote)))


def questions(trials: Trials) -> None:
    """Answers to other questions."""
    asked = {
        "monitor": NamedQuestion(monitor=1),
        "phase": NamedQuestion(phase=Phase.DURING),
        "round": NamedQuestion(round=2),
        "task": NamedQuestion(work="next task"),
        "join": NamedQuestion(work="join"),
    }
    for kind, base in (("ecc", ECC), ("rsa", RSA), ("pss", PSS)):
        for what, other in asked.items():
            trials.add(
                f"of-another-{what}-{kind}",
                f"the answer to a question of another {what}",
                evolve(base, asked=other),
                "QUOTE_QUESTION",
            )
    for run, place in (("ecc, references", 0), ("rsa, references", 0)):
        earlier, later = recorded(run, place), recorded(run, place + 1)
        name = f"replayed-{run.partition(',')[0]}"
        trials.add(name, "the answer to `before` again", evolve(earlier, asked=later.asked), "QUOTE_QUESTION")
    for name in (
        *("empty question", "prefix of the question", "question in hexadecimal", "question and more"),
        *("nonce alone", "half of the nonce"),
    ):
        tried = ECC.quoting(attest=SIGNED[name].attest, signature=SIGNED[name].signature)
        trials.add(name.replace(" ", "-"), "the TPM was asked for this", tried, "QUOTE_QUESTION")


def selections(trials: Trials) -> None:
    """Other registers than the policy's."""
    for name in (
        *("no bank", "no register", "one more", "one less", "23 for 14", "bank twice"),
        *("weaker bank", "weaker bank beside", "other bank"),
    ):
        tried = ECC.quoting(attest=SIGNED[name].attest, signature=SIGNED[name].signature)
        trials.add(f"select-{name.replace(' ', '-')}", "the TPM was asked for this", tried, "QUOTE_SELECTION")
    for run in ("ecc, references", "rsa, references"):
        tried = evolve(recorded(run), policy=POLICIES["boot log"])
        trials.add(f"for-another-policy-{run[:3]}", "quoted by another policy", tried, "QUOTE_SELECTION")
    kernel = evolve(recorded("ecc, kernel list"), policy=POLICIES["boot log"])
    trials.add("select-with-10", "register 10 is more than this policy asks for", kernel, "QUOTE_SELECTION")
    listed = forged(NamedQuestion(), "kernel list", boot_log=BOOT_LOG, kernel_list=ima.octets(*LIST))
    found = attest.quote(listed.answer.quote.attest)
    assert isinstance(found, Attest)
    passed = evolve(found, attested=Quote((pcr.Selection(BANK, (*range(10), 14, 23)),), found.attested.digest))
    tried = resigned(listed, attest.encode(passed))
    trials.add("select-23-for-10", "register 23, which anybody resets, for the kernel's", tried, "QUOTE_SELECTION")


def values(trials: Trials) -> None:
    """Values that are not those in the quote, or not those that are accepted."""
    for kind, base in (("ecc", ECC), ("rsa", RSA), ("pss", PSS)):
        values = base.answer.quote.values
        for name, octets in (
            ("none", b""),
            ("one-less", values[:-SIZE]),
            ("one-more", values + bytes(SIZE)),
            ("cut", values[:-1]),
        ):
            tried = base.quoting(values=octets)
            trials.add(f"values-{name}-{kind}", "not one a register", tried, "QUOTE_VALUES_LENGTH")
        for place in (0, 7, 8):
            lie = values[: place * SIZE] + named("a lie") + values[(place + 1) * SIZE :]
            tried = base.quoting(values=lie)
            trials.add(f"values-lie-{place}-{kind}", "one value is not the quoted one", tried, "QUOTE_DIGEST")
        swapped = values[SIZE : 2 * SIZE] + values[:SIZE] + values[2 * SIZE :]
        trials.add(f"values-swapped-{kind}", "the order counts", base.quoting(values=swapped), "QUOTE_DIGEST")
    values, digest = FORGED.answer.quote.values, WHOLE[-32:]
    for name, octets in (
        ("cut", digest[:-1]),
        ("prefix", digest[:4]),
        ("empty", b""),
        ("longer", digest + b"\0"),
        ("sha1", Hash.SHA1.digest(values)),
        ("sha384", Hash.SHA384.digest(values)),
        ("of-nothing", Hash.SHA256.digest(b"")),
    ):
        trials.add(f"digest-{name}", "not the digest of the values", _quoting(digest=octets), "QUOTE_DIGEST")
    for name, version in (("one-less", FIRMWARE - 1), ("zero", 0), ("halves-swapped", 0x0016363620191023)):
        tried = forged(NamedQuestion(), "boot log", boot_log=BOOT_LOG, firmware=version)
        trials.add(f"firmware-{name}", "below the policy's floor", tried, "QUOTE_FIRMWARE")
    for register in range(8):
        tried = forged(NamedQuestion(), "references", registers={**BOOTED, register: named("another boot")})
        trials.add(f"register-{register}", "another boot than the policy's", tried, "QUOTE_REGISTER")
    tried = forged(NamedQuestion(), "references", registers={**BOOTED, 7: bytes(SIZE)})
    trials.add("register-7-zeros", "an empty bank", tried, "QUOTE_REGISTER")
    tried = forged(NamedQuestion(), "choice", registers={**BOOTED, 7: named("a third boot")})
    trials.add("choice-third", "none of the values", tried, "QUOTE_REGISTER")


def order(trials: Trials) -> None:
    """Two faults each; the first of them is told."""
    trailing = resigned(FORGED, WHOLE + b"\0")
    other = evolve(trailing, asked=NamedQuestion(monitor=1))
    trials.add("order-structure-question", "the structure comes first", other, "ATTEST_TRAILING")
    unsigned = other.quoting(signature=signed(b"something else"))
    trials.add("order-signature-structure", "the signature comes first", unsigned, "SIGNATURE_MISMATCH")
    foreign = evolve(_by(b"\0\x0b" + named("another key")), asked=NamedQuestion(monitor=1))
    trials.add("order-signer-question", "the signer comes first", foreign, "QUOTE_SIGNER")
    base = evolve(_quoting(selections=()), asked=NamedQuestion(monitor=1))
    trials.add("order-question-selection", "the question comes first", base, "QUOTE_QUESTION")
    trials.add(
        "order-selection-values",
        "the selection comes first",
        _quoting(selections=()).quoting(values=b""),
        "QUOTE_SELECTION",
    )
    short = _quoting(digest=b"").quoting(values=b"")
    trials.add("order-length-digest", "the number of values comes first", short, "QUOTE_VALUES_LENGTH")
    lie = forged(NamedQuestion(), "boot log", firmware=0)
    trials.add("order-digest-firmware", "the digest comes first", lie.quoting(values=bytes(11 * SIZE)), "QUOTE_DIGEST")
    trials.add(
        "order-firmware-log", "the firmware comes first", lie.quoting(boot_log=named("no log")), "QUOTE_FIRMWARE"
    )
    unasked = forged(NamedQuestion(), "references", registers={**BOOTED, 0: named("another boot")})
    trials.add(
        "order-register-log", "the registers come first", unasked.quoting(boot_log=named("a log")), "QUOTE_REGISTER"
    )
    both = forged(
        NamedQuestion(), "references", registers={**BOOTED, 3: named("another boot"), 5: named("another boot")}
    )
    trials.add("order-of-registers", "register 3 is told, by its value", both, "QUOTE_REGISTER")
