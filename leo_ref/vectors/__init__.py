"""The conformance vectors: made from the reference, never edited, the same octets every time.

No expected answer that nobody stated enters: an author writes what must come out, and the reference has to agree.

:func:`leo_ref.vectors.build.build` gives all files as octets; ``leo vectors`` writes them or compares them with those
that are there. Read in this order: ``case`` (one vector), the families ``encoding``, ``draw``, ``rules``, ``ledger``
(written by hand as requests with the answer that their author expects), ``models`` (from the graphs that TLC and the
reference agree on), ``metadata`` (what is said of vectors beside what they ask), ``files``.
"""
