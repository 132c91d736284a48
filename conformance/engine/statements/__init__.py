"""Statements about runs: who passed which vectors, signed, so that anybody can check it without asking anybody.

``statement`` says what came of a run, as in-toto's predicate for test results; ``envelope`` signs it and checks what is
signed, by DSSE and Ed25519; ``fault`` names whatever is refused.
"""
