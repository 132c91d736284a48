"""The project's own lints, for what no general tool checks."""
