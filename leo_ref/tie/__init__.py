"""The tie between specification and reference: the same models, explored by both, compared whole.

``constants`` reads what a model fixes, ``abstraction`` writes a reference state as the specification's variables,
``concretion`` reads it back, ``actions`` say what each action of a model does in the reference, ``explore`` walks all
of it, and ``check`` holds the result against TLC's graph.
"""
