"""Specification and reference held against one another: the same models, explored by both, compared whole.

No rule enters, and no second opinion on one: what a model says is TLC's word, what the reference says is its own.

``constants`` reads what a model fixes, ``abstraction`` writes a reference state as the specification's variables,
``concretion`` reads it back, ``actions`` say what each action of a model does in the reference, ``explore`` walks all
of it, and ``check`` holds the result against TLC's graph. ``roles`` asks the parties' own code what it does in each
state. ``graphfile`` writes a graph for other programs, and ``deep`` compares models whose graphs are too large to be
held in values. ``wide`` takes one step from states of random models; ``runs`` has TLC validate whole runs; ``trace``
reads the runs that transcripts record.
"""
