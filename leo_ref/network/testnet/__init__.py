"""A whole network on one machine: a ledger service, nodes and owners, each a process with keys of its own.

- :mod:`~leo_ref.network.testnet.building`: keys, genesis document, processes.
- :mod:`~leo_ref.network.testnet.starter`, :mod:`~leo_ref.network.testnet.forking`: how they are started.
- :mod:`~leo_ref.network.testnet.namespaces`: a network namespace for each, with delay, loss and cuts.
- :mod:`~leo_ref.network.testnet.processes`: how they are found again and ended.
- :mod:`~leo_ref.network.testnet.story`: Alice and Bob on it, told from the ledger's blocks alone.
- :mod:`~leo_ref.network.testnet.record`: a transcript of what all of them keep.
"""
