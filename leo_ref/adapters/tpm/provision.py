"""Making a TPM ready: its endorsement key, compared with the certificate, and below it an attestation key.

Both are put at persistent handles of Leo's own (:mod:`leo_ref.adapters.tpm.handles`), so nothing has to be kept
elsewhere. To provision again finds them and makes nothing. It can be killed at any moment: what was put there is found
or made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from leo_ref.adapters.tpm import handles, nv, templates
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.stored import certificate_in
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, TEMPLATES, KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2B_PUBLIC, TPM2B_SENSITIVE_CREATE, TPMT_PUBLIC
from leo_ref.attestation.identity import certificate as certificates
from leo_ref.attestation.identity.endorsement import endorsed
from leo_ref.core.rejections import Rejection


@frozen
class TpmIdentity:
    """What a candidate shows of its TPM (§5), all as octets."""

    kind: KeyKind
    certificate: bytes
    """Of the endorsement key; DER, as the TPM holds it."""
    endorsement_key: bytes
    """TPMT_PUBLIC."""
    attestation_key: bytes
    """TPMT_PUBLIC."""


def provision(tpm: Tpm, kind: KeyKind) -> TpmIdentity:
    """Makes what is missing of the two keys, and shows both.

    Raises:
        TpmFailure: HANDLE_TAKEN, CERTIFICATE_MISSING, CERTIFICATE_BROKEN, CERTIFICATE_FOREIGN; and those of a step.
    """
    octets = _persistent_endorsement_key(tpm, kind)
    certificate = endorsement_certificate(tpm, kind)
    _compare(tpm, kind, certificate, octets)
    return TpmIdentity(kind, certificate, octets, _persistent_attestation_key(tpm, kind))


def identity(tpm: Tpm, kind: KeyKind) -> TpmIdentity:
    """What :func:`provision` gave, read again; makes nothing.

    Raises:
        TpmFailure: NOT_PROVISIONED, and those of :func:`provision`.
    """
    ours = _ours(tpm, handles.ENDORSEMENT_KEY[kind]), _ours(tpm, handles.ATTESTATION_KEY[kind])
    if ours[0] is None or ours[1] is None:
        raise TpmFailure(Failure.NOT_PROVISIONED, f"{tpm.address} has no {kind.value} keys.", "Provision it first.")
    return TpmIdentity(kind, endorsement_certificate(tpm, kind), ours[0], ours[1])


def endorsement_certificate(tpm: Tpm, kind: KeyKind) -> bytes:
    """The certificate in the TPM, in DER (:mod:`leo_ref.adapters.tpm.stored`).

    Raises:
        TpmFailure: CERTIFICATE_MISSING, CERTIFICATE_BROKEN; and those of a step.
    """
    index = CERTIFICATE_INDEX[kind]
    if index not in tpm.handles(index):
        raise TpmFailure(
            Failure.CERTIFICATE_MISSING,
            f"{tpm.address} has no certificate at 0x{index:08x}.",
            "Try the other kind of key. Some makers give certificates on request only: see the machine's manual.",
        )
    found = certificate_in(nv.read(tpm, index))
    if isinstance(found, str):
        raise _broken(tpm.address, found)
    return found


def fits(tpm: Tpm, kind: KeyKind) -> None:
    """Fails as :func:`provision` would, and leaves nothing behind.

    Raises:
        TpmFailure: those of :func:`provision`.
    """
    certificate = endorsement_certificate(tpm, kind)
    octets = _ours(tpm, handles.ENDORSEMENT_KEY[kind])
    if octets is None:
        with tpm.loaded(made_endorsement_key(tpm, kind)) as key, tpm.step("show its endorsement key") as esys:
            octets = bytes(esys.read_public(key)[0].publicArea.marshal())
    _compare(tpm, kind, certificate, octets)
    _ours(tpm, handles.ATTESTATION_KEY[kind])


@contextmanager
def endorsement_session(tpm: Tpm) -> Iterator[Any]:  # Any: the library's own handle
    """A session that may use the endorsement key for one command."""
    with tpm.policy_session() as session:
        with tpm.step("let the endorsement key be used") as esys:
            esys.policy_secret(ESYS_TR.ENDORSEMENT, session, b"", b"", b"", 0)
        yield session


def made_endorsement_key(tpm: Tpm, kind: KeyKind) -> Any:  # Any: the library's own handle
    """The endorsement key, made from its template and loaded; whoever calls this flushes it (``tpm.loaded``)."""
    template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.endorsement(kind))[0])
    with tpm.step("make its endorsement key") as esys:
        return esys.create_primary(TPM2B_SENSITIVE_CREATE(), template, ESYS_TR.ENDORSEMENT)[0]


def _persistent_endorsement_key(tpm: Tpm, kind: KeyKind) -> bytes:
    handle = handles.ENDORSEMENT_KEY[kind]
    found = _ours(tpm, handle)
    if found is not None:
        return found
    with tpm.loaded(made_endorsement_key(tpm, kind)) as key:
        _keep(tpm, key, handle)
    return handles.public_area(tpm, handle)


def _persistent_attestation_key(tpm: Tpm, kind: KeyKind) -> bytes:
    handle = handles.ATTESTATION_KEY[kind]
    found = _ours(tpm, handle)
    if found is not None:
        return found
    parent = tpm.persistent(handles.ENDORSEMENT_KEY[kind])
    template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.attestation(kind))[0])
    with tpm.step("make an attestation key") as esys:
        with endorsement_session(tpm) as session:
            private, public, _, _, _ = esys.create(parent, TPM2B_SENSITIVE_CREATE(), template, session1=session)
        with endorsement_session(tpm) as session:
            key = esys.load(parent, private, public, session1=session)
    with tpm.loaded(key):
        _keep(tpm, key, handle)
    return handles.public_area(tpm, handle)


def _keep(tpm: Tpm, key: Any, handle: int) -> None:  # Any: the library's own handle
    with tpm.step(f"keep a key at 0x{handle:08x}") as esys:
        esys.tr_close(esys.evict_control(ESYS_TR.OWNER, key, handle))
    tpm.forget(handle)


def _ours(tpm: Tpm, handle: int) -> bytes | None:
    """The public area of our object at ``handle``, None if there is nothing."""
    if handle not in handles.in_use(tpm):
        return None
    public = handles.public_area(tpm, handle)
    if not handles.is_ours(handle, public):
        raise TpmFailure(
            Failure.HANDLE_TAKEN,
            f"{tpm.address} has another program's object at 0x{handle:08x}.",
            "Move that object to another handle.",
        )
    return public


def _compare(tpm: Tpm, kind: KeyKind, octets: bytes, endorsement_key: bytes) -> None:
    """Fails early where no verifier would accept the two together; who issued the certificate is not judged here."""
    certificate = certificates.read(octets, 0)
    if isinstance(certificate, Rejection):
        raise _broken(tpm.address, certificate.code.name)
    found = endorsed(certificate, endorsement_key, {TEMPLATES[kind]})
    if isinstance(found, Rejection):
        raise TpmFailure(
            Failure.CERTIFICATE_FOREIGN,
            f"{tpm.address}: 0x{CERTIFICATE_INDEX[kind]:08x} and the key do not fit ({found.code.name}).",
            "Try the other kind of key. If this is a copy of another TPM's state, give it a certificate of its own.",
        )


def _broken(address: str, why: str) -> TpmFailure:
    return TpmFailure(Failure.CERTIFICATE_BROKEN, f"{address}: {why}.", "Try the other kind of key.")
