"""Whether the draw is as fair as §6 says: real draws beside their exact distribution, made into a page with plots.

``population`` says who draws, ``sample`` draws, ``exact`` says what is to be expected, ``fit`` compares numbers with
it and ``findings`` asks all questions; ``pictures`` and ``page`` show the answers.
"""
