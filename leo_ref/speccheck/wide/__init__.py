"""Beyond the models: states of random models, far larger than what can be explored whole.

``dice`` is chance from a seed, ``constants`` a model's cast and amounts, ``start`` any state it may be in, ``actions``
what may be tried there, ``walk`` a run of the reference. ``steps`` compares every successor and every refusal of many
states with TLC's.
"""
