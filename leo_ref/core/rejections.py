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
    TOO_MANY_VALUES = ("§2", "The octets have more commas and opening brackets than they may.", ("limit", "count"))
    UNKNOWN_FIELD = ("§2", "An object has a field that its type does not have.", ("path",))
    MISSING_FIELD = ("§2", "An object lacks a field that its type has.", ("path",))
    WRONG_TYPE = ("§2", "A value has another JSON type than its field.", ("path", "expected"))
    WRONG_LENGTH = ("§2", "An octet string or array has another length than its field.", ("path", "expected", "length"))
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
    PRODUCERS_OUT_OF_RANGE = ("§4", "A deployment has no producer, or more than it may.", ("producers", "most"))
    PRODUCER_AGAIN = ("§4", "One account is a producer twice.", ("producer",))
    SUPPLY_TOO_LARGE = ("§5", "The first balances add up to more than an amount can be.", ("supply",))

    # §4 the envelope of a transaction, and the block
    SIGNATURE_INVALID = ("§4", "A transaction is not signed by its sender.", ("sender",))
    COUNTER_WRONG = ("§4", "A transaction does not carry the sender's next counter.", ("given", "expected"))
    WRONG_PARENT = ("§4", "A block does not follow the newest block.", ("given", "expected"))
    WRONG_HEIGHT = ("§4", "A block's height is not the next one.", ("given", "expected"))
    TOO_MANY_TRANSACTIONS = ("§4", "A block holds more transactions than a block may.", ("transactions", "most"))
    WRONG_PRODUCER = ("§4", "A block is of another producer than the one whose turn it is.", ("given", "expected"))
    PASS_NOT_NEEDED = ("§4", "A block of the first turn says that producers passed one.", ("passes",))
    NOT_A_PRODUCER = ("§4", "An account that is no producer's passed a turn.", ("account",))
    TURN_NOT_PASSED = ("§4", "No more than half of the producers passed the turn before.", ("passes", "producers"))
    PASS_FORGED = ("§4", "A producer did not sign that it passed the turn.", ("producer",))
    BLOCK_FORGED = ("§4", "A block is not signed by its producer.", ("producer",))
    BEACON_FORGED = ("§4", "The proof of a block's beacon does not hold for its producer.", ("producer",))
    NOT_APPLICABLE = ("§4", "A block holds a transaction that is refused.", ("index", "refusal"))

    # §4, §6 money, services, tasks
    AMOUNT_ZERO = ("§4", "A transfer moves nothing.", ())
    BALANCE_TOO_LOW = ("§4", "The sender's balance does not cover what the transaction takes.", ("balance", "needed"))
    ID_TAKEN = ("§4", "The id of a service or job is in use already.", ("id",))
    NO_SUCH_SERVICE = ("§6", "No service has this id.", ("service",))
    NOT_SERVICE_OWNER = ("§6", "The sender does not own the service.", ("sender", "owner"))
    SERVICE_NOT_LIVE = ("§6", "The service was withdrawn.", ("service",))
    PAYLOAD_LENGTH = ("§6", "No sealed payload has so many octets, or so few.", ("length", "least", "most"))
    PAYLOAD_LAST_CHUNK = ("§6", "The last chunk has less octets than its tag.", ("length", "last", "least"))
    BOND_TOO_LOW = ("§6", "What is free of a service's bond is less than a task holds of it.", ("bond", "needed"))
    TERMS_NOT_MET = ("§6", "The task offers less of something than the service asks for.", ("term", "given", "least"))
    TAU_OUT_OF_RANGE = ("§6", "The task asks for fewer votes than a task must, or more.", ("tau", "least", "most"))
    PAYMENT_TOO_LOW = ("§6", "The payment leaves less than the least pay for the votes.", ("payment", "needed"))
    DEPOSIT_TOO_LOW = ("§6", "The deposit does not cover what an executor at fault pays.", ("deposit", "needed"))
    DEPOSIT_TOO_HIGH = ("§6", "The deposit is more than the payment.", ("deposit", "most"))
    RUN_WINDOW_TOO_LONG = ("§6", "The run window is longer than a task may ask for.", ("run_window", "most"))
    RESULT_LIMIT_TOO_HIGH = ("§6", "The result may be longer than a task may ask for.", ("result_limit", "most"))
    TIME_LIMIT_TOO_LONG = ("§6", "The run window is too short for the time limit.", ("time_limit", "run_window"))
    NO_SUCH_JOB = ("§6", "No job has this id.", ("job",))
    NOT_A_TASK = ("§6", "The job is a join, and the transaction belongs to tasks.", ("job",))
    WRONG_STAGE = ("§6", "The job is not in the stage that the transaction belongs to.", ("stage",))

    # §6 the group
    WRONG_ROUND = ("§6", "The claim is made for another round of the draw.", ("given", "expected"))
    NOT_IN_SNAPSHOT = ("§6", "The node was not active when the round opened.", ("node",))
    ALREADY_APPLIED = ("§6", "The node has a place in the group, or has lied to get one.", ("node",))
    NODE_NOT_ACTIVE = ("§6", "The node is no longer active.", ("status",))
    CREDIT_TOO_LOW = ("§6", "The node has less credit than the task asks for.", ("credit", "needed"))
    KEY_TOO_NEW = ("§6", "The node's VRF key was registered too short a time before the job.", ("since", "posted"))
    NODE_OF_PARTY = ("§6", "The node or its owner is a party of the job.", ("node",))
    NODE_BUSY = ("§6", "The node serves in an open job.", ("node",))
    KEY_FOR_BOTH = ("§6", "Both owners are given one encryption key.", ("node",))
    KEY_NOT_CERTIFIED = ("§6", "The encryption key does not carry a certificate of the node's TPM.", ("node",))

    # §5 joining and leaving
    NODE_IS_LIVE = ("§5", "The sender is a node already, or is about to be one.", ("status",))
    IDENTITY_FAILS = ("§5", "What shows who a node is does not pass a check.", ("node", "why"))
    SOFTWARE_IDENTITY = ("§5", "A key of software has not the form of software's.", ("part",))
    EK_CHANGED = ("§5", "The node has shown another endorsement key before.", ("node",))
    EK_IN_USE = ("§5", "Another node holds the endorsement key.", ("node",))
    NODE_NOT_LIVE = ("§5", "The sender is no node that may do this.", ("status",))

    # §5 certificates of a chain, each on its own
    CERT_TOO_LONG = ("§5", "A certificate has more octets than are read.", ("index", "length", "most"))
    CERT_MALFORMED = ("§5", "The octets are no X.509 certificate in DER.", ("index",))
    CERT_TRAILING = ("§5", "Octets follow the end of a certificate.", ("index", "left"))
    CERT_VERSION = ("§5", "A certificate is not of version 3.", ("index",))
    CERT_SERIAL = ("§5", "A certificate's serial number is not positive, or has more than 20 octets.", ("index",))
    CERT_KEY_MALFORMED = ("§5", "A certificate's key has not the form of its kind, or is no point.", ("index",))
    CERT_KEY_ALGORITHM = ("§5", "A certificate's key is neither of RSA nor on a known curve.", ("index",))
    CERT_SIGNATURE_ALGORITHM = ("§5", "A certificate is signed in a way that is not accepted.", ("index", "given"))
    CERT_EXTENSION_CRITICAL = ("§5", "A critical extension of a certificate is unknown.", ("index", "extension"))
    CERT_NOT_YET_VALID = ("§5", "A certificate is not valid yet.", ("index", "first"))
    CERT_EXPIRED = ("§5", "A certificate is no longer valid.", ("index", "last"))
    CERT_KEY_WEAK = ("§5", "A certificate's RSA key is too short.", ("index", "bits", "least"))
    CERT_KEY_ROCA = ("§5", "A certificate's RSA key has the fingerprint of factorable ones.", ("index",))
    CERT_KEY_CURVE = ("§5", "A certificate's key lies on a curve that is not accepted.", ("index", "given"))

    # §5 the profile of an endorsement key's certificate
    EK_CERT_CONSTRAINTS = ("§5", "The endorsement certificate has no basic constraints.", ())
    EK_CERT_IS_CA = ("§5", "The endorsement certificate is an authority's.", ())
    EK_CERT_KEY_USAGE = ("§5", "The endorsement certificate's key is not for receiving secrets alone.", ())
    EK_CERT_PURPOSE = ("§5", "The certificate's purpose is not that of an endorsement key.", ())
    EK_CERT_NAME = ("§5", "The endorsement certificate does not say which TPM it is for.", ())
    EK_CERT_NAME_NOT_CRITICAL = ("§5", "A certificate without a subject has no critical alternative name.", ())
    EK_CERT_NAME_ATTRIBUTE = ("§5", "The TPM's maker, model or version is not there once.", ("attribute", "count"))

    # §5 the chain to a pinned root, and what was taken back
    CHAIN_LENGTH = ("§5", "A chain has no certificate, or too many.", ("length", "most"))
    CHAIN_NOT_PINNED = ("§5", "The last certificate names no pinned root as its issuer.", ("index",))
    CHAIN_NOT_CA = ("§5", "An issuer is not marked as an authority.", ("index",))
    CHAIN_KEY_USAGE = ("§5", "An issuer's key is not for signing certificates.", ("index",))
    CHAIN_PURPOSE = ("§5", "An issuer's purposes leave out endorsement keys.", ("index",))
    CHAIN_PATH_LENGTH = ("§5", "More authorities stand below an issuer than it allows.", ("index", "between", "most"))
    CHAIN_NAME = ("§5", "A certificate names another issuer than the next of the chain.", ("index",))
    CHAIN_SIGNATURE = ("§5", "A certificate is not signed by the key of its issuer.", ("index",))
    CHAIN_REVOKED = ("§5", "A certificate was taken back by its issuer.", ("index", "serial"))
    CRL_TOO_LONG = ("§5", "A revocation list has more octets than are read.", ("number", "length", "most"))
    CRL_MALFORMED = ("§5", "The octets are no revocation list, or it promises no next one.", ("number",))
    CRL_SIGNATURE_ALGORITHM = ("§5", "A revocation list is signed in a way that is not accepted.", ("number", "given"))
    CRL_SIGNATURE = ("§5", "A revocation list is not signed by the authority that it names.", ("number",))
    CRL_EXTENSION_CRITICAL = ("§5", "A revocation list does not stand for itself.", ("number", "extension"))
    CRL_NOT_YET_VALID = ("§5", "A revocation list does not hold yet.", ("number", "first"))
    CRL_EXPIRED = ("§5", "A newer revocation list should be there.", ("number", "last"))
    CRL_MISSING = ("§5", "An authority's revocation list is required and not there.", ("index",))

    # §5 the public areas of a TPM's keys, in the order of their octets
    PUBLIC_TRUNCATED = ("§5", "A public area ends before its last field.", ("offset", "needed", "left"))
    PUBLIC_TRAILING = ("§5", "Octets follow a public area.", ("offset", "left"))
    PUBLIC_TYPE = ("§5", "A public area is of neither an RSA nor an ECC key.", ("given",))
    PUBLIC_NAME_HASH = ("§5", "The name of a key is made with an unknown hash function.", ("given",))
    PUBLIC_NAME_SHA1 = ("§5", "The name of a key is made with SHA-1, so another key can have it too.", ())
    PUBLIC_ATTRIBUTES = ("§5", "A public area has an attribute that is reserved.", ("given",))
    PUBLIC_POLICY_LENGTH = ("§5", "The policy of a key is no digest of its name's hash.", ("expected", "length"))
    PUBLIC_SYMMETRIC = ("§5", "A storage key wraps its children otherwise than with AES-CFB.", ("given",))
    PUBLIC_SCHEME = ("§5", "The scheme of a key is unknown or not one of its kind.", ("given",))
    PUBLIC_SCHEME_HASH = ("§5", "The scheme of a key has an unknown hash function.", ("given",))
    PUBLIC_RSA_BITS = ("§5", "An RSA key has another length than 2048, 3072 or 4096 bits.", ("bits",))
    PUBLIC_EXPONENT = ("§5", "The exponent of an RSA key is not 65537.", ("given",))
    PUBLIC_MODULUS_LENGTH = ("§5", "An RSA modulus has not the octets of its key's length.", ("expected", "length"))
    PUBLIC_MODULUS = ("§5", "An RSA modulus is even, or has fewer bits than its key claims.", ())
    PUBLIC_CURVE = ("§5", "An ECC key is on another curve than P-256 or P-384.", ("given",))
    PUBLIC_KDF = ("§5", "An ECC key names a key derivation function, which no TPM makes use of.", ("given",))
    PUBLIC_POINT_LENGTH = ("§5", "A coordinate has another width than its curve's field.", ("expected", "length"))
    PUBLIC_POINT = ("§5", "The coordinates of an ECC key are no point of its curve.", ())

    # §5 the endorsement key
    EK_CERT_OTHER_KEY = ("§5", "The certificate is of another key than the endorsement key shown.", ())
    EK_TEMPLATE = ("§5", "An endorsement key is not made from an accepted template.", ())

    # §5 the challenges of attestors, which anybody makes again
    CREDENTIAL_WIDTH = ("§5", "A part of a challenge is not as wide as its key asks.", ("part", "expected", "length"))
    CREDENTIAL_SCALAR = ("§5", "The randomness is no scalar of the endorsement key's curve.", ())
    CREDENTIAL_MADE_OTHERWISE = ("§5", "A credential is not what its seed and randomness make.", ("part",))
    CREDENTIAL_UNANSWERED = ("§5", "The candidate did not answer a credential that holds.", ())
    CREDENTIAL_ANSWER_WRONG = ("§5", "The candidate did not open a credential that holds.", ())

    # §8 enrolment of an attestation key by credential activation
    CREDENTIAL_ANSWERED = ("§8", "The enrolment was answered already.", ())
    CREDENTIAL_EXPIRED = ("§8", "The answer comes after the last block in which it counts.", ("last", "height"))
    CREDENTIAL_OTHER_NODE = ("§8", "The enrolment is of another node.", ("given", "expected"))
    CREDENTIAL_OTHER_KEY = ("§8", "The enrolment is of another attestation key.", ("given", "expected"))
    CREDENTIAL_WRONG_SECRET = ("§8", "The answer is not the secret of the credential.", ())
    CREDENTIAL_NOT_ACTIVATED = ("§8", "The attestation key was never enrolled.", ())

    # §8 what kind of key the attestation key is
    AK_NAME_HASH = ("§8", "The attestation key's name is not by SHA-256.", ("given",))
    AK_NAME = ("§8", "The attestation key has another name than it is said to have.", ("given", "computed"))
    AK_NOT_FIXED_TPM = ("§8", "The attestation key may leave its TPM.", ())
    AK_NOT_FIXED_PARENT = ("§8", "The attestation key may move to another parent.", ())
    AK_IMPORTED = ("§8", "The attestation key was not made by the TPM.", ())
    AK_NOT_RESTRICTED = ("§8", "The attestation key also signs what the TPM did not make.", ())
    AK_NOT_SIGNING = ("§8", "The attestation key does not sign.", ())
    AK_DECRYPTS = ("§8", "The attestation key also decrypts.", ())
    AK_SIGNS_CERTIFICATES = ("§8", "The attestation key signs X.509 certificates.", ())
    AK_SCHEME = ("§8", "The attestation key's scheme is open or not accepted.", ())
    AK_CURVE = ("§8", "The attestation key is on a curve that is not accepted.", ("given",))
    AK_ROCA = ("§8", "The attestation key has the fingerprint of factorable ones.", ())

    # §9 what kind of key the decryption key is
    DECRYPTION_KEY_NAME_HASH = ("§9", "The decryption key's name is not by SHA-256.", ("given",))
    DECRYPTION_KEY_NOT_FIXED_TPM = ("§9", "The decryption key may leave its TPM.", ())
    DECRYPTION_KEY_NOT_FIXED_PARENT = ("§9", "The decryption key may move to another parent.", ())
    DECRYPTION_KEY_IMPORTED = ("§9", "The decryption key was not made by the TPM.", ())
    DECRYPTION_KEY_ADMIN_WITHOUT_POLICY = ("§9", "The decryption key is administered by a secret.", ())
    DECRYPTION_KEY_NOT_DECRYPTING = ("§9", "The decryption key does not decrypt.", ())
    DECRYPTION_KEY_USER_WITH_AUTH = ("§9", "The decryption key opens by a secret, in whatever state.", ())
    DECRYPTION_KEY_SIGNS = ("§9", "The decryption key also signs.", ())
    DECRYPTION_KEY_RESTRICTED = ("§9", "The decryption key wraps keys and opens no data.", ())
    DECRYPTION_KEY_SIZE = ("§9", "The decryption key is not of RSA with 2048 bits.", ())
    DECRYPTION_KEY_ROCA = ("§9", "The decryption key has the fingerprint of factorable ones.", ())
    DECRYPTION_KEY_SCHEME = ("§9", "The decryption key does not leave its scheme to each use.", ())
    DECRYPTION_KEY_POLICY = ("§9", "The decryption key opens in another state or boot.", ("given", "expected"))

    # §9 what the attestation key certifies of it
    CERTIFY_SIGNER = ("§9", "A statement on a key is signed by another than the enrolled key.", ())
    CERTIFY_DATA = ("§9", "A statement on a key is tied to another node, VRF key or epoch.", ())
    CERTIFY_OTHER_KEY = ("§9", "A statement is on another key.", ("given", "expected"))
    CREATION_HASH = ("§9", "The creation data is not that which the TPM certified.", ())
    CREATION_OTHER_PARENT = ("§9", "The key was made below another parent.", ("given", "expected"))
    CREATION_OUTSIDE = ("§9", "The key was made for another node, VRF key or epoch.", ())

    # §8 questions, and evidence that answers them
    NOT_ASKED = ("§8", "The monitor has an answer for this phase already.", ("phase",))
    PHASE_ORDER = ("§8", "An answer is to a phase that the job has not, or that lies before one answered.", ("phase",))
    NONCE_REPEATED = ("§8", "A question has the nonce of an earlier one.", ("phase",))
    EVIDENCE_NOT_SIGNED = ("§8", "The answer is not signed by the executor, so it is none.", ("phase",))
    OTHER_QUESTION = ("§8", "Evidence is to another question than the one it is needed for.", ("phase",))
    QUESTION_FORGED = ("§8", "A question does not carry the VRF proof of who asks it.", ("monitor",))
    EVIDENCE_FAILS = ("§8", "Evidence does not show what it must.", ("phase", "why"))

    # §8 software evidence, in the order of the checks
    SOFTWARE_QUOTE = ("§8", "Software evidence does not pass a check.", ("flaw",))

    # §9 disputes
    KEY_NOT_AT_FAULT = ("§9", "What is shown of a released key does not prove that it is a wrong one.", ("part", "why"))
    KEY_OPENS = ("§9", "The key is the one committed to, and no chunk is shown that it does not open.", ())

    # §8 two answers to one question

    # §8 event logs of firmware (PC Client Platform Firmware Profile): their form
    EVENT_LOG_TRUNCATED = ("§8", "An event log ends within a structure.", ("offset", "needed", "left"))
    EVENT_LOG_NOT_ONE = ("§8", "The octets are an event log of neither the crypto-agile nor the SHA-1 form.", ())
    EVENT_LOG_LEGACY = ("§8", "The event log has the SHA-1 form, which is no evidence.", ("events",))
    EVENT_LOG_VERSION = ("§8", "The event log is of a version that is not 2.0.", ("major", "minor"))
    EVENT_LOG_PLATFORM_CLASS = ("§8", "The event log is of a platform that is neither client nor server.", ("given",))
    EVENT_LOG_UINTN_SIZE = ("§8", "An event log's size of UINTN is neither 1 nor 2.", ("given",))
    EVENT_LOG_BANKS = ("§8", "The event log declares more banks than there are.", ("given", "most"))
    EVENT_LOG_NO_ALGORITHM = ("§8", "The event log declares no bank.", ())
    EVENT_LOG_ALGORITHM_TWICE = ("§8", "The event log declares a bank twice.", ("given",))
    EVENT_LOG_DIGEST_SIZE = ("§8", "A declared size is not that of the algorithm.", ("algorithm", "given", "expected"))
    EVENT_LOG_SPEC_ID_SIZE = ("§8", "The Spec ID event is not as long as its fields.", ("given", "expected"))
    EVENT_LOG_EVENTS = ("§8", "The event log has more events than are read.", ("most",))
    EVENT_LOG_PCR = ("§8", "An event names a PCR that it cannot have.", ("event", "pcr"))
    EVENT_LOG_DIGEST_COUNT = ("§8", "An event has not one digest a bank.", ("event", "given", "expected"))
    EVENT_LOG_DIGEST_ALGORITHM = (
        "§8",
        "The digests of an event are not of the declared banks in the declared order.",
        ("event", "given", "expected"),
    )

    # §8 event logs of firmware: what they claim
    EVENT_LOG_BANK_WEAK = ("§8", "A SHA-1 bank is no evidence.", ("bank",))
    EVENT_LOG_BANK_ABSENT = ("§8", "The event log has no digests of this bank.", ("bank",))
    EVENT_LOG_BANK_EMPTY = ("§8", "A PCR that firmware measures into is empty: the bank is not in use.", ("pcr",))
    EVENT_LOG_TYPE = ("§8", "An event is of an unknown type.", ("event", "type"))
    EVENT_LOG_DIGEST_EMPTY = ("§8", "An event extends zeros: it was not measured into the bank.", ("event", "pcr"))
    EVENT_LOG_NO_ACTION_DIGEST = ("§8", "An event that extends nothing has a digest other than zeros.", ("event",))
    EVENT_LOG_LOCALITY = ("§8", "A startup locality is malformed or none that a TPM starts from.", ("event",))
    EVENT_LOG_LOCALITY_TWICE = ("§8", "The event log tells the startup locality twice.", ("event",))
    EVENT_LOG_LOCALITY_LATE = ("§8", "The startup locality is told after PCR 0 was extended.", ("event",))
    EVENT_LOG_HCRTM = ("§8", "H-CRTM begins PCR 0 exactly when the TPM was started at locality 4.", ("event",))
    EVENT_LOG_NOT_REACHED = ("§8", "No prefix of the event log gives this PCR its value.", ("pcr", "expected"))
    EVENT_LOG_NO_PREFIX = ("§8", "The values are reached, but never all by the same prefix of the event log.", ())
    EVENT_LOG_SEPARATOR_MISSING = ("§8", "No separator ends what firmware measured into a PCR.", ("pcr",))
    EVENT_LOG_SEPARATOR_TWICE = ("§8", "A PCR has a second separator.", ("event", "pcr"))
    EVENT_LOG_SEPARATOR_VALUE = ("§8", "A separator is neither 00000000 nor FFFFFFFF.", ("event", "pcr"))
    EVENT_LOG_SEPARATOR_HIDDEN = ("§8", "A separator's digest stands under another type.", ("event", "pcr", "type"))
    EVENT_LOG_DATA = ("§8", "An event's data has not the digest that its type demands.", ("event", "pcr", "type"))
    EVENT_LOG_AFTER_SEPARATOR = (
        "§8",
        "An event of a type that the policy does not allow there follows a separator.",
        ("event", "pcr", "type"),
    )

    # §8 logs of the kernel's integrity measurement (IMA)
    IMA_TRUNCATED = ("§8", "An IMA log ends within an entry.", ("offset", "needed", "left"))
    IMA_LINE = ("§8", "A line of an IMA log in text is not as the kernel writes it.", ("entry",))
    IMA_PCR = ("§8", "An IMA entry is of another PCR.", ("entry", "pcr"))
    IMA_TEMPLATE = ("§8", "An IMA entry has a template that this reference does not read.", ("entry",))
    IMA_DATA_LENGTH = (
        "§8",
        "The template data of an IMA entry is not as long as its fields.",
        ("entry", "given", "expected"),
    )
    IMA_DIGEST = ("§8", "The digest field of an IMA entry is malformed.", ("entry",))
    IMA_DIGEST_ALGORITHM = ("§8", "A file's digest is by no algorithm that is evidence.", ("entry",))
    IMA_NAME = ("§8", "The name of an IMA entry is not one text that ends in one NUL.", ("entry",))
    IMA_TEMPLATE_DIGEST = ("§8", "The template digest of an IMA entry is not that of its data.", ("entry",))
    IMA_EMPTY = ("§8", "An IMA log has no entry.", ())
    IMA_BOOT_AGGREGATE_MISSING = ("§8", "An IMA log does not begin with the boot aggregate.", ())
    IMA_BOOT_AGGREGATE_TWICE = ("§8", "An IMA log has a second boot aggregate: another kernel began.", ("entry",))
    IMA_BOOT_AGGREGATE = ("§8", "The boot aggregate is not the digest of the boot's PCRs.", ("given",))
    IMA_NOT_REACHED = ("§8", "No prefix of the IMA log gives the PCR its value.", ("expected",))
    IMA_VIOLATION = ("§8", "A file changed while it was measured, and the policy allows none.", ("entry",))

    # §8 what a TPM signs, in the order of its octets
    ATTEST_TRUNCATED = ("§8", "An attestation structure ends before its last field.", ("offset", "needed", "left"))
    ATTEST_TRAILING = ("§8", "Octets follow an attestation structure.", ("offset", "left"))
    ATTEST_MAGIC = ("§8", "The octets do not begin with TPM_GENERATED_VALUE, so no TPM made them.", ("given",))
    ATTEST_TYPE = ("§8", "An attestation structure is not of the kind asked for.", ("given", "expected"))
    ATTEST_NAME = ("§8", "A name in an attestation structure is no hash function with its digest.", ("offset",))
    ATTEST_SAFE = ("§8", "The octet `safe` of a TPM's clock is neither 0 nor 1.", ("given",))

    # §8 selections and values of PCRs
    PCR_TRUNCATED = ("§8", "A selection of PCRs ends before its last bank.", ("offset", "needed", "left"))
    PCR_TRAILING = ("§8", "Octets follow a selection of PCRs.", ("offset", "left"))
    PCR_COUNT = ("§8", "More banks of PCRs are selected than a TPM has.", ("limit", "count"))
    PCR_BANK = ("§8", "A bank of PCRs has an unknown hash function.", ("given",))
    PCR_TOO_HIGH = ("§8", "A PCR above 23 is selected.", ("highest",))
    PCR_SELECT_LENGTH = ("§8", "The selection in a bank is not three octets long.", ("expected", "length"))
    PCR_VALUE_MISSING = ("§8", "No value is known of a selected PCR.", ("bank", "register"))
    PCR_VALUE_LENGTH = ("§8", "A PCR value has not its bank's length.", ("bank", "register", "expected", "length"))

    # §8 NV indices, and how a key came about
    NV_TRUNCATED = ("§8", "The public area of an index ends before its last field.", ("offset", "needed", "left"))
    NV_TRAILING = ("§8", "Octets follow the public area of an index.", ("offset", "left"))
    NV_HANDLE = ("§8", "The handle in the public area of an index is not one of an index.", ("given",))
    NV_NAME_HASH = ("§8", "The name of an index is made with an unknown hash function or SHA-1.", ("given",))
    NV_ATTRIBUTES = ("§8", "An index has a type or an attribute that is reserved.", ("given",))
    NV_POLICY_LENGTH = ("§8", "The policy of an index is no digest of its name's hash.", ("expected", "length"))
    CREATION_TRUNCATED = ("§8", "Creation data ends before its last field.", ("offset", "needed", "left"))
    CREATION_TRAILING = ("§8", "Octets follow creation data.", ("offset", "left"))
    CREATION_PARENT = ("§8", "A parent in creation data has neither a handle nor a name of its hash.", ("offset",))

    # §8 the signatures of a TPM
    SIGNATURE_TRUNCATED = ("§8", "A TPM's signature ends before its last field.", ("offset", "needed", "left"))
    SIGNATURE_TRAILING = ("§8", "Octets follow a TPM's signature.", ("offset", "left"))
    SIGNATURE_ALGORITHM = ("§8", "A TPM's signature is none of ECDSA, RSASSA and RSAPSS.", ("given",))
    SIGNATURE_HASH = ("§8", "A TPM's signature has an unknown hash function.", ("given",))
    SIGNATURE_KEY = ("§8", "The key that is said to have signed is not one for signing.", ())
    SIGNATURE_SCHEME = ("§8", "A TPM's signature is not made in its key's own scheme.", ("given", "expected"))
    SIGNATURE_WEAK_HASH = ("§8", "A TPM's signature has a hash function that is not accepted.", ("given",))
    SIGNATURE_WIDTH = ("§8", "A number in a TPM's signature is not full width.", ("part", "expected", "length"))
    SIGNATURE_RANGE = ("§8", "A number in a TPM's signature is zero or not below its key's modulus.", ("part",))
    SIGNATURE_MISMATCH = ("§8", "A TPM's signature is not one of its key over this message.", ())

    # §8 the policy by which answers are appraised
    POLICY_REGISTERS = ("§8", "A policy does not say of each register that is quoted what it must hold.", ("part",))

    # §8 the quote in an answer, in the order of the checks
    QUOTE_SIGNER = ("§8", "A quote is by another key than the enrolled one.", ("given", "expected"))
    QUOTE_QUESTION = ("§8", "A quote answers another question.", ("given", "expected"))
    QUOTE_SELECTION = ("§8", "A quote is not of exactly the policy's registers.", ("given", "expected"))
    QUOTE_VALUES_LENGTH = ("§8", "The values beside a quote are more or fewer than it selects.", ("given", "expected"))
    QUOTE_DIGEST = ("§8", "The values beside a quote are not those in it.", ("given", "expected"))
    QUOTE_FIRMWARE = ("§8", "The TPM's firmware is older than the policy accepts.", ("given", "least"))
    QUOTE_REGISTER = ("§8", "A register has a value that the policy does not accept.", ("register", "given"))

    # §8 the logs beside a quote
    LOG_MISSING = ("§8", "A log that the policy asks for was not published.", ("log",))
    LOG_UNASKED = ("§8", "An answer names a log that the policy does not ask for.", ("log",))
    KERNEL_LIST_FILE = ("§8", "The kernel measured a file that the policy does not know.", ("entry", "digest"))
    JOB_LOG_NOT_QUOTED = ("§8", "The job register does not hold the events of the job log.", ("given", "expected"))
    JOB_LOG_UNEXPECTED = ("§8", "The task does not allow this job log at this phase.", ("events",))

    # §8 an answer against what was shown before
    HISTORY_RESETS = ("§8", "The TPM was reset between two answers.", ("given", "expected"))
    HISTORY_RESTARTS = ("§8", "The TPM was restarted or resumed between two answers.", ("given", "expected"))
    HISTORY_FIRMWARE = ("§8", "The TPM's firmware changed between two answers.", ("given", "expected"))
    HISTORY_CLOCK = ("§8", "The TPM's clock did not go forward between two answers.", ("given", "earlier"))
    HISTORY_QUESTION = ("§8", "Two answers are to one question.", ())
    HISTORY_START = ("§8", "The job register before the job is told otherwise than before.", ("given", "expected"))
    HISTORY_BOOT_LOG = ("§8", "The event log does not begin with the one of before.", ("earlier", "now"))
    HISTORY_REGISTER = (
        "§8",
        "A register of the boot has another value than before.",
        ("register", "given", "expected"),
    )
    HISTORY_KERNEL_LIST = ("§8", "The kernel's list does not begin with the one of before.", ("earlier", "now"))
    HISTORY_JOB_LOG = ("§8", "The job log does not begin with the one of before.", ("earlier", "now"))

    # §6, §7 announcements between members
    CLAIM_FORGED = ("§6", "The announced proof wins no place in this round.", ("node",))
    ALREADY_HEARD = ("§6", "This member has announced itself already.", ("node",))
    NOT_A_MEMBER = ("§7", "The node has no place in the closed group.", ("node",))
    ALREADY_ELECTED = ("§7", "The node has found its executor already.", ("node",))

    # §9 show, approval, keys
    NOT_EXECUTOR = ("§9", "The sender is not the elected executor.", ("sender", "executor"))
    NOT_A_MONITOR = ("§9", "The node is not a monitor of this job.", ("node",))
    ALREADY_SHOWN = ("§9", "The executor has shown its machine already.", ())
    ALREADY_APPROVED = ("§9", "The monitor has approved already.", ("node",))
    NOT_KEY_OWNER = ("§9", "The sender is not the owner who releases this key.", ("sender", "owner"))
    KEY_ALREADY_RELEASED = ("§9", "This key is on the ledger already.", ("part",))
    RELEASED_KEY_RECEIVER = ("§9", "The executor's encryption key is none to which a key could be sealed.", ())
    RELEASED_KEY_LENGTH = ("§9", "A released key is not as long as what is sealed.", ("expected", "length"))
    RELEASED_KEY_RANGE = ("§9", "A released key is the same number sealed and opened, or not below the modulus.", ())

    # §9 what the opening of a released key shows to everybody
    OPENING_LENGTH = ("§9", "An opening is not as long as the modulus.", ("expected", "length"))
    OPENING_RANGE = ("§9", "An opening is not below the modulus.", ())
    OPENING_OTHER = ("§9", "An opening is not that of the ciphertext.", ())
    OAEP_FIRST_OCTET = ("§9", "What was opened does not begin with zero, so nothing was sealed in it.", ("given",))
    OAEP_LABEL = ("§9", "What was opened is not padded, or for another label.", ())
    OAEP_SEPARATOR = ("§9", "What was opened is padded with more than zeros, or holds no message.", ())

    # §9 a chunk shown to be one of a payload
    CHUNK_INDEX = ("§9", "The payload has no chunk with this index.", ("index", "chunks"))
    CHUNK_LENGTH = ("§9", "The chunk has another length than the one in its place.", ("length", "expected"))
    CHUNK_PATH_LENGTH = ("§9", "The path has another number of hashes than the chunk's.", ("length", "expected"))
    CHUNK_PATH = ("§9", "Chunk and path do not lead to the payload's root.", ("index",))

    # §10 watching, payment request
    ALREADY_CHALLENGED = ("§10", "The monitor has asked on the ledger already.", ("node",))
    WATCH_OVER = ("§10", "The blocks in which a run is watched are over.", ("last",))
    NOT_CHALLENGED = ("§10", "The monitor has no challenge that waits for an answer.", ("monitor",))
    HAS_LIED = ("§10", "The monitor has lied in this job.", ("node",))
    ALREADY_REQUESTED = ("§10", "Payment was requested already.", ())
    WATCH_NOT_OVER = ("§10", "The blocks in which a run is watched are not over.", ("last",))
    CHALLENGE_OPEN = ("§10", "A challenge was not answered yet.", ("monitor",))

    # §11 confirmation
    ALREADY_CONFIRMED = ("§11", "The monitor has confirmed already, or the attestor confirmed or proved.", ("node",))
    ALREADY_ASKED = ("§11", "The monitor has asked for the result already.", ("node",))
    RESULT_GIVEN = ("§11", "The result is on the ledger already.", ())
    ASK_OVER = ("§11", "The blocks in which the result may be asked for are over.", ("last",))
    RESULT_NOT_ASKED = ("§11", "No monitor asked for the result.", ())
    RESULT_TOO_LONG = ("§11", "The sealed result is longer than the task allows.", ("length", "most"))
    RESULT_OTHER = ("§11", "The sealed result is not the one that payment was requested for.", ("given", "expected"))
    NOT_A_JOIN = ("§5", "The job is a task, and the transaction belongs to joins.", ("job",))
    NOT_CANDIDATE = ("§5", "The sender is not the candidate of the join.", ("sender", "candidate"))
    CHALLENGES_OVER = ("§5", "The blocks in which attestors challenge are over.", ("last",))
    NO_CREDENTIAL = ("§5", "The attestor has not challenged the candidate.", ("node",))


@frozen
class Rejection:
    """A refusal: the code and the values it carries, in the order of ``code.carries``."""

    code: Code
    """Why, by its permanent name; ``code.clause`` is the clause, ``code.carries`` the names of the values."""
    values: tuple[Value, ...] = ()

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in zip(self.code.carries, self.values, strict=True))
        return f"{self.code.name} ({self.code.clause}): {self.code.__doc__}" + (f" [{said}]" if said else "")


def reject(code: Code, **values: Value) -> Rejection:
    """The rejection with ``code``; the keywords are ``code.carries``, in that order."""
    assert tuple(values) == code.carries, code.name
    return Rejection(code, tuple(values.values()))


CODES: Final[Mapping[str, Code]] = {code.name: code for code in Code}
