"""Decoders of what a machine shows: the TPM's structures, logs, certificates (§5, §8, §9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from leo_ref.attestation.appraisal import answer
from leo_ref.attestation.appraisal.appraise import Appraisal
from leo_ref.attestation.appraisal.bundle import Bundle, appraise_bundle, enrolled_key
from leo_ref.attestation.appraisal.policy import Policy, sound
from leo_ref.attestation.identity import (
    attributes,
    candidate,
    certificate,
    chain,
    challenge,
    endorsement,
    randomness,
    revocation,
)
from leo_ref.attestation.identity.chain import Trust
from leo_ref.attestation.identity.endorsement import Endorsement, Template
from leo_ref.attestation.verifiers.tpm import KeyCertificate
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Opening
from leo_ref.core.values import JobId, NodeId
from leo_ref.sealing import opening, transport
from leo_ref.tcg import attest, boot, creation, event_log, ima, ima_text, nv_index, pcr, public, signature
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import Event, EventLog
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import Entry, ImaLog
from leo_ref.tcg.spec_id import SpecId
from leo_ref.vectors.appraisal import asking, scene
from leo_ref.vectors.identity import openings
from leo_ref.vectors.identity.credentials import endorsement_of
from tests.attestation.appraisal import files
from tests.fuzz.judging import DECODING, Decoder, codes, of_soundness, value
from tests.tcg.logs import measured

RECORDED: Final = Path(__file__).parents[3] / "leo_ref" / "vectors" / "recorded"


def recorded(name: str) -> Any:  # what a software TPM gave; each reader below knows its part
    """A file of recorded octets."""
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


TPM: Final = recorded("tpm.json")
IDENTITY: Final[dict[str, bytes]] = {
    name: bytes.fromhex(octets) for name, octets in recorded("identity.json")["octets"].items()
}
PUBLIC: Final = tuple(bytes.fromhex(one["octets"]) for one in TPM["public"].values())
ATTEST: Final = tuple(bytes.fromhex(one["attest"]) for one in TPM["attest"])
SIGNATURES: Final = tuple(bytes.fromhex(one["signature"]) for one in TPM["attest"])
CREATION: Final = IDENTITY["creation_data"]
DECRYPTION: Final = public.RsaKey(2048, 0, openings.octets(openings.modulus()))
OPENING: Final = openings.block()


def tcg(
    decode: Callable[[bytes], object],
    kind: type,
    fronts: tuple[str, ...],
    samples: tuple[bytes, ...],
    back: Callable[[Any], bytes],
) -> Decoder:
    """A reader of one structure of the TPM, which is written as it was read."""
    return Decoder(decode, value(kind, codes=codes(*fronts), back=back), samples)


BOOT: Final = EventLog(
    SpecId(platform_class=0, errata=0, uintn_size=2, banks=(Hash.SHA1, Hash.SHA256), vendor=b"vendor"),
    (
        Event(pcr=0, type=EventType.EV_POST_CODE, digests=(b"\x01" * 20, b"\x01" * 32), data=b"code"),
        *(
            Event(
                pcr=number,
                type=EventType.EV_SEPARATOR,
                digests=(Hash.SHA1.digest(bytes(4)), Hash.SHA256.digest(bytes(4))),
                data=bytes(4),
            )
            for number in range(8)
        ),
    ),
)
LEGACY: Final = EventLog(None, tuple(evolve(one, digests=one.digests[:1]) for one in BOOT.events))
IMA: Final = ImaLog(
    Hash.SHA1,
    tuple(
        measured(
            Entry(
                template=b"ima-ng",
                template_digest=bytes(20),
                kind=None,
                algorithm=Hash.SHA256,
                digest=bytes([number]) * 32,
                name=name,
                extra=None,
            ),
            Hash.SHA1,
        )
        for number, name in enumerate((b"boot_aggregate", b"/usr/bin/env"))
    ),
)
SELECTIONS: Final = (bytes.fromhex("00000001000b03000700"), bytes.fromhex("00000002000403010000000b03ffffff"), bytes(4))

SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
LIST: Final = (
    x509.CertificateRevocationListBuilder(
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority")]),
        last_update=SINCE,
        next_update=SINCE.replace(year=2027),
    )
    .add_revoked_certificate(x509.RevokedCertificateBuilder(7, SINCE).build())
    .sign(ec.derive_private_key(7, ec.SECP256R1()), hashes.SHA256(), ecdsa_deterministic=True)
    .public_bytes(Encoding.DER)
)
"""A revocation list, the same octets every time."""


def attestation_key(octets: bytes) -> attributes.AttestationKey | Rejection:
    """The key, told by the name that it has, if it is one."""
    read = public.parse(octets)
    own_name = b"" if isinstance(read, Rejection) else public.name(read)
    return attributes.attestation_key(octets, own_name, bytes(4))


AUTHORITIES: Final = (IDENTITY["swtpm_authority"], IDENTITY["swtpm_root"])
TRUST: Final = Trust(roots=(IDENTITY["swtpm_root"],), lists_required=False)
AT: Final = 1_800_000_000
"""A second in 2027."""


POLICY: Final = IDENTITY["decryption"][10:42]
"""Behind type, name hash, attributes and the length of the policy: under which the recorded decryption key opens."""


def endorsed(octets: bytes) -> Endorsement | Rejection:
    """The endorsement key of the recorded certificate."""
    vouched = certificate.read(IDENTITY["swtpm_ek_rsa"], 0)
    assert not isinstance(vouched, Rejection), vouched
    return endorsement.endorsed(vouched, octets, frozenset(Template))


CHAIN: Final = (IDENTITY["swtpm_ek_rsa"], AUTHORITIES[0])


def candidate_of(certificates: tuple[bytes, ...], above: bytes, below: bytes) -> candidate.CandidateKeys | Rejection:
    """The candidate with these keys, if swtpm's own authority is believed."""
    return candidate.candidate_of(certificates, above, below, TRUST, frozenset(Template), AT)


