"""The TCG's binary formats, read strictly: octets in, a frozen value or a rejection out (§5, §8, §9).

Nothing of the protocol enters, no job, no policy, no ledger, and nothing here talks to a TPM.

Every value written again gives the very octets that it was read from; octets for which that would not hold are
refused. Read in this order: ``octets`` (the cursor that all readers share),
``algorithms``, ``name``, ``public`` (keys), ``pcr`` (registers), ``policy``, ``attest`` (what a TPM signs),
``signature``, ``creation`` (how a key came about), ``nv_index``.

Logs are little-endian: ``event_log`` (with ``spec_id`` and ``event_types``), ``event_data``, ``replay`` and ``boot``
for what firmware measured; ``ima``, ``ima_text`` and ``ima_replay`` for what the kernel did.
"""
