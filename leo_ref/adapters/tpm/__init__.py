"""Real TPM connections: throw-away TPMs in software (swtpm), and the machine's own through a resource manager.

This room touches the world. It carries octets between a TPM and the pure core, which alone parses and judges them
(:mod:`leo_ref.tcg`, :mod:`leo_ref.attestation.identity`): a quote leaves here as the TPM wrote it.

- :mod:`~leo_ref.adapters.tpm.swtpm`: a fresh TPM as a child process, with a certificate from a throw-away authority.
- :mod:`~leo_ref.adapters.tpm.lasting`: one that stays when the process ends that started it.
- :mod:`~leo_ref.adapters.tpm.connection`: talking to a TPM within a time limit, leaving nothing behind in it.
- :mod:`~leo_ref.adapters.tpm.provision`: the endorsement key, and below it the attestation key.
- :mod:`~leo_ref.adapters.tpm.keys`, :mod:`~leo_ref.adapters.tpm.quote`, :mod:`~leo_ref.adapters.tpm.measure`: what a
  job needs (§8, §9).
- :mod:`~leo_ref.adapters.tpm.clear`, :mod:`~leo_ref.adapters.tpm.doctor`: taking everything away again; saying what is
  there.

swtpm is software: what it signs shows that messages and rules fit, and nothing about a machine.
"""
