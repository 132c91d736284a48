"""What swtpm answered, recorded once: ``leo_ref/vectors/recorded/answers.json`` says when and with which tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from leo_ref.attestation.appraisal.answer import Answer, TpmQuote, log_digest
from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key
from leo_ref.attestation.identity.certification import Statement
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.tcg import public as publics
from leo_ref.vectors.appraisal.scene import BOOT_LOG, LIST, POLICIES, VIOLATED, WORKS, NamedQuestion
from leo_ref.vectors.tcg import ima

PLACE: Final = Path(__file__).parents[1] / "recorded" / "answers.json"


@frozen(kw_only=True)
class EnrolledKey:
    """An attestation key as it was enrolled."""

    public: bytes
    qualified_parent: bytes

    @property
    def enrolled(self) -> AttestationKey:
        """The key, judged."""
        public = publics.parse(self.public)
        assert not isinstance(public, Rejection), public
        key = attestation_key(self.public, publics.name(public), self.qualified_parent)
        assert not isinstance(key, Rejection), key
        return key


@frozen(kw_only=True)
class Recorded:
    """An honest answer of an honest TPM."""

    run: str
    machine: str
    policy: str
    asked: NamedQuestion
    answer: Answer
    published: tuple[bytes, ...]
    """The logs that the answer refers to."""


def _read() -> Mapping[str, Any]:  # Any: a file of our own, read where its parts are used
    read: dict[str, Any] = json.loads(PLACE.read_text("ascii"))
    return read


_FILE: Final = _read()


def read_key(entry: Mapping[str, str]) -> EnrolledKey:
    """A key as the file has it."""
    return EnrolledKey(public=bytes.fromhex(entry["public"]), qualified_parent=bytes.fromhex(entry["qualified_parent"]))


def read_answer(entry: Mapping[str, Any]) -> Recorded:  # Any: as above
    """An answer as the file has it."""
    policy = POLICIES[entry["policy"]]
    whole = VIOLATED if entry.get("list") == "violated" else LIST
    # An RSA machine publishes the list as it is in the end, which runs ahead of its quotes.
    entries = whole if entry["machine"].startswith("rsa") else whole[: entry["listed"]]
    boot_log = None if policy.boot_log is None else BOOT_LOG
    kernel_list = None if policy.kernel_list is None else ima.octets(*entries)
    return Recorded(
        run=entry["run"],
        machine=entry["machine"],
        policy=entry["policy"],
        asked=NamedQuestion(
            work=entry["work"], round=entry["round"], phase=Phase(entry["phase"]), monitor=entry["monitor"]
        ),
        answer=Answer(
            quote=TpmQuote(
                attest=bytes.fromhex(entry["attest"]),
                signature=bytes.fromhex(entry["signature"]),
                values=b"".join(bytes.fromhex(value) for value in entry["values"]),
                start=bytes.fromhex(entry["start"]),
                boot_log=None if boot_log is None else log_digest(boot_log),
                kernel_list=None if kernel_list is None else log_digest(kernel_list),
            ),
            log=WORKS[entry["work"]].logs[entry["log"]],
        ),
        published=tuple(octets for octets in (boot_log, kernel_list) if octets is not None),
    )


KEYS: Final[Mapping[str, EnrolledKey]] = {name: read_key(entry) for name, entry in _FILE["keys"].items()}
"""By the name of the machine."""

ANSWERS: Final = tuple(read_answer(entry) for entry in _FILE["answers"])

SIGNED: Final[Mapping[str, Statement]] = {
    entry["name"]: Statement(attest=bytes.fromhex(entry["attest"]), signature=bytes.fromhex(entry["signature"]))
    for entry in _FILE["signed"]
}
"""What else the key of the machine ``liar`` signed."""


def of_run(run: str, monitor: int = 0) -> tuple[Recorded, ...]:
    """The answers of a run to one monitor, in their order."""
    found = tuple(one for one in ANSWERS if one.run == run and one.asked.monitor == monitor)
    assert found, run
    return found
