"""All amounts: what the rules on amounts and credit do, proved for every amount, by two solvers that must agree.

No transcription of a rule enters: the reference's own functions run on integers that may be any, and what they ask and
compute is what the solvers get. What must hold is said by plain programs that run on ordinary integers as well.

``integer`` is such an integer, ``path`` one path of a program over them, and ``explore`` finds all paths. ``group`` has
one member stand for any number of members. ``properties`` are the programs, ``question`` writes what is asked of the
solvers, ``solvers`` asks them, and ``prove`` does all of it for a property. docs/assurance.md says what follows.
"""
