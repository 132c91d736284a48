"""The checks of envelopes: which answers are heard."""

from __future__ import annotations

from tests.attestation.appraisal.removed.entry import Removed, always

PHASES = "leo_ref.attestation.appraisal.phases"

ENVELOPES = (
    Removed(
        check="the executor signed the answer, for this question",
        where="attestation.appraisal.phases.answered",
        without="takes from anybody what is called the executor's answer",
        accepts=[
            "appraisal/phases/unsigned",
            "appraisal/phases/zero-signature",
            "appraisal/phases/signed-by-another",
            "appraisal/phases/*-changed",
            "appraisal/phases/of-another-job",
            "appraisal/phases/of-another-round",
            "appraisal/phases/of-another-monitor",
            "appraisal/phases/second-unsigned",
        ],
        patches=always(PHASES, "is_answer", True),
    ),
    Removed(
        check="answers are to the phases of the job, in their order",
        where="attestation.appraisal.phases.answered",
        without="holds an honest machine's earlier answer against its later one",
        accepts=["appraisal/phases/backward*", "appraisal/phases/during-of-a-candidate", "appraisal/phases/no-phase"],
        patches=always(PHASES, "in_order", True),
    ),
)
