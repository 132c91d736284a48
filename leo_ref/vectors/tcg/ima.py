"""Vectors on the kernel's measurement list (§8): as a file, as text, replayed; and each way to lie in one.

The lists are made by hand on top of the boot of :mod:`leo_ref.vectors.tcg.boots`.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.ima import Entry, ImaLog, encode_ima_log, template_data
from leo_ref.tcg.ima_replay import BOOT_AGGREGATE
from leo_ref.tcg.ima_text import encode_ima_text
from leo_ref.tcg.pcr import extended
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots

PCRS: Final = boots.values()
BOOT: Final = boots.quoted(PCRS, *range(10))
AGGREGATE: Final = Hash.SHA256.digest(b"".join(BOOT.values()))


def entry(
    name: bytes,
    digest: bytes,
    template: bytes = b"ima-ng",
    *,
    kind: bytes | None = None,
    extra: bytes | None = None,
    algorithm: Hash = Hash.SHA256,
    template_hash: Hash = Hash.SHA1,
) -> Entry:
    """An entry whose template digest is right."""
    whole = Entry(
        template=template, template_digest=b"", kind=kind, algorithm=algorithm, digest=digest, name=name, extra=extra
    )
    return evolve(whole, template_digest=template_hash.digest(template_data(whole)))


def violation(name: bytes) -> Entry:
    """A file that was written while it was measured."""
    return evolve(entry(name, bytes(20), algorithm=Hash.SHA1), template_digest=bytes(20))


FIRST: Final = entry(BOOT_AGGREGATE, AGGREGATE)
INIT: Final = entry(b"/usr/sbin/init", Hash.SHA256.digest(b"init"))
SHELL: Final = entry(b"/usr/bin/dash", Hash.SHA256.digest(b"dash"))
HONEST: Final = (FIRST, INIT, SHELL)


def octets(*entries: Entry, template_hash: Hash = Hash.SHA1) -> bytes:
    """The file."""
    return encode_ima_log(ImaLog(template_hash, entries))


def value(*entries: Entry, bank: Hash = Hash.SHA256) -> bytes:
    """PCR 10 of a TPM after the entries, as a kernel since 5.8 extends it."""
    pcr = bytes(bank.size)
    for one in entries:
        digest = bank.digest(template_data(one)) if any(one.template_digest) else b"\xff" * bank.size
        pcr = extended(bank, pcr, digest)
    return pcr


FILE: Final = octets(*HONEST)
VALUE: Final = value(*HONEST)


def asking(
    given: bytes,
    expected: bytes | None = None,
    boot: dict[int, bytes] | None = None,
    *,
    form: str = "file",
    template_hash: Hash = Hash.SHA1,
    bank: Hash = Hash.SHA256,
    violations: bool = False,
) -> dict[str, JsonValue]:
    """The request."""
    return {
        "request": "ima_log",
        "form": form,
        "octets": given.hex(),
        "template_hash": template_hash.title,
        "bank": bank.title,
        "boot": None if boot is None else {str(pcr): known.hex() for pcr, known in boot.items()},
        "expected": None if expected is None else expected.hex(),
        "violations": violations,
    }


def ima_cases() -> Cases:
    """All of them."""
    cases = Cases("tcg/ima")
    add_honest(cases)
    add_malformed(cases)
    add_malformed_text(cases)
    add_digests(cases)
    add_boot_aggregates(cases)
    add_prefixes(cases)
    return cases


def add_valid(cases: Cases, name: str, why: str, request: dict[str, JsonValue]) -> None:
    """A list that is evidence."""
    cases.add(name, why, request, clause="§8")


def add_honest(cases: Cases) -> None:
    """Lists that are as they should be, in every template."""
    add_valid(cases, "looked-at", "without a quote it is a claim, and replays", asking(FILE))
    add_valid(cases, "quoted", "the whole list gives the quoted value", asking(FILE, VALUE, BOOT))
    others = (
        entry(b"/usr/bin/signed", Hash.SHA256.digest(b"1"), b"ima-sig", extra=b"\3\2\4signature"),
        entry(b"/usr/bin/unsigned", Hash.SHA512.digest(b"2"), b"ima-sig", extra=b"", algorithm=Hash.SHA512),
        entry(b"kexec-cmdline", Hash.SHA256.digest(b"quiet"), b"ima-buf", extra=b"quiet"),
        entry(b"/usr/bin/typed", Hash.SHA384.digest(b"3"), b"ima-ngv2", kind=b"ima", algorithm=Hash.SHA384),
        entry(b"/usr/bin/verity", Hash.SHA256.digest(b"4"), b"ima-sigv2", kind=b"verity", extra=b"\3"),
    )
    whole = (*HONEST, *others)
    add_valid(
        cases, "templates", "every template with digests that are evidence", asking(octets(*whole), value(*whole))
    )
    text = encode_ima_text(ImaLog(Hash.SHA1, whole))
    add_valid(cases, "text", "the same entries as text", asking(text, value(*whole), BOOT, form="text"))
    for bank in (Hash.SHA256, Hash.SHA384, Hash.SHA512):
        own = tuple(evolve(one, template_digest=bank.digest(template_data(one))) for one in HONEST)
        request = asking(octets(*own), value(*own, bank=bank), template_hash=bank, bank=bank)
        add_valid(cases, f"file-of-{bank.title}", "a file with another template digest", request)
    newline = (FIRST, entry(b"/tmp/a\nb", Hash.SHA256.digest(b"5")))
    add_valid(cases, "name-with-newline", "a file may be called that", asking(octets(*newline), value(*newline)))
    changed = (FIRST, violation(b"/var/log/journal"), SHELL)
    request = asking(octets(*changed), value(*changed), violations=True)
    add_valid(cases, "violation-allowed", "the PCR was extended by ones", request)
    cases.add("violation", "a policy may allow none", asking(octets(*changed), value(*changed)), "IMA_VIOLATION")
    zeros = extended(Hash.SHA256, value(FIRST), bytes(32))
    why = "the zeros of the list are not what was extended"
    request = asking(octets(FIRST, violation(b"/x")), zeros, violations=True)
    cases.add("violation-of-zeros", why, request, "IMA_NOT_REACHED")


def add_malformed(cases: Cases) -> None:
    """Files that are none."""
    cases.add("empty", "the first entry is always there", asking(b""), "IMA_EMPTY")
    for name, at in (
        ("pcr", 2),
        ("template-digest", 23),
        ("template-size", 26),
        ("template", 32),
        ("data-size", 36),
        ("digest-size", 41),
        ("digest", 60),
        ("name-size", 85),
        ("name", 100),
    ):
        cases.add(f"cut-in-{name}", "it ends within a field", asking(FILE[:at]), "IMA_TRUNCATED")
    cases.add("trailing-octet", "an octet is no entry", asking(FILE + b"\0"), "IMA_TRUNCATED")
    for name, at in (("template", 24), ("digest", 38), ("name", 82)):
        huge = FILE[: at + 3] + b"\xff" + FILE[at + 4 :]
        cases.add(f"{name}-beyond-the-end", "a size is no reason to reserve memory", asking(huge), "IMA_TRUNCATED")
    for name, size in (("shorter", 64), ("longer", 66)):
        wrong = FILE[:34] + size.to_bytes(4, "little") + FILE[38:]
        cases.add(f"data-{name}-than-its-fields", "every octet has a field", asking(wrong), "IMA_DATA_LENGTH")
    cases.add("pcr-11", "the kernel's list is of PCR 10", asking(b"\x0b" + FILE[1:]), "IMA_PCR")
    for template in (b"ima", b"ima-ngx", b"d-ng|n-ng", b""):
        named = template.decode("ascii").replace("|", "-") or "none"
        wrong = octets(evolve(FIRST, template=template))
        cases.add(f"template-{named}", "not one of those with digests", asking(wrong), "IMA_TEMPLATE")
    for name, field in (
        ("without-algorithm", AGGREGATE),
        ("without-nul", b"sha256:" + AGGREGATE),
        ("of-md5", b"md5:\0" + bytes(16)),
        ("upper-case", b"SHA256:\0" + AGGREGATE),
        ("too-short", b"sha256:\0" + AGGREGATE[:-1]),
        ("too-long", b"sha256:\0" + AGGREGATE + b"\0"),
        ("with-type", b"ima:sha256:\0" + AGGREGATE),
    ):
        cases.add(f"digest-{name}", "not a digest field", asking(spelled(b"ima-ng", field)), "IMA_DIGEST")
    for name, field in (("no", b"sha256:\0" + AGGREGATE), ("an-unknown", b"elf:sha256:\0" + AGGREGATE)):
        wrong = spelled(b"ima-ngv2", field)
        cases.add(f"digest-with-{name}-type", "version 2 has a type", asking(wrong), "IMA_DIGEST")
    for named, field in (
        ("without-nul", b"/x"),
        ("with-nul-inside", b"/x\0y\0"),
        ("with-two-nuls", b"/x\0\0"),
        ("empty", b"\0"),
        ("absent", b""),
    ):
        wrong = spelled(b"ima-ng", b"sha256:\0" + AGGREGATE, field)
        cases.add(f"name-{named}", "the name that people see is not the one measured", asking(wrong), "IMA_NAME")


def spelled(template: bytes, digest: bytes, name: bytes = b"boot_aggregate\0") -> bytes:
    """A file of one entry with these fields, whatever they are, and the right template digest."""
    data = counted(digest) + counted(name)
    return (10).to_bytes(4, "little") + Hash.SHA1.digest(data) + counted(template) + counted(data)


def counted(field: bytes) -> bytes:
    """A field with its size."""
    return len(field).to_bytes(4, "little") + field


def add_malformed_text(cases: Cases) -> None:
    """Texts that are none."""
    text = encode_ima_text(ImaLog(Hash.SHA1, HONEST))
    line, _, rest = text.partition(b"\n")
    words = line.split(b" ")
    signed, typed = (
        encode_ima_text(ImaLog(Hash.SHA1, (one,)))
        for one in (
            entry(BOOT_AGGREGATE, AGGREGATE, b"ima-sig", extra=b"\3"),
            entry(BOOT_AGGREGATE, AGGREGATE, b"ima-ngv2", kind=b"elf"),
        )
    )
    for name, given, code in (
        ("empty", b"", "IMA_EMPTY"),
        ("without-last-newline", text[:-1], "IMA_LINE"),
        ("empty-line", text + b"\n", "IMA_LINE"),
        ("two-spaces", line.replace(b" ", b"  ", 1) + b"\n", "IMA_LINE"),
        ("carriage-returns", text.replace(b"\n", b"\r\n"), "IMA_TEMPLATE_DIGEST"),
        ("word-too-many", line + b" x\n" + rest, "IMA_LINE"),
        ("word-too-few", b" ".join(words[:4]) + b"\n", "IMA_LINE"),
        ("upper-case", line.upper() + b"\n", "IMA_LINE"),
        ("odd-hexadecimal", b" ".join([words[0], words[1][1:], *words[2:]]) + b"\n", "IMA_LINE"),
        ("short-template-digest", b" ".join([words[0], words[1][2:], *words[2:]]) + b"\n", "IMA_LINE"),
        ("pcr-11", b"11" + text[2:], "IMA_PCR"),
        ("pcr-010", b"0" + text, "IMA_LINE"),
        ("template-ima", line.replace(b"ima-ng", b"ima") + b"\n", "IMA_TEMPLATE"),
        ("digest-of-md5", line.replace(b"sha256", b"md5") + b"\n", "IMA_DIGEST"),
        ("digest-without-algorithm", line.replace(b"sha256:", b"") + b"\n", "IMA_DIGEST"),
        ("digest-too-short", line.replace(b"sha256:" + words[3][7:9], b"sha256:") + b"\n", "IMA_DIGEST"),
        ("digest-with-type", line.replace(b"sha256", b"ima:sha256") + b"\n", "IMA_DIGEST"),
        ("two-words", b" ".join(words[:2]) + b"\n", "IMA_LINE"),
        ("pcr-with-sign", b"+9" + text[2:], "IMA_LINE"),
        ("odd-signature", signed[:-2] + b"\n", "IMA_LINE"),
        ("digest-with-an-unknown-type", typed, "IMA_DIGEST"),
        ("name-empty", b" ".join(words[:4]) + b" \n", "IMA_NAME"),
        ("name-with-nul", line + b"\0\n", "IMA_NAME"),
        ("name-changed", line + b"s\n", "IMA_TEMPLATE_DIGEST"),
    ):
        cases.add(f"text-{name}", "not as the kernel writes it", asking(given, form="text"), code)
    split = encode_ima_text(ImaLog(Hash.SHA1, (FIRST, entry(b"/tmp/a\nb", AGGREGATE))))
    why = "the text cannot say that a name has a newline"
    cases.add("text-name-with-newline", why, asking(split, form="text"), "IMA_TEMPLATE_DIGEST")


def add_digests(cases: Cases) -> None:
    """Digests that are wrong, or no evidence."""
    renamed = evolve(SHELL, name=b"/usr/bin/evil")
    why = "the name is not what was measured"
    cases.add("name-rewritten", why, asking(octets(FIRST, INIT, renamed)), "IMA_TEMPLATE_DIGEST")
    again = entry(b"/usr/bin/evil", SHELL.digest)
    why = "and with a new template digest it is not what was extended"
    cases.add("name-and-digest-rewritten", why, asking(octets(FIRST, INIT, again), VALUE), "IMA_NOT_REACHED")
    hidden = violation(SHELL.name)
    why = "an entry passed for a violation, of which nothing is checked"
    request = asking(octets(FIRST, INIT, hidden), VALUE, violations=True)
    cases.add("hidden-as-violation", why, request, "IMA_NOT_REACHED")
    weak = entry(b"/usr/bin/dash", Hash.SHA1.digest(b"dash"), algorithm=Hash.SHA1)
    cases.add("file-by-sha1", "another file has the same digest", asking(octets(FIRST, weak)), "IMA_DIGEST_ALGORITHM")
    cases.add("bank-weak", "SHA-1 is no evidence", asking(FILE, bank=Hash.SHA1), "EVENT_LOG_BANK_WEAK")
    wrong = asking(FILE, template_hash=Hash.SHA256)
    cases.add("file-of-another-hash", "the digest has another size", wrong, "IMA_TRUNCATED")
    padded = bytes(32)
    for one in HONEST:
        padded = extended(Hash.SHA256, padded, one.template_digest + bytes(12))
    why = "kernels before 5.8 extend SHA-1 with zeros: no better than SHA-1"
    cases.add("padded-sha1", why, asking(FILE, padded), "IMA_NOT_REACHED")


def add_boot_aggregates(cases: Cases) -> None:
    """The entry that binds the list to the boot."""
    old = entry(BOOT_AGGREGATE, Hash.SHA256.digest(b"".join(PCRS[pcr] for pcr in range(8))))
    request = asking(octets(old, INIT), value(old, INIT), BOOT)
    add_valid(cases, "boot-aggregate-of-8", "older kernels take PCRs 0 to 7", request)
    request = asking(octets(old), value(old), boots.quoted(PCRS, *range(8)))
    add_valid(cases, "boot-aggregate-of-8-known", "of which the values may be all one has", request)
    other = BOOT | {4: Hash.SHA256.digest(b"another loader")}
    cases.add(
        "boot-aggregate-of-another-boot",
        "the list is of another boot",
        asking(FILE, VALUE, other),
        "IMA_BOOT_AGGREGATE",
    )
    known = boots.quoted(PCRS, *range(9))
    cases.add("boot-aggregate-not-known", "a value lacks", asking(FILE, VALUE, known), "IMA_BOOT_AGGREGATE")
    sha512 = entry(BOOT_AGGREGATE, Hash.SHA512.digest(b"".join(BOOT.values())), algorithm=Hash.SHA512)
    why = "it is by the hash function of the bank"
    cases.add("boot-aggregate-by-another-hash", why, asking(octets(sha512), None, BOOT), "IMA_BOOT_AGGREGATE")
    none = entry(BOOT_AGGREGATE, bytes(32))
    cases.add(
        "boot-aggregate-of-no-tpm", "the kernel found no TPM", asking(octets(none), None, BOOT), "IMA_BOOT_AGGREGATE"
    )
    for name, entries in (
        ("missing", (INIT, SHELL)),
        ("late", (INIT, FIRST)),
        ("violated", (violation(BOOT_AGGREGATE),)),
    ):
        why = "nothing binds the list to a boot"
        cases.add(f"boot-aggregate-{name}", why, asking(octets(*entries)), "IMA_BOOT_AGGREGATE_MISSING")
    twice = octets(*HONEST, FIRST)
    cases.add("boot-aggregate-twice", "another kernel was started by kexec", asking(twice), "IMA_BOOT_AGGREGATE_TWICE")
    add_valid(cases, "boot-aggregate-twice-after-quote", "which is not in the quote", asking(twice, VALUE))


def add_prefixes(cases: Cases) -> None:
    """Lists and quotes of different moments."""
    for count in (1, 2):
        request = asking(FILE, value(*HONEST[:count]), BOOT)
        add_valid(cases, f"ahead-by-{3 - count}", "the list went on: what follows is dropped", request)
    behind = octets(FIRST, INIT)
    cases.add("behind-quote", "the list lacks an entry", asking(behind, VALUE), "IMA_NOT_REACHED")
    swapped = octets(FIRST, SHELL, INIT)
    cases.add("swapped", "the order is measured too", asking(swapped, VALUE), "IMA_NOT_REACHED")
    cases.add("nothing-measured", "not even the boot aggregate", asking(FILE, bytes(32)), "IMA_NOT_REACHED")
    twice = octets(FIRST, INIT, INIT, SHELL)
    cases.add("entry-twice", "it was measured once", asking(twice, VALUE), "IMA_NOT_REACHED")
