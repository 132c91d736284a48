"""Records and flags of `contracts/types.vy`: their members in order, as the contract's storage has them."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from src.compiled import CONTRACTS

_BLOCK = re.compile(r"^(struct|flag) (\w+):\n((?:    .*\n)+)", re.M)


@dataclass
class Types:
    """What the file declares."""

    structs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    flags: dict[str, list[str]] = field(default_factory=dict)

    def offsets(self, struct: str, before: str = "") -> dict[str, int]:
        """Which slot of a record each member is in, counted from its first; a record in it is `outer.inner`."""
        found: dict[str, int] = {}
        for name, kind in self.structs[struct]:
            if kind in self.structs:
                inner = self.offsets(kind, f"{before}{name}.")
                found |= {member: len(found) + slot for member, slot in inner.items()}
            else:
                found[before + name] = len(found)
        return found

    def value(self, flag: str, name: str | None) -> int:
        """The number of a flag's member; 0 for none."""
        return 0 if name in (None, "NONE") else 1 << self.flags[flag].index(name)

    def name(self, flag: str, value: int) -> str:
        """The member with this number."""
        return self.flags[flag][value.bit_length() - 1] if value else "NONE"

    def names(self, flag: str, value: int) -> set[str]:
        """All members in a set of them."""
        return {name for number, name in enumerate(self.flags[flag]) if value >> number & 1}


def types_of(folder: Path = CONTRACTS) -> Types:
    """What `types.vy` declares."""
    found = Types()
    for kind, name, body in _BLOCK.findall((folder / "types.vy").read_text()):
        lines = [line.split("#")[0].strip() for line in body.splitlines()]
        if kind == "struct":
            found.structs[name] = [tuple(line.split(": ")) for line in lines if line]
        else:
            found.flags[name] = [line for line in lines if line]
    return found
