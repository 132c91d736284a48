"""Leo Reference: the executable form of the specification in ``spec/``."""
