"""Differential fuzzing: questions that nobody wrote, until the reference and a program answer differently.

``questions`` gathers what the vectors know; the questions themselves are made by ``leo_ref.fuzz``. ``run`` asks and
compares, ``small`` makes the first difference smaller, ``finding`` writes it as a file of vectors, ``report`` tells
what came of a run, ``main`` is the command.
"""
