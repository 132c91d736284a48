"""What is taken down of a run: each operation of a TPM, each of the cryptography, and the way of the job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.adapters.deployment import parts
from leo_ref.adapters.deployment.machine import RealMachine
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.adapters.tpm import factory, keys, measure, provision, quote
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.core import signature
from leo_ref.draw import vrf
from leo_ref.measure.bench.demo.recording import RecordedPlace
from leo_ref.sealing import payload, result, transport
from leo_ref.tcg import signature as tpm_signature

TPM: Final[Mapping[str, RecordedPlace]] = {
    "TPM started": RecordedPlace(Swtpm, "start"),
    "endorsement key certified": RecordedPlace(factory, "certify"),
    "keys provisioned": RecordedPlace(provision, "provision"),
    "credential activated": RecordedPlace(keys, "activate"),
    "decryption key made": RecordedPlace(keys, "create_decryption_key"),
    "creation certified": RecordedPlace(keys, "certify_creation"),
    "key opened": RecordedPlace(keys, "open_with"),
    "quote": RecordedPlace(quote, "quote"),
    "registers read": RecordedPlace(measure, "read"),
    "register extended": RecordedPlace(measure, "measure"),
}

CRYPTOGRAPHY: Final[Mapping[str, RecordedPlace]] = {
    "VRF proof": RecordedPlace(vrf, "prove"),
    "VRF verification": RecordedPlace(vrf, "verify"),
    "VRF hash of a proof": RecordedPlace(vrf, "proof_to_hash"),
    "Ed25519 signature": RecordedPlace(signature, "sign"),
    "Ed25519 verification": RecordedPlace(signature, "signed"),
    "ECDSA verification": RecordedPlace(tpm_signature, "_verify_ecdsa"),
    "RSA key": RecordedPlace(parts, "result_key"),
    "RSA-OAEP encryption": RecordedPlace(transport, "seal_to"),
    "RSA-OAEP decryption": RecordedPlace(transport, "open_sealed"),
    "secretbox sealed": RecordedPlace(payload, "seal"),
    "secretbox opened": RecordedPlace(payload, "opened"),
}

JOB: Final[Mapping[str, RecordedPlace]] = {
    "keys opened": RecordedPlace(RealMachine, "opened"),
    "program started": RecordedPlace(Sandbox, "start"),
    "output waited for": RecordedPlace(Sandbox, "finish"),
    "result sealed": RecordedPlace(result, "sealed_result"),
    "all wiped": RecordedPlace(RealMachine, "wiped"),
    "finished": RecordedPlace(RealMachine, "finished"),
}

ALL: Final[Mapping[str, RecordedPlace]] = {**TPM, **CRYPTOGRAPHY, **JOB}
