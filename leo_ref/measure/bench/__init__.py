"""How fast the reference is: ratios measured in one run, never seconds alone.

``models`` explores beside TLC; ``draw`` compares the draw with scalar multiplications of libsodium, and ``peers`` with
other implementations; ``task`` draws a whole network for one task. ``appraisals`` and ``adapter`` are about TPMs, and
``fleet`` has many nodes enrolled and attested. ``service`` loads the ledger as a service. ``interleaved`` measures and
``workers`` spreads work over processes for all of them.
"""
