"""Evidence in software (§8): what an executor or a candidate shows, and what can be concluded from it.

SOFTWARE ONLY. The shapes, the questions and the checks are the protocol's; the quote is signed by an ordinary Ed25519
key instead of a TPM, so it convinces nobody that the machine is what it says. Read in this order: ``nonce`` (the
question), ``log`` (what is measured), ``quote``, ``envelope`` (the signature of who is looked at), ``appraisal`` (the
checks on one piece), ``job`` (the piece against what was shown), ``endorsement`` (the key that a candidate's attestors
ask for).
"""
