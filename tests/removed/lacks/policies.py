"""The checks of policies, and of envelopes: which answers are heard (§8)."""

from __future__ import annotations

from tests.removed.lack import Lack

POLICIES = tuple(
    Lack(
        check=f"a policy is sound: {part}" if part else "a policy is sound",
        where="attestation.appraisal.policy.sound",
        without=without,
        text=text,
        accepts=accepts,
        differs=differs,
    )
    for part, without, text, accepts, differs in (
        ("", "has no meaning for some policies", "at_fault", ["appraisal/policies/fault-*"], []),
        (
            "registers",
            "tells it by what the registers must hold, if at all",
            "not _rising(policy.registers) or max(policy.registers, default=COUNT) >= COUNT",
            [],
            ["appraisal/policies/fault-no-register", "appraisal/policies/fault-registers-*"],
        ),
        (
            "job_register",
            "measures jobs into a register that anybody resets, or that others write to",
            "policy.job_register not in FOR_JOBS",
            ["appraisal/policies/fault-job-in-*"],
            [],
        ),
        (
            "references",
            "has no meaning for some policies",
            "not _rising(referred) or not all(reference.values for reference in policy.references)",
            ["appraisal/policies/fault-references-*", "appraisal/policies/fault-no-value"],
            [],
        ),
        (
            "boot_log",
            "asks for a log that accounts for nothing",
            "not _rising(logged) or (policy.boot_log is not None and not logged) or not _firmware(policy)",
            ["appraisal/policies/fault-log-twice"],
            ["appraisal/policies/fault-log-of-nothing"],
        ),
        (
            "kernel_list",
            "cannot see of which boot a kernel's list is",
            "bool(listed) and not set(AGGREGATED) <= set(policy.registers)",
            ["appraisal/policies/fault-list-without-9", "appraisal/policies/fault-list-alone"],
            [],
        ),
        (
            "all",
            "quotes registers that may hold anything",
            "accounted != list(policy.registers)",
            ["appraisal/policies/fault-reference-missing", "appraisal/policies/fault-nothing-of-10"],
            [],
        ),
    )
)

ENVELOPES = (
    Lack(
        check="the executor signed the answer, for this question",
        where="attestation.appraisal.phases.answered",
        without="takes from anybody what is called the executor's answer",
        text="not theirs",
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
    ),
    Lack(
        check="answers are to the phases of the job, in their order",
        where="attestation.appraisal.phases.answered",
        without="holds an honest machine's earlier answer against its later one",
        text="not in_order(phases.had, (*earlier, phase))",
        accepts=["appraisal/phases/backward*", "appraisal/phases/during-of-a-candidate", "appraisal/phases/no-phase"],
    ),
)
