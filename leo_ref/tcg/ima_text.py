"""The kernel's measurement list as text (§8): the same entries as :mod:`leo_ref.tcg.ima`, one a line.

The text says less than the file: a name with a newline in it looks like two lines. As the template digest is computed
again from what was read, such a list is refused; the file is the form to hand over.
"""

from __future__ import annotations

from typing import Final

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.ima import IMA_PCR, NAMES, TEMPLATES, TYPES, Entry, ImaLog, checked
from leo_ref.tcg.octets import Refused, refuse

HEXADECIMAL: Final = frozenset(b"0123456789abcdef")


def parse_ima_text(octets: bytes, template_hash: Hash = Hash.SHA1) -> ImaLog | Rejection:
    """The only log of which this is the text.

    Rejections: IMA_EMPTY; line by line IMA_LINE, IMA_PCR, IMA_TEMPLATE, IMA_DIGEST, IMA_NAME, IMA_DIGEST_ALGORITHM,
    IMA_TEMPLATE_DIGEST.
    """
    if not octets:
        return reject(Code.IMA_EMPTY)
    lines = octets.split(b"\n")
    entries: list[Entry] = []
    try:
        for number, line in enumerate(lines[:-1]):
            entries.append(checked(_entry(line, template_hash, number), number, template_hash))
        if lines[-1]:
            refuse(Code.IMA_LINE, entry=len(entries))
    except Refused as refused:
        return refused.rejection
    return ImaLog(template_hash, tuple(entries))


def encode_ima_text(log: ImaLog) -> bytes:
    """The text. It is read back unless a name holds a newline, or a space, for which the kernel writes "_"."""
    return b"".join(_line(entry) for entry in log.entries)


def _line(entry: Entry) -> bytes:
    kind = b"" if entry.kind is None else entry.kind + b":"
    words = [
        b"%2d" % IMA_PCR,
        entry.template_digest.hex().encode("ascii"),
        entry.template,
        kind + entry.algorithm.title.encode("ascii") + b":" + entry.digest.hex().encode("ascii"),
        entry.name,
    ]
    if entry.extra is not None:
        words.append(entry.extra.hex().encode("ascii"))
    return b" ".join(words) + b"\n"


def _entry(line: bytes, template_hash: Hash, number: int) -> Entry:
    words = line.split(b" ")
    if len(words) < 3 or not words[0].isdigit() or len(words[0]) != 2:
        refuse(Code.IMA_LINE, entry=number)
    if int(words[0]) != IMA_PCR:
        refuse(Code.IMA_PCR, entry=number, pcr=int(words[0]))
    if len(words[1]) != 2 * template_hash.size:
        refuse(Code.IMA_LINE, entry=number)
    template_digest, template = _hexadecimal(words[1], number), words[2]
    fields = TEMPLATES.get(template)
    if fields is None:
        refuse(Code.IMA_TEMPLATE, entry=number)
    if len(words) != 3 + len(fields):
        refuse(Code.IMA_LINE, entry=number)
    parts = words[3].split(b":")
    typed = fields[0] == "d-ngv2"
    if len(parts) != 2 + typed or (typed and parts[0] not in TYPES):
        refuse(Code.IMA_DIGEST, entry=number)
    algorithm, digest = NAMES.get(parts[-2]), parts[-1]
    if algorithm is None:
        refuse(Code.IMA_DIGEST, entry=number)
    if len(digest) != 2 * algorithm.size:
        refuse(Code.IMA_DIGEST, entry=number)
    if not words[4] or b"\0" in words[4]:
        refuse(Code.IMA_NAME, entry=number)
    return Entry(
        template=template,
        template_digest=template_digest,
        kind=parts[0] if typed else None,
        algorithm=algorithm,
        digest=_hexadecimal(digest, number),
        name=words[4],
        extra=_hexadecimal(words[5], number) if len(fields) == 3 else None,
    )


def _hexadecimal(word: bytes, number: int) -> bytes:
    if len(word) % 2 or not HEXADECIMAL.issuperset(word):
        refuse(Code.IMA_LINE, entry=number)
    return bytes.fromhex(word.decode("ascii"))
