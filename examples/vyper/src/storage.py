"""Where the ledger's values are in the contract's storage."""

from collections.abc import Iterable

from eth_utils import keccak

from src.compiled import Compiled
from src.records import Types


def mapped(slot: int, key: bytes | str) -> int:
    """The first slot of an entry of a map."""
    octets = bytes.fromhex(key[2:]).rjust(32, b"\0") if isinstance(key, str) else key
    return int.from_bytes(keccak(slot.to_bytes(32, "big") + octets), "big")


class Layout:
    """Slots of records, by variable and keys."""

    def __init__(self, contract: Compiled, types: Types) -> None:
        self.types = types
        self.first = contract.slots
        self.offsets = {name: types.offsets(name) for name in ("Node", "Service", "Job", "Seat")}

    def entry(self, variable: str, *keys: bytes | str) -> int:
        """The first slot of an entry of a map, or of a map of maps."""
        slot = self.first[variable]
        for key in keys:
            slot = mapped(slot, key)
        return slot

    def record(self, struct: str, variable: str, *keys: bytes | str) -> dict[str, int]:
        """The slots of a record's members."""
        slot = self.entry(variable, *keys)
        return {name: slot + offset for name, offset in self.offsets[struct].items()}

    @staticmethod
    def array(slot: int, values: Iterable[int]) -> dict[int, int]:
        """A list as it is stored: its length, then its elements."""
        listed = [*values]
        return {slot: len(listed)} | {slot + 1 + number: value for number, value in enumerate(listed)}
