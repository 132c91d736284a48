"""Whether runs are behaviours of ``Leo``: TLC is asked about many at once, and says of one that is none why not.

``behaviour`` is a run in the specification's words, ``module`` writes many of them as one module, ``verdict`` asks TLC.
``stopped`` and ``conjuncts`` find where a run stopped and which conjunct was false there; ``told`` says it. ``walk``,
``moves`` and ``stories`` make runs of the reference, ``shrink`` makes one that fails small, ``many`` does it all.
``log`` reads the log of any implementation (``docs/traces.md``).
"""
