"""Evidence in software (§8): what an executor shows its monitors, and what can be concluded from it.

SOFTWARE ONLY. The shapes, the questions and the checks are the protocol's; the quote is signed by an ordinary Ed25519
key instead of a TPM, so it convinces nobody that the machine is what it says. Read in this order: ``challenge`` (the
monitor's question), ``log`` (what is measured), ``quote``, ``envelope`` (the executor's signature), ``appraisal``
(the checks on one answer), ``dossier`` (all answers that one monitor got).
"""
