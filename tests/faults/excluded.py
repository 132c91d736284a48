"""Faults of the simulators that the types exclude: the octets that would bring them, and the code that refuses them."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Code
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Requirement
from leo_ref.core.state.transaction import Apply, Approve, Body, Certificates, PostTask, Transfer
from leo_ref.core.values import JobId, ServiceId
from tests.ledger.participants import account, node, signed


@frozen(kw_only=True)
class Excluded:
    """A fault that has no octets."""

    name: str
    was: str
    octets: bytes
    code: Code


def changed(body: Body, old: bytes, new: bytes) -> bytes:
    """The octets of Alice's transaction with one place changed."""
    octets = to_octets(signed("alice", 0, body))
    assert octets.count(old) == 1, old
    return octets.replace(old, new)


TRANSFER: Final = Transfer(to=account("bob"), amount=500)
POST: Final = PostTask(
    run_window=32,
    result_limit=2**20,
    service=ServiceId(node("n1")),
    data=Imprint(length=16, root=bytes(32)),
    key_commitment=bytes(32),
    result_key=b"",
    requirement=Requirement(min_credit=1),
    payment=10,
    deposit=3,
    tau=10,
)
KEYS: Final = EncryptionKeys(task=b"task", service=b"service")
CERTIFICATES: Final = Certificates(task=b"", service=b"")
APPLY: Final = Apply(job=JobId(node("n2")), round=1, proof=b"", encryption_keys=KEYS, certificates=CERTIFICATES)
APPROVE: Final = Approve(job=JobId(node("n2")))

EXCLUDED: Final = (
    Excluded(
        name="amount as number",
        was='an amount concatenates: "500" + "5" = "5005"',
        octets=changed(TRANSFER, b'"500"', b"500"),
        code=Code.WRONG_TYPE,
    ),
    Excluded(
        name="amount as other text",
        was='an amount concatenates: "500" + "5" = "5005"',
        octets=changed(TRANSFER, b'"500"', b'"0500"'),
        code=Code.NOT_DECIMAL,
    ),
    Excluded(
        name="negative amount",
        was="negative deposits mint",
        octets=changed(POST, b'"deposit":"3"', b'"deposit":"-3"'),
        code=Code.NOT_DECIMAL,
    ),
    Excluded(
        name="fraction of a unit",
        was="sums drift by floats",
        octets=changed(TRANSFER, b'"500"', b'"5999.999"'),
        code=Code.NOT_DECIMAL,
    ),
    Excluded(
        name="amount above every supply",
        was="arithmetic overflow",
        octets=changed(TRANSFER, b'"500"', b'"%d"' % 2**128),
        code=Code.OUT_OF_RANGE,
    ),
    Excluded(
        name="tau as fraction",
        was="the draw uses a float p",
        octets=changed(POST, b'"tau":10', b'"tau":0.5'),
        code=Code.NOT_INTEGER,
    ),
    Excluded(
        name="upper case wins",
        was="the tie-break compares hex text, so upper case wins",
        octets=changed(APPLY, f'"job":"{node("n2")}"'.encode(), f'"job":"{node("n2").upper()}"'.encode()),
        code=Code.NOT_LOWER_HEX,
    ),
    Excluded(
        name="own public key",
        was="the prover brings its own public key",
        octets=changed(APPLY, b'"proof":""', b'"proof":"","public_key":"00"'),
        code=Code.UNKNOWN_FIELD,
    ),
    Excluded(
        name="own j",
        was="an application is not verified at all",
        octets=changed(APPLY, b'"job":', b'"j":10,"job":'),
        code=Code.UNKNOWN_FIELD,
    ),
    Excluded(
        name="flag for evidence",
        was='the proof of trust believes a flag that says "not hacked"',
        octets=changed(APPROVE, b'"job":', b'"hacked":false,"job":'),
        code=Code.UNKNOWN_FIELD,
    ),
    Excluded(
        name="unsigned",
        was="no signature",
        octets=changed(TRANSFER, signed("alice", 0, TRANSFER).signature.hex().encode(), b""),
        code=Code.WRONG_LENGTH,
    ),
)
