"""The properties, one function each: a plain program that runs the rules on its inputs and demands what must hold.

``tasks`` and ``joins`` are about settlements in groups of any size, ``lies`` and ``scaling`` about credit, and
``induction`` about the scaling of any number of nodes. ``catalogue`` names them all.
"""