def challenged() -> challenge.CredentialChallenge:
    """A challenge to the recorded keys."""
    above = endorsement_of("ek_p256")
    below = attestation_key(IDENTITY["ak_ecdsa"])
    assert isinstance(below, attributes.AttestationKey), below
    names = JobId("01" * 32), NodeId("02" * 32), NodeId("03" * 32)
    return challenge.CredentialChallenge(
        job=names[0], attestor=names[1], candidate=names[2], endorsement=above, name=below.name
    )


CHALLENGE: Final = challenged()
ATTESTORS: Final = Opening(seed=bytes(32), randomness=bytes(31) + b"\x05")
CREDENTIAL: Final = challenge.made(CHALLENGE, ATTESTORS)


TPM_QUOTE: Final = answer.TpmQuote(
    attest=ATTEST[0], signature=SIGNATURES[0], values=bytes(64), start=bytes(32), boot_log=bytes(32), kernel_list=None
)

KEY_CERTIFICATE: Final = KeyCertificate(attest=ATTEST[0], signature=SIGNATURES[0], creation=CREATION, policy=POLICY)

POLICIES: Final = tuple(scene.POLICIES.values())
BUNDLES: Final = tuple(
    files.bundle(asking.recorded(run, place, alone=False))
    for run, place in (("ecc, references", 2), ("rsa, references", 1), ("pss, references", 0))
)
OF_BUNDLES: Final = DECODING | codes("AK_", "PUBLIC_")
"""Where nothing can be appraised."""


def policy(octets: bytes) -> Policy | Rejection:
    """A policy, read and judged."""
    read = from_octets(Policy, octets)
    return read if isinstance(read, Rejection) else sound(read)


def bundled(octets: bytes) -> Appraisal | Rejection:
    """All that an appraisal needs, from one stranger."""
    read = from_octets(Bundle, octets)
    return read if isinstance(read, Rejection) else appraise_bundle(scene.POLICIES["references"], read)


