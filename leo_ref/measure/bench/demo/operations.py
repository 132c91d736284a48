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
from leo_ref.measure.bench.demo.recording import Place
from leo_ref.sealing import payload, result, transport
from leo_ref.tcg import signature as tpm_signature

TPM: Final[Mapping[str, Place]] = {
    "TPM started": Place(Swtpm, "start"),
    "endorsement key certified": Place(factory, "certify"),
    "keys provisioned": Place(provision, "provision"),
    "credential activated": Place(keys, "activate"),
    "decryption key made": Place(keys, "create_decryption_key"),
    "creation certified": Place(keys, "certify_creation"),
    "key opened": Place(keys, "open_with"),
    "quote": Place(quote, "quote"),
    "registers read": Place(measure, "read"),
    "register extended": Place(measure, "measure"),
}

CRYPTOGRAPHY: Final[Mapping[str, Place]] = {
    "VRF proof": Place(vrf, "prove"),
    "VRF verification": Place(vrf, "verify"),
    "VRF hash of a proof": Place(vrf, "proof_to_hash"),
    "Ed25519 signature": Place(signature, "sign"),
    "Ed25519 verification": Place(signature, "signed"),
    "ECDSA verification": Place(tpm_signature, "_verify_ecdsa"),
    "RSA key": Place(parts, "result_key"),
    "RSA-OAEP encryption": Place(transport, "seal_to"),
    "RSA-OAEP decryption": Place(transport, "open_sealed"),
    "secretbox sealed": Place(payload, "seal"),
    "secretbox opened": Place(payload, "opened"),
}

JOB: Final[Mapping[str, Place]] = {
    "keys opened": Place(RealMachine, "opened"),
    "program started": Place(Sandbox, "start"),
    "output waited for": Place(Sandbox, "finish"),
    "result sealed": Place(result, "sealed_result"),
    "all wiped": Place(RealMachine, "wiped"),
    "finished": Place(RealMachine, "finished"),
}

ALL: Final[Mapping[str, Place]] = {**TPM, **CRYPTOGRAPHY, **JOB}
