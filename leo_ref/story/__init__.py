"""The scenario everybody knows (§15): Alice has Bob's service turn her picture grey on a machine that neither owns.

``cast`` says who takes part and what they own, ``picture`` what Alice has and what Bob's code does, ``telling`` puts
what happens on the ledger into words, ``balance`` works out from the formula of §12 what everybody must end with, and
``play`` is the whole of it.
"""
