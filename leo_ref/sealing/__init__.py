"""Sealing (§9, §10): payloads under keys of their own, and keys under the keys of those who may open them.

``payload`` is authenticated encryption (PyNaCl's SecretBox); ``transport`` carries a key to the holder of an X25519 key
pair. The latter is software: it stands in for RSA-OAEP to a TPM-resident key, and nothing ties it to a machine.
"""
