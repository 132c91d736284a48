"""Evidence of a TPM appraised (§8): a pure function of evidence, policy, question and history, repeatable by anybody.

The result names the first check that failed and shows every value that was compared before it. Read in this order:
``policy`` (what is accepted, as data), ``kinds`` (what a genesis document says of it), ``answer`` (what an executor
shows), ``judge`` (what was compared), ``quoted`` (the quote itself), ``logs`` (what its registers stand for),
``history`` (against what was shown before), ``appraise`` (all of it, in its order), ``phases`` (what somebody asked and
saw of a job).
"""
