"""What a machine shows and how it is judged (§5, §8 to §10), as it is on real machines.

No software that stands in for a TPM or a container enters, no party, and nothing that talks to a TPM.

Read in this order: :mod:`~leo_ref.attestation.identity` (who a machine is), :mod:`~leo_ref.attestation.evidence` (what
is measured of a job, and the question), :mod:`~leo_ref.attestation.appraisal` (a TPM's evidence judged),
:mod:`~leo_ref.attestation.verifiers` (all of it as the answers that the rules ask for). ``machine`` is the interface
behind which a node has its TPM and the container of its job.
"""
