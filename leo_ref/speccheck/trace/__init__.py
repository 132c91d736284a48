"""A recorded run held against the specification: the way from code to ``Leo.tla``.

``gather`` reads a transcript while it is replayed, ``units`` and ``constants`` make the run small enough for TLC's
integers, ``steps`` says it in the actions of the specification, ``play`` has the reference play it, ``check`` asks TLC
(``leo_ref.speccheck.runs``). What TLC then checks, and what not, is in ``docs/transcripts.md``.
"""
