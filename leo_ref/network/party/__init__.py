"""A party as a process (§5 to §11): it keeps what it hears before it acts on it, and is the same after a kill.

The party itself is a pure machine of :mod:`leo_ref.parties`. What is here hands it blocks and messages, keeps them and
what its machine answered, and carries what it sends.

- :mod:`~leo_ref.network.party.journal`: what a party heard and what its machine answered, on disk.
- :mod:`~leo_ref.network.party.machine`: a machine whose answers are kept, and given again after a restart.
- :mod:`~leo_ref.network.party.tampering`: for trials, a node of software that shows another machine.
- :mod:`~leo_ref.network.party.following`: the party as its journal makes it, one message further each time.
- :mod:`~leo_ref.network.party.control`: how its people speak with it; :mod:`~leo_ref.network.party.watching`,
  :mod:`~leo_ref.network.party.watch_stream`: what they are told as it happens.
"""
