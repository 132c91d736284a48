"""Who is who: addresses and ids on the chain for the names of a model, or of a single rule's request."""

from collections.abc import Iterable, Mapping

from eth_utils import keccak

FIRST_NODE = 1000
FIRST_OTHER = 2000


def address(number: int) -> str:
    """An address that compares as its number."""
    return f"0x{number:040x}"


def number(of: str) -> int:
    """The number of an address."""
    return int(of, 16)


class People:
    """Addresses by name. Nodes are numbered in the order of their ids, which decides ties."""

    def __init__(self, nodes: Iterable[str], others: Iterable[str]) -> None:
        self.nodes = {name: address(FIRST_NODE + place) for place, name in enumerate(nodes)}
        apart = sorted(set(others) - set(self.nodes))
        self.accounts = self.nodes | {name: address(FIRST_OTHER + place) for place, name in enumerate(apart)}
        self.names: Mapping[int, str] = {number(of): name for name, of in self.accounts.items()}

    def id(self, sender: str, name: str) -> bytes:
        """The id of a service or a job, as the contract makes it of its sender and the salt."""
        return keccak(number(self.accounts[sender]).to_bytes(32, "big") + salt(name))


def salt(name: str) -> bytes:
    """What tells the services and jobs of one sender apart."""
    return name.encode().ljust(32, b"\0")
