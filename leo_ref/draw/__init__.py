"""The exact mathematics of the draw (§6): who is selected, with how many votes, and the proof of it.

No state and no rule enters: keys, messages, weights and totals are arguments.

Read in this order: ``edwards`` (points and their checks), ``hash_to_curve``, ``proof`` and ``vrf`` (RFC 9381),
``binomial`` and ``sortition`` (votes), ``ticket`` (what the draw is over, and what comes out).
"""
