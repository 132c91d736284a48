"""As many operations of TPMs as a run made, by bare calls of the library: TPMs as often as it had, the rest on one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from attrs import frozen

from leo_ref.adapters.deployment.boot import POLICY
from leo_ref.adapters.tpm import factory, handles, measure, templates
from leo_ref.adapters.tpm.authority import throw_away_authority
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.keys import OAEP
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.quote import OWN_SCHEME
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import (
    ESAPI,
    ESYS_TR,
    TPM2_ALG,
    TPM2_EO,
    TPM2B_DATA,
    TPM2B_OPERAND,
    TPM2B_PUBLIC,
    TPM2B_PUBLIC_KEY_RSA,
    TPM2B_SENSITIVE_CREATE,
    TPML_DIGEST_VALUES,
    TPML_PCR_SELECTION,
    TPMT_HA,
    TPMT_PUBLIC,
    TPMU_HA,
)
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.core.rejections import Rejection
from leo_ref.measure.bench.adapter import bare_node, endorsement_session, policy_session
from leo_ref.measure.bench.demo.floor import Floor, floor
from leo_ref.measure.bench.demo.recording import Call, Calls
from leo_ref.sealing.transport import seal_to
from leo_ref.tcg import pcr
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.policy import COUNTERS_OFFSET

KIND: Final = KeyKind.ECC
OCTETS: Final = bytes(32)
"""A nonce, an event, a secret: what they say costs nothing."""

AT_ONCE: Final = 8
"""Registers that one command reads."""


def floors(calls: Calls) -> Iterator[Floor]:
    """What the recorded operations of TPMs take at least; a TPM started has its certificate and both keys."""
    authority = throw_away_authority()
    started = len(calls["TPM started"])
    yield floor("TPM started, with certificate and keys", [lambda: bare_node(authority)] * started)
    with bare_tpm() as tpm:
        for name, deed in (
            ("credential activated", tpm.activate),
            ("decryption key made", tpm.make_key),
            ("creation certified", tpm.certify),
            ("key opened", tpm.open),
            ("quote", tpm.quote),
            ("register extended", tpm.extend),
        ):
            yield floor(name, [deed] * len(calls[name]))
        reads = [selected for call in calls["registers read"] for selected in commands(call)]
        yield floor("registers read", [partial(tpm.esys.pcr_read, each) for each in reads])


def commands(call: Call) -> Iterator[Any]:  # Any: the library's own
    """The selections of the commands that a reading needs at least."""
    _, selections = call.arguments
    for selection in selections:
        for start in range(0, len(selection.registers), AT_ONCE):
            yield _selected(Selection(selection.bank, selection.registers[start : start + AT_ONCE]))


@frozen
class BareTpm:
    """A provisioned TPM, and all that its operations need."""

    esys: Any  # Any here and below: the library's own
    endorsement_key: Any
    attestation_key: Any
    template: Any
    """Of decryption keys."""
    made: Any
    """What the TPM gave for one."""
    ciphertext: bytes
    """For that one."""
    credential: tuple[Any, Any]
    selected: Any
    """All registers of the policy."""
    counters: bytes
    """Those of the boot, as a TPM compares them."""

    def make_key(self) -> Any:
        """An RSA key below the endorsement key."""
        return _created(self.esys, self.endorsement_key, self.template)

    def activate(self) -> None:
        """TPM2_ActivateCredential."""
        session = endorsement_session(self.esys)
        self.esys.activate_credential(self.attestation_key, self.endorsement_key, *self.credential, session2=session)

    @contextmanager
    def loaded(self) -> Iterator[Any]:
        """The decryption key in the TPM."""
        private, public, *_ = self.made
        session = endorsement_session(self.esys)
        handle = self.esys.load(self.endorsement_key, private, public, session1=session)
        yield handle
        self.esys.flush_context(handle)

    def certify(self) -> None:
        """TPM2_CertifyCreation, for which the key is loaded."""
        _, _, _, creation_hash, ticket = self.made
        with self.loaded() as handle:
            self.esys.certify_creation(self.attestation_key, handle, OCTETS, creation_hash, OWN_SCHEME, ticket)

    def open(self) -> None:
        """TPM2_RSA_Decrypt in a session that shows registers and counters."""
        with self.loaded() as handle:
            session = policy_session(self.esys)
            self.esys.policy_pcr(session, b"", self.selected)
            self.esys.policy_counter_timer(session, TPM2B_OPERAND(self.counters), TPM2_EO.EQ, COUNTERS_OFFSET)
            self.esys.rsa_decrypt(handle, TPM2B_PUBLIC_KEY_RSA(self.ciphertext), OAEP, session1=session)

    def quote(self) -> None:
        """TPM2_Quote."""
        self.esys.quote(self.attestation_key, self.selected, OCTETS, OWN_SCHEME)

    def extend(self) -> None:
        """TPM2_PCR_Extend of a register that no key depends on."""
        values = TPML_DIGEST_VALUES([TPMT_HA(hashAlg=TPM2_ALG.SHA256, digest=TPMU_HA(sha256=OCTETS))])
        self.esys.pcr_extend(ESYS_TR.PCR16, values)


@contextmanager
def bare_tpm() -> Iterator[BareTpm]:
    """A TPM whose keys are there already, and a connection of the library alone."""
    with factory.certified_tpm(throw_away_authority()) as swtpm:
        with connect(swtpm.address) as tpm:
            provision(tpm, KIND)
            now = counters(tpm)
            policy = measured_policy(POLICY.standing, measure.read(tpm, POLICY.standing), now)
        assert not isinstance(policy, Rejection), "it has all registers of the policy"
        esys = ESAPI(swtpm.address)
        try:
            endorsement_key = esys.tr_from_tpmpublic(handles.ENDORSEMENT_KEY[KIND])
            attestation_key = esys.tr_from_tpmpublic(handles.ATTESTATION_KEY[KIND])
            template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.decryption(policy))[0])
            made = _created(esys, endorsement_key, template)
            sealed = seal_to(bytes(made[1].publicArea.marshal()), OCTETS, OCTETS)
            assert sealed is not None, "it is a key that receives"
            name = esys.tr_get_name(attestation_key)
            yield BareTpm(
                esys=esys,
                endorsement_key=endorsement_key,
                attestation_key=attestation_key,
                template=template,
                made=made,
                ciphertext=sealed,
                credential=esys.make_credential(endorsement_key, OCTETS, name),
                selected=_selected(*POLICY.standing),
                counters=now.octets,
            )
        finally:
            esys.close()


def _created(esys: Any, parent: Any, template: Any) -> Any:  # Any: the library's own
    session = endorsement_session(esys)
    return esys.create(parent, TPM2B_SENSITIVE_CREATE(), template, TPM2B_DATA(OCTETS), session1=session)


def _selected(*selections: Selection) -> Any:  # Any: the library's own
    return TPML_PCR_SELECTION.unmarshal(pcr.encode(selections))[0]
