"""Models too large to be held as graphs of values: the same comparison, with a digest of 16 octets for each state.

``digests`` takes values to octets, ``compact`` is the reference's graph in these, ``held`` reads TLC's dump line by
line and holds it to that graph, ``side`` is the process of the reference, ``finished`` remembers what is done, and
``check`` runs the models of ``spec/models/deep/``. Two states with one digest would be taken for one: among 10^7 states
that has a probability below 10^-24.
"""
