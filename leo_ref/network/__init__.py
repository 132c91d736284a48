"""Layer one and the parties as processes: HTTP, peer to peer, and files that survive a kill.

No rule, no judgement and no duty of a party enters: blocks are applied by the ledger's rules, parties are stepped as
they are, and what is here carries and keeps their octets. All of it runs on trio.

- :mod:`~leo_ref.network.ledger`: layer one as a service.
- :mod:`~leo_ref.network.peers`: how parties reach one another.
"""
