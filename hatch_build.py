"""Build hook: an installed package carries the specification and the vectors; an editable one reads the checkout's."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {"spec": "leo_ref/_spec", "conformance/vectors": "leo_ref/_vectors"}


class CarrySpecification(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own default for its parameter
    """Adds each folder of ``CARRIED`` that exists to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # Any: hatchling's signature
        """Called by hatchling before it builds; ``version`` is "standard" or "editable"."""
        if version == "editable":
            return
        for source, target in CARRIED.items():
            if Path(self.root, source).is_dir():
                build_data["force_include"][source] = target
