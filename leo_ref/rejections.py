"""Every way the reference says no: one enum, one value type.

A rule that refuses returns a :class:`Rejection`; nothing in the protocol part raises for bad input. Other
implementations and the conformance vectors see ``Rejection.code`` and never prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from attrs import frozen

Value = str | int | bool


@unique
class Code(Enum):
    """Why an input was refused.

    Each member carries the clause of ``docs/protocol.md`` that it enforces, one sentence for people, and the
    names of the values that every rejection with this code reports.
    """

    def __init__(self, clause: str, meaning: str, carries: tuple[str, ...]) -> None:
        self.clause = clause
        self.__doc__ = meaning
        self.carries = carries

    # §2 canonical bytes
    NOT_UTF8 = ("§2", "The octets are not UTF-8 text.", ("offset",))
    NOT_JSON = ("§2", "The text is not one complete JSON value.", ("offset",))
    NOT_CANONICAL = ("§2", "The text is JSON but not its RFC 8785 form.", ("offset",))
    DUPLICATE_KEY = ("§2", "An object names one key twice.", ("key",))
    TOO_DEEP = ("§2", "The value is nested deeper than any message of the protocol.", ("limit",))
    TOO_LONG = ("§2", "The octets are more than any message of the protocol may have.", ("limit", "length"))
    UNKNOWN_FIELD = ("§2", "An object has a field that its type does not have.", ("path",))
    MISSING_FIELD = ("§2", "An object lacks a field that its type has.", ("path",))
    WRONG_TYPE = ("§2", "A value has another JSON type than its field.", ("path", "expected"))
    WRONG_LENGTH = ("§2", "An octet string has another length than its field.", ("path", "expected", "length"))
    NOT_LOWER_HEX = ("§2", "An octet string is not lower-case hexadecimal of even length.", ("path",))
    NOT_DECIMAL = ("§2", "A number is not a decimal string without sign or leading zeros.", ("path",))
    OUT_OF_RANGE = ("§2", "A number lies outside the range of its field.", ("path", "low", "high"))
    NOT_INTEGER = ("§2", "A JSON number has a fraction or an exponent.", ("path",))
    NOT_SORTED = ("§2", "The elements of a set are not in strictly increasing order of their octets.", ("path",))
    UNKNOWN_VARIANT = ("§2", "A name is none of those that its field may have.", ("path", "given"))
    UNKNOWN_VERSION = ("§2", "The document's version is not one this reference reads.", ("given",))

    # §6 the draw
    VRF_KEY_LENGTH = ("§6", "A VRF public key is not 32 octets.", ("length",))
    VRF_KEY_NOT_CANONICAL = ("§6", "A VRF public key is not the canonical encoding of a point.", ("key",))
    VRF_KEY_NOT_ON_CURVE = ("§6", "A VRF public key is not a point of the curve.", ("key",))
    VRF_KEY_SMALL_ORDER = ("§6", "A VRF public key is a point whose order divides the cofactor.", ("key",))
    VRF_KEY_NOT_IN_SUBGROUP = ("§6", "A VRF public key is a point outside the prime-order subgroup.", ("key",))
    VRF_PROOF_LENGTH = ("§6", "A VRF proof is not 80 octets.", ("length",))
    VRF_GAMMA_NOT_CANONICAL = ("§6", "Gamma of a VRF proof is not the canonical encoding of a point.", ("gamma",))
    VRF_GAMMA_NOT_ON_CURVE = ("§6", "Gamma of a VRF proof is not a point of the curve.", ("gamma",))
    VRF_GAMMA_SMALL_ORDER = ("§6", "Gamma of a VRF proof is a point whose order divides the cofactor.", ("gamma",))
    VRF_GAMMA_NOT_IN_SUBGROUP = ("§6", "Gamma of a VRF proof is outside the prime-order subgroup.", ("gamma",))
    VRF_S_TOO_LARGE = ("§6", "The scalar s of a VRF proof is not below the group order.", ("s",))
    VRF_CHALLENGE_MISMATCH = ("§6", "A VRF proof is not for this key, suite and message.", ("given", "computed"))
    NOT_DRAWN = ("§6", "The random value gives the node no vote.", ("weight", "total", "tau"))

    # §3 parameters, §5 the first state
    PARAMETER_OUT_OF_RANGE = ("§3", "A parameter lies outside the range in which the rules make sense.", ("parameter",))
    SUPPLY_TOO_LARGE = ("§5", "The first balances add up to more than an amount can be.", ("supply",))

    # §4 the envelope of a transaction, and the block
    SIGNATURE_INVALID = ("§4", "A transaction is not signed by its sender.", ("sender",))
    COUNTER_WRONG = ("§4", "A transaction does not carry the sender's next counter.", ("given", "expected"))
    WRONG_PARENT = ("§4", "A block does not follow the newest block.", ("given", "expected"))
    WRONG_HEIGHT = ("§4", "A block's height is not the next one.", ("given", "expected"))
    NOT_APPLICABLE = ("§4", "A block holds a transaction that is refused.", ("index", "refusal"))

    # §4, §6 money, services, tasks
    AMOUNT_ZERO = ("§4", "A transfer moves nothing.", ())
    BALANCE_TOO_LOW = ("§4", "The sender's balance does not cover what the transaction takes.", ("balance", "needed"))
    ID_TAKEN = ("§4", "The id of a service or job is in use already.", ("id",))
    NO_SUCH_SERVICE = ("§6", "No service has this id.", ("service",))
    NOT_SERVICE_OWNER = ("§6", "The sender does not own the service.", ("sender", "owner"))
    SERVICE_NOT_LIVE = ("§6", "The service was withdrawn.", ("service",))
    PAYMENT_TOO_LOW = ("§6", "The payment is below the gas fee and the price together.", ("payment", "needed"))
    DEPOSIT_TOO_LOW = ("§6", "The deposit is below the price.", ("deposit", "needed"))
    TAU_OUT_OF_RANGE = ("§6", "The task asks for no votes, or for more than a task may.", ("tau", "most"))
    NO_SUCH_JOB = ("§6", "No job has this id.", ("job",))
    NOT_A_TASK = ("§6", "The job is a join, and the transaction belongs to tasks.", ("job",))
    NOT_TASK_OWNER = ("§6", "The sender did not post the task.", ("sender", "owner"))
    WRONG_STAGE = ("§6", "The job is not in the stage that the transaction belongs to.", ("stage",))

    # §6 the group
    WRONG_ROUND = ("§6", "The claim is made for another round of the draw.", ("given", "expected"))
    NOT_ELIGIBLE = ("§6", "The node is not in the snapshot of the job.", ("node",))
    ALREADY_APPLIED = ("§6", "The node has a place in the group, or has lied to get one.", ("node",))
    NODE_NOT_ACTIVE = ("§6", "The node is no longer active.", ("status",))
    NODE_BUSY = ("§6", "The node serves in an open job.", ("node",))
    KEY_NOT_CERTIFIED = ("§6", "The encryption key does not carry a certificate of the node's TPM.", ("node",))

    # §5 joining and leaving
    NODE_IS_LIVE = ("§5", "The sender is a joining or active node already.", ("status",))
    EK_CHANGED = ("§5", "The node has shown another endorsement key before.", ("node",))
    EK_IN_USE = ("§5", "The endorsement key backs another live node.", ("node",))
    NODE_NOT_LIVE = ("§5", "The sender is not an active or suspended node.", ("status",))

    # §8 attestation, as a monitor answers its executor
    NOT_ASKED = ("§8", "The monitor has an answer for this phase already.", ("phase",))
    EVIDENCE_NOT_SIGNED = ("§8", "The answer is not signed by the executor, so it is none.", ("phase",))
    ALREADY_SIGNED = ("§9", "The monitor has signed a ready statement already.", ("node",))
    NOT_CONTENT = ("§9", "The monitor has not seen a passing `before`.", ("node",))

    # §6, §7 announcements between members
    CLAIM_FORGED = ("§6", "The announced proof wins no place in this round.", ("node",))
    ALREADY_HEARD = ("§6", "This member has announced itself already.", ("node",))
    NOT_A_MEMBER = ("§7", "The node has no place in the closed group.", ("node",))
    ALREADY_ELECTED = ("§7", "The node has found its executor already.", ("node",))

    # §9, §10 ready, keys, payment request
    NOT_EXECUTOR = ("§9", "The sender is not the elected executor.", ("sender", "executor"))
    NOT_A_MONITOR = ("§9", "The node is not a monitor of this job.", ("node",))
    STATEMENT_FORGED = ("§9", "A ready statement is not signed by the monitor it names.", ("monitor",))
    NO_QUORUM = ("§9", "The statements are not more than the quorum of the monitors' J.", ("weight", "total"))
    NOT_KEY_OWNER = ("§9", "The sender is not the owner who releases this key.", ("sender", "owner"))
    KEY_ALREADY_RELEASED = ("§9", "This key is on the ledger already.", ("part",))

    # §11 confirmation
    ALREADY_CONFIRMED = ("§11", "The monitor has confirmed already.", ("node",))
    VERDICT_NOT_POSSIBLE = ("§11", "The verdict cannot be given of a job in this state.", ("verdict",))
    EVIDENCE_WITH_SILENCE = ("§11", "A verdict of silence comes with evidence.", ())


@frozen
class Rejection:
    """A refusal: the code and the values it carries, in the order of ``code.carries``."""

    code: Code
    values: tuple[Value, ...] = ()

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in zip(self.code.carries, self.values, strict=True))
        return f"{self.code.name} ({self.code.clause}): {self.code.__doc__}" + (f" [{said}]" if said else "")


def reject(code: Code, **values: Value) -> Rejection:
    """The rejection with ``code``; the keywords are ``code.carries``, in that order."""
    assert tuple(values) == code.carries, (code, values)
    return Rejection(code, tuple(values.values()))


CODES: Final[Mapping[str, Code]] = {code.name: code for code in Code}
