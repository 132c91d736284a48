"""A deterministic discrete-event simulator: parties, a ledger and a network that delays, drops, repeats and reorders.

A newcomer starts at :func:`leo_ref.parties.simulator.simulation.simulate`. Time is a number of ticks; everything
follows from the parties, the orders given to them and the :class:`~leo_ref.parties.simulator.plan.Plan`, whose seed
decides every chance. Layer one has one honest producer, which takes every transaction that reaches it, in the order
they come; every block reaches every running party in the end. Those are the assumptions of §14; all else may fail.
"""
