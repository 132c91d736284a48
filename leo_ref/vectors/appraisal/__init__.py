"""Vectors on evidence as a whole (§8): answers of a TPM appraised by a policy, and those that only look right.

Honest answers were recorded from swtpm (``leo_ref/vectors/recorded/answers.json`` says when and with which tools). What
no TPM signs is signed by a key whose secret is known.
"""

from __future__ import annotations

from leo_ref.vectors.appraisal.course import history_trials, job_trials
from leo_ref.vectors.appraisal.logs import log_trials
from leo_ref.vectors.appraisal.mutated import mutated_trials
from leo_ref.vectors.appraisal.phases import phase_trials
from leo_ref.vectors.appraisal.policies import policy_cases
from leo_ref.vectors.appraisal.quotes import quote_trials
from leo_ref.vectors.appraisal.valid import valid_trials
from leo_ref.vectors.case import Family
from leo_ref.vectors.metadata import Source


def families() -> list[Family]:
    """The files of this family."""
    return [
        policy_cases().family("Policies by which answers are appraised."),
        valid_trials().cases.family("Answers that pass.", Source.RECORDING),
        quote_trials().cases.family(
            "Quotes, their signatures and the values beside them that only look right.", Source.ATTACK
        ),
        log_trials().cases.family("Logs of firmware and kernel that do not account for a quote.", Source.ATTACK),
        job_trials().cases.family("Job logs that a task does not allow, or that were not measured.", Source.ATTACK),
        history_trials().cases.family(
            "Answers that do not follow on the earlier ones to the same monitor.", Source.ATTACK
        ),
        mutated_trials().cases.family("Sound answers in which one field is another.", Source.MUTATION),
        phase_trials().cases.family("Signed answers to one monitor through the phases of a job.", Source.RECORDING),
    ]
