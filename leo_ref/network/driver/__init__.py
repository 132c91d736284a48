"""How a page drives a network: the ledger service forwards ready-made actions to the process that holds the key.

Keys never reach page or service. What can be asked for is a short list of actions (docs/page.md); nothing else is
forwarded, and none without the service's token.

- :mod:`~leo_ref.network.driver.members`: whom the service may forward to, as a file says.
- :mod:`~leo_ref.network.driver.ready`: the orders that the actions stand for.
- :mod:`~leo_ref.network.driver.sockets`: forwarding, by the control socket of each process.
"""
