"""Sealing (§9, §10): payloads under keys of their own, and keys under the keys of those who may open them.

No ledger, no rule and no randomness enters: what is drawn is an argument.

``payload`` seals code, data and results, each for its ``context`` only. ``imprint`` is what the ledger knows of sealed
code and data, by a ``merkle`` tree over their chunks. ``transport`` carries their keys, by ``oaep``. ``result`` is a
payload with its key, as the executor hands it over.
"""
