"""An EVM in this process with one contract on it: storage is written and read, calls are made, gas is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import boa
from eth_abi import encode

from src.compiled import Compiled

MAKER = "0x" + "7e57" * 10
"""The test address: it deploys the contracts, and writes what proofs and evidence show."""
INTRINSIC = 21_000


class Refused(Exception):
    """The contract reverted with this code."""


class Faulty(Exception):
    """The contract reverted without a code, or wrote where it must not."""


@dataclass(frozen=True)
class Called:
    """What came of a call."""

    output: bytes
    written: frozenset[int]
    gas: int


class Machine:
    """A contract that was deployed."""

    def __init__(self, contract: Compiled, kinds: Sequence[str] = (), values: Sequence[object] = ()) -> None:
        self.contract = contract
        self.evm = boa.env.evm
        self.address, _ = boa.env.deploy_code(
            sender=MAKER, bytecode=contract.creation + encode(list(kinds), list(values))
        )
        self.origin = self.evm.patch.block_number - 1

    def at(self, block: int) -> None:
        """From now on transactions are in this block of the ledger."""
        self.evm.patch.block_number = self.origin + block

    def read(self, slot: int) -> int:
        """A word of the storage."""
        return self.evm.get_storage(self.address, slot)

    def write(self, slot: int, value: int) -> None:
        """Another word in the storage, as a test may."""
        self.evm.set_storage(self.address, slot, value)

    def call(self, sender: str, method: str, *values: object, gas: bool = False) -> Called:
        """Call a method, by its name and types.

        Raises:
            Refused: It reverted with a code.
            Faulty: It reverted otherwise.
        """
        kinds = _kinds(method)
        data = self.contract.methods[method] + encode(kinds, list(values))
        boa.env.sstore_trace.clear()
        boa.env.sha3_trace.clear()
        self.evm.reset_access_counters()
        if gas:
            self.evm.vm.state.lock_changes()  # what a write costs depends on what was there before the transaction
        done = boa.env.execute_code(to_address=self.address, sender=sender, data=data)
        if done.is_error:
            raise _reverted(done)
        written = frozenset().union(*(slots for at, slots in boa.env.sstore_trace.items() if at == self.address))
        return Called(done.output, written, _paid(data, done))


def _kinds(method: str) -> list[str]:
    """The types of a method's arguments, split at the outer commas."""
    found, depth, word = [], 0, ""
    for letter in method[method.index("(") + 1 : -1]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append(word)
            word = ""
        else:
            word += letter
    return [*found, word] if word else found


def _reverted(done) -> Exception:
    """`Error(string)` carries a code; anything else is a fault."""
    if done.output[:4] == bytes.fromhex("08c379a0"):
        length = int.from_bytes(done.output[36:68], "big")
        return Refused(done.output[68 : 68 + length].decode("ascii"))
    return Faulty(f"{type(done.error).__name__} {done.output.hex()}")


def _paid(data: bytes, done) -> int:
    """Gas of a transaction: 21,000, its octets (EIP-2028), its execution; refunds are a fifth at most (EIP-3529)."""
    used = INTRINSIC + sum(16 if octet else 4 for octet in data) + done.get_gas_used()
    return used - min(done.get_gas_refund(), used // 5)