DECODERS: Final[Mapping[str, Decoder]] = {
    "tcg.public.parse": tcg(public.parse, public.Public, ("PUBLIC_",), PUBLIC, public.encode),
    "tcg.signature.parse": tcg(
        signature.parse,
        object,
        ("SIGNATURE_",),
        SIGNATURES,
        signature.encode,
    ),
    "tcg.creation.parse": tcg(creation.parse, creation.Creation, ("CREATION_", "PCR_"), (CREATION,), creation.encode),
    "tcg.pcr.parse": tcg(pcr.parse, tuple, ("PCR_",), SELECTIONS, pcr.encode),
    "tcg.nv_index.parse": tcg(
        nv_index.parse, nv_index.Index, ("NV_",), (bytes.fromhex(TPM["nv"]["public"]),), nv_index.encode
    ),
    "tcg.attest.quote": tcg(attest.quote, attest.Attest, ("ATTEST_", "PCR_"), ATTEST, attest.encode),
    "tcg.attest.certified": tcg(attest.certified, attest.Attest, ("ATTEST_", "PCR_"), ATTEST, attest.encode),
    "tcg.attest.created": tcg(attest.created, attest.Attest, ("ATTEST_", "PCR_"), ATTEST, attest.encode),
    "tcg.attest.nv_contents": tcg(attest.nv_contents, attest.Attest, ("ATTEST_", "PCR_"), ATTEST, attest.encode),
    "tcg.attest.nv_digest": tcg(attest.nv_digest, attest.Attest, ("ATTEST_", "PCR_"), ATTEST, attest.encode),
    "tcg.event_log.parse_event_log": tcg(
        event_log.parse_event_log,
        EventLog,
        ("EVENT_LOG_",),
        (event_log.encode_event_log(BOOT),),
        event_log.encode_event_log,
    ),
    "tcg.event_log.parse_legacy_log": tcg(
        event_log.parse_legacy_log,
        EventLog,
        ("EVENT_LOG_",),
        (event_log.encode_event_log(LEGACY),),
        event_log.encode_event_log,
    ),
    "tcg.boot.measured_boot": Decoder(
        lambda octets: boot.measured_boot(octets, Hash.SHA256),
        value(object, codes=codes("EVENT_LOG_")),
        (event_log.encode_event_log(BOOT),),
    ),
    "tcg.ima.parse_ima_log": tcg(ima.parse_ima_log, ImaLog, ("IMA_",), (ima.encode_ima_log(IMA),), ima.encode_ima_log),
    "tcg.ima_text.parse_ima_text": tcg(
        ima_text.parse_ima_text, ImaLog, ("IMA_",), (ima_text.encode_ima_text(IMA),), ima_text.encode_ima_text
    ),
    "attestation.appraisal.answer.read": Decoder(
        lambda octets: answer.read(octets, ()),
        value(answer.Answer, codes=DECODING, back=lambda read: to_octets(read.quote)),
        (to_octets(TPM_QUOTE),),
    ),
    "attestation.appraisal.bundle.enrolled_key": Decoder(
        lambda octets: enrolled_key(octets, bytes(4)),
        value(attributes.AttestationKey, codes=codes("AK_", "PUBLIC_")),
        tuple(octets for name, octets in IDENTITY.items() if name.startswith("ak_")),
    ),
    "key certificate": Decoder(
        lambda octets: from_octets(KeyCertificate, octets),
        value(KeyCertificate, codes=DECODING, back=to_octets),
        (to_octets(KEY_CERTIFICATE),),
    ),
    "attestation policy": Decoder(
        policy, value(Policy, codes=DECODING | {Code.POLICY_REGISTERS}, back=to_octets), tuple(map(to_octets, POLICIES))
    ),
    "attestation bundle": Decoder(bundled, value(Appraisal, codes=OF_BUNDLES), tuple(map(to_octets, BUNDLES))),
    "attestation.identity.certificate.read": Decoder(
        lambda octets: certificate.read(octets, 0),
        value(certificate.Certificate, codes=codes("CERT_"), back=lambda read: bytes(read.octets)),
        tuple(octets for name, octets in IDENTITY.items() if name.startswith("swtpm_")),
    ),
    "attestation.identity.revocation.read_list": Decoder(
        lambda octets: revocation.read_list(octets, 0),
        value(revocation.RevocationList, codes=codes("CRL_"), back=lambda read: bytes(read.octets)),
        (LIST,),
    ),
    "attestation.identity.chain.verified": Decoder(
        lambda octets: chain.verified((octets, AUTHORITIES[0]), TRUST, AT),
        value(certificate.Certificate, codes=codes("CERT_", "CHAIN_", "EK_", "CRL_")),
        (IDENTITY["swtpm_ek_rsa"], IDENTITY["swtpm_ek_p384"], *AUTHORITIES),
    ),
    "attestation.identity.chain.verified (lists)": Decoder(
        lambda octets: chain.verified((IDENTITY["swtpm_ek_rsa"], AUTHORITIES[0]), TRUST, AT, (octets,)),
        value(certificate.Certificate, codes=codes("CERT_", "CHAIN_", "EK_", "CRL_")),
        (LIST,),
    ),
    "attestation.identity.endorsement.endorsed": Decoder(
        endorsed,
        value(Endorsement, codes=codes("PUBLIC_", "EK_")),
        (IDENTITY["ek_rsa"], IDENTITY["ek_p256"], *PUBLIC),
    ),
    "attestation.identity.attributes.attestation_key": Decoder(
        attestation_key,
        value(attributes.AttestationKey, codes=codes("PUBLIC_", "AK_")),
        (IDENTITY["ak_ecdsa"], IDENTITY["ak_rsassa"], *PUBLIC),
    ),
    "attestation.identity.candidate.candidate_of": Decoder(
        lambda octets: candidate_of(CHAIN, octets, IDENTITY["ak_rsassa"]),
        value(candidate.CandidateKeys, codes=codes("PUBLIC_", "EK_")),
        (IDENTITY["ek_rsa"], *PUBLIC),
    ),
    "attestation.identity.candidate.candidate_of (attestation key)": Decoder(
        lambda octets: candidate_of(CHAIN, IDENTITY["ek_rsa"], octets),
        value(candidate.CandidateKeys, codes=codes("PUBLIC_", "AK_")),
        (IDENTITY["ak_ecdsa"], IDENTITY["ak_rsassa"], *PUBLIC),
    ),
    "attestation.identity.candidate.candidate_of (chain)": Decoder(
        lambda octets: candidate_of((octets, AUTHORITIES[0]), IDENTITY["ek_rsa"], IDENTITY["ak_ecdsa"]),
        value(candidate.CandidateKeys, codes=codes("CERT_", "CHAIN_", "EK_", "CRL_")),
        (IDENTITY["swtpm_ek_rsa"], IDENTITY["swtpm_ek_p384"], *AUTHORITIES),
    ),
    "attestation.identity.randomness.judge_randomness": Decoder(
        lambda octets: randomness.judge_randomness(CHALLENGE.endorsement, octets),
        of_soundness(frozenset({Code.CREDENTIAL_WIDTH, Code.CREDENTIAL_SCALAR})),
        (bytes(31) + b"\x01", b"\xff" * 32),
    ),
    "attestation.identity.challenge.recomputed (blob)": Decoder(
        lambda octets: challenge.recomputed(CHALLENGE, evolve(CREDENTIAL, blob=octets), ATTESTORS),
        value(bytes, codes=frozenset({Code.CREDENTIAL_WIDTH, Code.CREDENTIAL_MADE_OTHERWISE})),
        (CREDENTIAL.blob,),
    ),
    "attestation.identity.challenge.recomputed (secret)": Decoder(
        lambda octets: challenge.recomputed(CHALLENGE, evolve(CREDENTIAL, secret=octets), ATTESTORS),
        value(bytes, codes=frozenset({Code.CREDENTIAL_WIDTH, Code.CREDENTIAL_MADE_OTHERWISE})),
        (CREDENTIAL.secret,),
    ),
    "attestation.identity.challenge.recomputed (randomness)": Decoder(
        lambda octets: challenge.recomputed(CHALLENGE, CREDENTIAL, evolve(ATTESTORS, randomness=octets)),
        value(bytes, codes=codes("CREDENTIAL_")),
        (ATTESTORS.randomness,),
    ),
    "attestation.identity.attributes.decryption_key": Decoder(
        lambda octets: attributes.decryption_key(octets, POLICY),
        value(attributes.DecryptionKey, codes=codes("PUBLIC_", "DECRYPTION_KEY_")),
        (IDENTITY["decryption"], *PUBLIC),
    ),
    "sealing.transport.judge_carried": Decoder(
        lambda octets: transport.judge_carried(IDENTITY["decryption"], octets),
        of_soundness(codes("RELEASED_KEY_LENGTH", "RELEASED_KEY_RANGE")),
        (openings.ciphertext(OPENING),),
    ),
    "sealing.opening.shown": Decoder(
        lambda octets: opening.shown(DECRYPTION, octets[256:], octets[:256]),
        value(bytes, codes=codes("OPENING_", "OAEP_")),
        (OPENING + openings.ciphertext(OPENING),),
    ),
}
