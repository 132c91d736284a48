"""What the check of one model came to."""

from __future__ import annotations

from attrs import frozen

from leo_ref.speccheck.manifest import ManifestEntry


@frozen(kw_only=True)
class ModelReport:
    """One line of the table at the end."""

    entry: ManifestEntry
    distinct: int
    """Distinct states that TLC found."""
    depth: int
    tlc_seconds: float
    premises: int = 0
    """Situations met in which a property of the model says something."""
    edges: int = 0
    """Labelled edges, equal on both sides; 0 where the model is not compared."""
    refusals: int = 0
    """Pairs of a state and a ground action that both sides refuse, with the same code."""
    reference_seconds: float = 0.0
    earlier: bool = False
    """Whether this is what an earlier run came to."""
    problem: str = ""
    """Why the model's check failed, in lines for people; empty if all is as expected."""


@frozen(kw_only=True)
class Explored:
    """What the reference found in a model."""

    states: int
    edges: int
    refusals: int
    seconds: float
    problem: str = ""
    """The first state whose abstraction does not lead back to it; empty if there is none."""
