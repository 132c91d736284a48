"""What every other room speaks of: values, refusals, canonical octets, keys of accounts, and what the ledger stores.

No rule, no format of others, no judgement of what is stored: a class here says what there is, not whether it may be.
"""
