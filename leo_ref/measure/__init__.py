"""Numbers about the reference: how fast it is, and whether its draws are as fair as the protocol says.

Nothing enters that a room below could want: only the commands ask this room. :mod:`~leo_ref.measure.bench` is about
speed, :mod:`~leo_ref.measure.statistics` about draws.
"""
