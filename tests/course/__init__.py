"""The life of a task after its draw, played out on the rules themselves, with every way that adversaries have."""
