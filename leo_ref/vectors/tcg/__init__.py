"""Vectors on the TCG's formats (§5, §8, §9): what TPMs and firmware wrote, and octets that only look like it.

Sound octets were recorded once (``leo_ref/vectors/recorded/`` says where and how); hostile ones are made of them here.
"""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.metadata import Source
from leo_ref.vectors.tcg.attest import attest_cases
from leo_ref.vectors.tcg.creation import creation_cases
from leo_ref.vectors.tcg.event_log import event_log_cases
from leo_ref.vectors.tcg.ima import ima_cases
from leo_ref.vectors.tcg.nv import nv_cases
from leo_ref.vectors.tcg.pcr import pcr_cases
from leo_ref.vectors.tcg.policy import policy_cases
from leo_ref.vectors.tcg.public import public_cases
from leo_ref.vectors.tcg.signature import signature_cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        public_cases().family("Public areas of keys, and their names.", Source.RECORDING),
        attest_cases().family("What a TPM signs about itself, of the kind asked for.", Source.RECORDING),
        signature_cases().family("Signatures of a TPM.", Source.RECORDING),
        pcr_cases().family("Selections of PCRs, and digests of their values."),
        policy_cases().family("Digests of policies, as a TPM's trial session computes them."),
        nv_cases().family("Public areas of NV indices, and their names.", Source.RECORDING),
        creation_cases().family("In which environment keys were made.", Source.RECORDING),
        event_log_cases().family("Event logs of firmware: read, replayed, held against quoted values."),
        ima_cases().family("Measurement lists of the kernel."),
    ]
