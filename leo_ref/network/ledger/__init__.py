"""Layer one as a service (§4): takes transactions, makes blocks, keeps them, and serves them over HTTP.

A newcomer starts at :class:`leo_ref.network.ledger.service.LedgerService`, which goes about it as its ``behaviour``
says. What it decides is apart from the world: ``turns`` (when a block is made, when a turn is passed), ``room`` (what
may wait), ``presence`` (when a block may come early; ``attendance`` has who said what), ``making`` (what a block comes
to). ``store``, in a ``database``, and ``replay`` keep the ledger and bring it back; ``intake`` and ``disk`` tie both
together. ``decided`` reads beside it what became of transactions, ``views`` says what a height shows. ``routes`` is the
one table of the API: ``app`` serves it, and ``openapi`` documents it; ``guard``, ``limits``, ``listener`` and ``http1``
bound what strangers may ask. ``others`` are the services of the other producers; ``driving`` forwards ready-made
actions; ``client`` is how parties ask.
"""
