"""Build hook: an installed package carries the specification and the kit; an editable one reads the checkout's."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {"spec": "leo_ref/_spec", "conformance": "leo_ref/_kit/conformance"}


class CarrySpecification(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own default for its parameter
    """Adds the files of each folder of ``CARRIED`` to the wheel, without what Python keeps beside them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # Any: hatchling's signature
        """Called by hatchling before it builds; ``version`` is "standard" or "editable"."""
        if version == "editable":
            return
        for source, target in CARRIED.items():
            for path in sorted(Path(self.root, source).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    place = path.relative_to(Path(self.root, source)).as_posix()
                    build_data["force_include"][str(path)] = f"{target}/{place}"
