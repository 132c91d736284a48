"""The kernel's list of what it measured: integrity measurement architecture, IMA (§8).

Formats as the kernel documents them in "IMA Template Management Mechanism", as a file and as text. Both begin an entry
with its PCR and its template digest, the digest of the template data. The plain files carry the SHA-1 of it, files
whose name ends in a hash function that hash. Since 5.8 the kernel extends each bank by the digest of the template data
in that bank's own hash function, so the file's digests only have to be right; what counts is computed from the data.
Older kernels pad SHA-1 with zeros instead, which is no evidence and never matches here. Numbers are little-endian::

    entry   PCR (4) | template digest | size (4) | template | size (4) | template data
    data    for each field: size (4) | field
    d-ng    algorithm | ":" | NUL | digest          d-ngv2   type | ":" | d-ng
    n-ng    name | NUL                              sig, buf  any octets

A template digest of zeros marks a violation: the file was written while it was measured, the PCR was extended by ones,
and nothing vouches for the data of that entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.octets import Cursor, refuse, whole

TEMPLATES: Final[Mapping[bytes, tuple[str, ...]]] = {
    b"ima-ng": ("d-ng", "n-ng"),
    b"ima-sig": ("d-ng", "n-ng", "sig"),
    b"ima-buf": ("d-ng", "n-ng", "buf"),
    b"ima-ngv2": ("d-ngv2", "n-ng"),
    b"ima-sigv2": ("d-ngv2", "n-ng", "sig"),
}
"""The fields of each template; the template ``ima`` of SHA-1 digests without names of algorithms is not among them."""

TYPES: Final = (b"ima", b"verity")
"""What the digest of ``d-ngv2`` is of: the file, or its fs-verity description."""

IMA_PCR: Final = 10
NAMES: Final[Mapping[bytes, Hash]] = {algorithm.title.encode("ascii"): algorithm for algorithm in Hash}


@frozen(kw_only=True)
class Entry:
    """One measured file, buffer or violation."""

    template: bytes
    template_digest: bytes
    """As the file has it: right for its data, or zeros for a violation."""
    kind: bytes | None
    """One of ``TYPES`` in templates of version 2."""
    algorithm: Hash
    digest: bytes
    name: bytes
    """Without the NUL; the kernel writes what the path holds, newlines included, but "_" for a space."""
    extra: bytes | None
    """The third field: a signature or the buffer; ``None`` where the template has no third field."""

    @property
    def violation(self) -> bool:
        """Whether the data of this entry was never measured."""
        return not any(self.template_digest)

    @property
    def text(self) -> str:
        """The name in printable ASCII, which never acts on a terminal."""
        return self.name.decode("latin-1").encode("unicode_escape").decode("ascii")


@frozen
class ImaLog:
    """The entries in their order. All are of PCR 10."""

    template_hash: Hash
    """Of the file's template digests."""
    entries: tuple[Entry, ...]


def parse_ima_log(octets: bytes, template_hash: Hash = Hash.SHA1) -> ImaLog | Rejection:
    """The only log of which this is the file.

    Rejections, entry by entry: IMA_TRUNCATED, IMA_PCR, IMA_TEMPLATE, IMA_DIGEST, IMA_NAME, IMA_DATA_LENGTH,
    IMA_DIGEST_ALGORITHM, IMA_TEMPLATE_DIGEST; and IMA_EMPTY.
    """

    def read(cursor: Cursor) -> ImaLog:
        entries: list[Entry] = []
        while cursor.left:
            entries.append(_entry(cursor, template_hash, len(entries)))
        return ImaLog(template_hash, tuple(entries))

    if not octets:
        return reject(Code.IMA_EMPTY)
    return whole(octets, read, Code.IMA_TRUNCATED, Code.IMA_TRUNCATED, "little")


def encode_ima_log(log: ImaLog) -> bytes:
    """The file."""
    parts: list[bytes] = []
    for entry in log.entries:
        parts += [_u32(IMA_PCR), entry.template_digest, sized(entry.template), sized(template_data(entry))]
    return b"".join(parts)


def template_data(entry: Entry) -> bytes:
    """What a bank's digest of the entry is over."""
    kind = b"" if entry.kind is None else entry.kind + b":"
    digest = kind + entry.algorithm.title.encode("ascii") + b":\0" + entry.digest
    extra = b"" if entry.extra is None else sized(entry.extra)
    return sized(digest) + sized(entry.name + b"\0") + extra


def sized(octets: bytes) -> bytes:
    """The octets with their number in front."""
    return _u32(len(octets)) + octets


def checked(entry: Entry, number: int, template_hash: Hash) -> Entry:
    """The entry, if its digests hold; raises Refused with IMA_DIGEST_ALGORITHM or IMA_TEMPLATE_DIGEST."""
    if not entry.violation:
        if entry.algorithm not in STRONG:
            refuse(Code.IMA_DIGEST_ALGORITHM, entry=number)
        if template_hash.digest(template_data(entry)) != entry.template_digest:
            refuse(Code.IMA_TEMPLATE_DIGEST, entry=number)
    return entry


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _entry(cursor: Cursor, template_hash: Hash, number: int) -> Entry:
    pcr = cursor.u32()
    if pcr != IMA_PCR:
        refuse(Code.IMA_PCR, entry=number, pcr=pcr)
    template_digest = cursor.take(template_hash.size)
    template = cursor.take(cursor.u32())
    if template not in TEMPLATES:
        refuse(Code.IMA_TEMPLATE, entry=number)
    size = cursor.u32()
    begin = cursor.at
    fields = TEMPLATES[template]
    kind, algorithm, digest = _digest(cursor.take(cursor.u32()), fields[0] == "d-ngv2", number)
    name = cursor.take(cursor.u32())
    if len(name) < 2 or name.find(b"\0") != len(name) - 1:
        refuse(Code.IMA_NAME, entry=number)
    extra = cursor.take(cursor.u32()) if len(fields) == 3 else None
    if cursor.at - begin != size:
        refuse(Code.IMA_DATA_LENGTH, entry=number, given=size, expected=cursor.at - begin)
    entry = Entry(
        template=template,
        template_digest=template_digest,
        kind=kind,
        algorithm=algorithm,
        digest=digest,
        name=name[:-1],
        extra=extra,
    )
    return checked(entry, number, template_hash)


def _digest(octets: bytes, typed: bool, number: int) -> tuple[bytes | None, Hash, bytes]:
    """Type, hash function and digest of a field ``d-ng`` or, with the type, ``d-ngv2``."""
    kind = None
    if typed:
        kind, _, octets = octets.partition(b":")
        if kind not in TYPES:
            refuse(Code.IMA_DIGEST, entry=number)
    title, colon, digest = octets.partition(b":\0")
    algorithm = NAMES.get(title)
    if not colon or algorithm is None or len(digest) != algorithm.size:
        refuse(Code.IMA_DIGEST, entry=number)
    return kind, algorithm, digest
