"""How parties reach one another: libp2p's Noise and Yamux over TCP, and what is said over them (docs/peers.md).

Start at :func:`~leo_ref.network.peers.network.open_peers`; :mod:`~leo_ref.network.peers.library` says whether libp2p is
there, and is to be asked first. What is decided without socket and clock is in modules of its own.

- :mod:`~leo_ref.network.peers.network`: one party's way to others: what it sends and receives, who is connected.
- :mod:`~leo_ref.network.peers.settings`, :mod:`~leo_ref.network.peers.limits`: where it listens; what others may cost.
- :mod:`~leo_ref.network.peers.connections`, :mod:`~leo_ref.network.peers.door`: connections, and who is let in.
- :mod:`~leo_ref.network.peers.dialling`, :mod:`~leo_ref.network.peers.attempts`: who is dialled, and when again.
- :mod:`~leo_ref.network.peers.channel`, :mod:`~leo_ref.network.peers.negotiation`: a secret connection, its streams.
- :mod:`~leo_ref.network.peers.greeting`, :mod:`~leo_ref.network.peers.contact`: whose it is; what both must agree on.
- :mod:`~leo_ref.network.peers.link`, :mod:`~leo_ref.network.peers.framing`, :mod:`~leo_ref.network.peers.frame`: what
  is said on it; :mod:`~leo_ref.network.peers.hearing`, :mod:`~leo_ref.network.peers.sender`: what of that is taken.
- :mod:`~leo_ref.network.peers.switch`, :mod:`~leo_ref.network.peers.waiting`: to which connection a message goes.
- :mod:`~leo_ref.network.peers.rumours`, :mod:`~leo_ref.network.peers.recent`: what is passed on.
- :mod:`~leo_ref.network.peers.payloads`, :mod:`~leo_ref.network.peers.fetching`,
  :mod:`~leo_ref.network.peers.store`: payloads, chunk by chunk.
- :mod:`~leo_ref.network.peers.book`, :mod:`~leo_ref.network.peers.address`, :mod:`~leo_ref.network.peers.mdns`: whom to
  find where.
- :mod:`~leo_ref.network.peers.repute`, :mod:`~leo_ref.network.peers.bucket`: misdeeds and rates.
- :mod:`~leo_ref.network.peers.counted`, :mod:`~leo_ref.network.peers.failure`: what is counted; what can go wrong.
"""
