"""Sealing (§9, §10): payloads under keys of their own, and keys under the keys of those who may open them.

``payload`` seals code, data and results, each for its ``context`` only. ``transport`` carries their keys, by ``oaep``.
``result`` is both together, as the executor hands it over.
"""
