"""What is measured of a job and asked about it (§8, §10): the same for every kind of evidence.

Read in this order: ``nonce`` (the question), ``seccomp``, ``container`` (how the job runs), ``wipe`` (what is left),
``log`` (what is measured), ``envelope`` (the signature of who is looked at).
"""
