"""The rules, one noun a module, each the executable form of the module of that name in ``spec/``.

No cryptography of proofs and no block enters: a rule asks :class:`~leo_ref.rules.verifiers.Verifiers` what holds.

A rule takes the parameters, the old state and the sender's body, and returns the new state or the rejection of the
first check that fails; the checks stand in the order of the specification's ``…Refusal``.
"""
