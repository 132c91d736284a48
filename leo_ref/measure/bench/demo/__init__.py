"""The demo on real parts beside what nobody can leave out of it, counted and recorded while it plays.

``recording`` takes down what a run does, ``operations`` says what is taken down, ``tpms``, ``containers`` and
``cryptography`` do the same things barely, and ``run`` puts both side by side.
"""
