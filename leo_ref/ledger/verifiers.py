"""The verifiers of a deployment, from what its genesis document says (§4)."""

from __future__ import annotations

from typing import Protocol

from leo_ref.attestation.appraisal.kinds import Kind, Software
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.attestation.verifiers.tpm import TpmVerifiers
from leo_ref.core.parameters import Parameters
from leo_ref.draw.suite import Suite
from leo_ref.software.verifiers import SoftwareVerifiers


class Document(Protocol):
    """A genesis document, or what stays of it in all blocks."""

    @property
    def parameters(self) -> Parameters:
        """Those of §3."""

    @property
    def suite(self) -> Suite:
        """Of the VRF."""

    @property
    def time(self) -> int:
        """Of height 0, in seconds since 1970."""

    @property
    def evidence(self) -> Kind:
        """What evidence is made of, and by what it is judged."""


def verifiers_of(document: Document) -> PartyVerifiers:
    """What a deployment verifies proofs with: signatures, VRF proofs, evidence, certificates (§4, §6, §8).

    ``document`` is a genesis document or its ``deployment``. Where its evidence is ``Software``, quotes are Ed25519
    signatures and prove no machine; where it is ``Tpm``, they are TPM quotes, judged by its policy and roots. Rules ask
    the verifiers; they keep no state, so they may be kept for all blocks.
    """
    if isinstance(document.evidence, Software):
        return SoftwareVerifiers(document.suite)
    return TpmVerifiers(
        document.suite,
        kind=document.evidence,
        time=document.time,
        seconds_per_block=document.parameters.seconds_per_block,
    )
