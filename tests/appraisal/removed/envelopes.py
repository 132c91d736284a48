"""The checks of envelopes: which answers are heard, and which two of them prove something."""

from __future__ import annotations

from leo_ref.encoding import to_octets
from tests.appraisal.removed.entry import Removed, always

PHASES, EQUIVOCATION = "leo_ref.appraisal.phases", "leo_ref.evidence.equivocation"

ENVELOPES = (
    Removed(
        check="the executor signed the answer, for this question",
        where="appraisal.phases.answered",
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
        where="appraisal.phases.answered",
        without="holds an honest machine's earlier answer against its later one",
        accepts=["appraisal/phases/backward*", "appraisal/phases/during-of-a-candidate", "appraisal/phases/no-phase"],
        patches=always(PHASES, "in_order", True),
    ),
    Removed(
        check="two answers are to one question",
        where="evidence.equivocation.proved",
        without="accuses every node that was asked twice",
        accepts=[
            "appraisal/equivocation/another-job",
            "appraisal/equivocation/another-round",
            "appraisal/equivocation/another-phase",
            "appraisal/equivocation/another-monitor",
        ],
        differs=["appraisal/equivocation/order-question-answer"],
        patches=[(EQUIVOCATION, "QUESTION", ())],
    ),
    Removed(
        check="two answers differ",
        where="evidence.equivocation.proved",
        without="takes one answer, or one with two signatures, for two",
        differs=["appraisal/equivocation/signed-twice"],
        patches=[(EQUIVOCATION, "evidence_digest", to_octets)],
    ),
    Removed(
        check="both answers are signed by the node that is accused",
        where="evidence.equivocation.proved",
        without="believes whoever accuses",
        accepts=[
            "appraisal/equivocation/second-of-another",
            "appraisal/equivocation/first-of-another",
            "appraisal/equivocation/unsigned",
            "appraisal/equivocation/changed-afterwards",
            "appraisal/equivocation/of-another-node",
        ],
        patches=always(EQUIVOCATION, "is_signed", True),
    ),
)
