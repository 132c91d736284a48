"""The engine of the kit: vectors read, put to an implementation, and what came of it, told.

No rule of the protocol enters, and nothing of ``leo_ref``, but in the module ``reference``, where the reference answers
in this process, and in ``fuzz``, where ``leo_ref.fuzz`` makes the questions. ``main`` is the command, and
``conformance/test_vectors.py`` puts the same questions from pytest.

The modules, from the ground up: ``strict`` reads JSON as the protocol allows it; ``reading`` reads the vectors, with
``forms`` and ``transcripts``, which write out what they abbreviate, and ``metadata``, which says how binding they are
and whether they stand; ``questions`` makes requests of them. ``keeper``
runs a program and lets nothing of it survive, ``program`` exchanges lines with one, ``conversation`` speaks the
protocol of ``docs/conformance.md``, beginning with ``hello``. ``comparing`` judges an answer, ``judging`` a vector.
``run`` puts all questions by several workers, ``results`` holds what came of them, and ``report`` tells it.
``releases`` packs vectors and compares them, ``statements`` signs what came of a run, ``writing`` writes files whole.
"""
