#!/usr/bin/env python3
"""Prints what each transaction and each kind of tick costs in gas, of a task and a join with default parameters."""

import sys
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from eth_utils import keccak
from src.calls import TASK
from src.compiled import compiled
from src.job import RIGHT
from src.machine import MAKER, Machine
from src.people import People, salt
from src.records import types_of
from src.storage import Layout

LEO, CREDIT = 10**8, 10**6
PARAMETERS = {
    "gas_fee": LEO,
    "tau": 20,
    "min_tau": 10,
    "max_tau": 1000,
    "vote_pay": LEO // 10,
    "min_group": 3,
    "floor_numerator": 1,
    "floor_denominator": 2,
    "join_floor_numerator": 3,
    "join_floor_denominator": 4,
    "rounds": 5,
    "draw_delay": 1,
    "lookback": 2,
    "apply_window": 6,
    "enrol_window": 4,
    "ready_window": 4,
    "approve_window": 4,
    "keys_window": 4,
    "watch_window": 8,
    "answer_window": 4,
    "confirm_window": 12,
    "max_run_window": 100,
    "seconds_per_block": 10,
    "handling": 20,
    "max_result": 1024,
    "join_deposit": 10 * LEO,
    "join_fee": LEO,
    "join_credit": 150 * CREDIT,
    "executor_reward": CREDIT,
    "executor_penalty": 5 * CREDIT,
    "monitor_reward": CREDIT,
    "monitor_penalty": 5 * CREDIT,
    "absence_penalty": CREDIT,
    "forged_claim_penalty": 5 * CREDIT,
    "total_credit": 400_000 * CREDIT,
}
"""The defaults of docs/protocol.md, §3, but for the longest result, of which the contract takes less."""
GROUP = 10
"""Members of a group: an executor and nine monitors, as in the scenario of §15."""
MOVES = {
    ("POSTED", "APPLY"): "a round opens",
    ("APPLY", "READY"): "the group of a task closes",
    ("APPLY", "ENROL"): "the group of a join closes",
    ("CONFIRM", "SETTLED"): "a job of ten is settled",
    ("RUN", "SETTLED"): "a job of ten is settled",
}


class Ledger:
    """A deployment with so many nodes, and the gas of whatever was called on it."""

    def __init__(self, nodes: int) -> None:
        self.types = types_of()
        contract = compiled("Leo")
        self.people = People((f"n{place:02}" for place in range(nodes + 1)), ("alice", "bob"))
        accounts = self.people.accounts
        self.members = [*self.people.nodes.values()][:nodes]
        self.candidate = [*self.people.nodes.values()][nodes]
        self.verifiers = Machine(compiled("Symbols"))
        balances = [(at, 1000 * LEO) for at in accounts.values()]
        founders = [(at, at, keccak(at.encode()), 400_000 * CREDIT // nodes) for at in self.members]
        kinds = [f"({','.join(['uint256'] * len(PARAMETERS))})", "address", "(address,uint256)[]"]
        names = [name for name, _ in self.types.structs["Parameters"]]
        values = [tuple(PARAMETERS[name] for name in names), self.verifiers.address, balances, founders]
        self.machine = Machine(contract, [*kinds, "(address,address,bytes32,uint256)[]"], values)
        self.layout = Layout(contract, self.types)
        self.gas: dict[str, list[int]] = defaultdict(list)
        self.block = 1
        self.machine.at(1)

    def send(self, sender: str, method: str, *values: object) -> None:
        """A transaction in this block, whose earlier ticks are done."""
        name = method.partition("(")[0]
        self.gas[name].append(self.machine.call(sender, method, *values, gas=True).gas)

    def stage(self, job: bytes) -> str:
        """Where a job stands."""
        slot = self.layout.record("Job", "job", job)["stage"]
        return self.types.name("Stage", self.machine.read(slot))

    def tick(self, job: bytes) -> None:
        """The tick of this block, in a transaction of its own."""
        before = self.stage(job)
        self.block += 1
        self.machine.at(self.block)
        gas = self.machine.call(MAKER, "catch_up(uint256)", 1, gas=True).gas
        after = self.stage(job)
        what = "no job moves" if before == after else MOVES.get((before, after), "the next stage opens")
        self.gas[f"tick: {what}"].append(gas)

    def until(self, job: bytes, stage: str) -> None:
        """Ticks until the job has come to a stage."""
        while self.stage(job) != stage:
            self.tick(job)

    def draws(self, job: bytes) -> None:
        """The first members are drawn with three votes each, the first of them with four."""
        method = "set_draw(bytes32,uint256,address,(uint256,uint256,uint256))"
        for place, n in enumerate(self.members[:GROUP]):
            self.verifiers.call(MAKER, method, job, 1, n, (4 if place == 0 else 3, place, place))

    # --- a task -------------------------------------------------------------------------------------------------

    def post(self, name: str) -> bytes:
        """Bob offers a service, Alice posts a task, ten are drawn, and it runs."""
        alice, bob = self.people.accounts["alice"], self.people.accounts["bob"]
        while self.block < PARAMETERS["lookback"] + 1:
            self.block += 1
            self.machine.at(self.block)
            self.machine.call(MAKER, "catch_up(uint256)", 1)
        service, job = self.people.id("bob", name), self.people.id("alice", name)
        terms = (salt(name), 3 * LEO, 20 * LEO, 10, 0, 0)
        self.send(bob, "offer_service(bytes32,uint256,uint256,uint256,uint256,uint256)", *terms)
        task = (service, 10 * LEO, 8 * LEO, 0, 20, 32, 1024, 60)
        self.send(alice, f"post_task(bytes32,{TASK})", salt(name), task)
        self.draws(job)
        self.until(job, "APPLY")
        for n in self.members[:GROUP]:
            self.send(n, "apply(bytes32,uint256,bytes)", job, 1, b"ok")
        self.until(job, "READY")
        self.send(self.members[0], "show(bytes32,bytes)", job, b"pass")
        self.until(job, "APPROVE")
        for n in self.members[1:GROUP]:
            self.send(n, "approve(bytes32)", job)
        self.until(job, "KEYS")
        for owner, part in ((alice, "TASK"), (bob, "SERVICE")):
            named = self.types.value("Part", part)
            self.send(owner, "release_key(bytes32,uint256,bytes)", job, named, b"wrong".ljust(256, b"\0"))
        self.until(job, "RUN")
        return job

    def done(self) -> None:
        """A task to its end; one monitor challenges, another asks for the result."""
        job = self.post("done")
        executor, first, second, *_ = self.members
        self.send(first, "challenge(bytes32,bytes)", job, b"true")
        self.send(executor, "answer(bytes32,address,bytes)", job, first, b"pass")
        for _ in range(PARAMETERS["watch_window"]):
            self.tick(job)
        result = sha256(RIGHT).digest()
        self.send(executor, "request_payment(bytes32,bytes32,bytes)", job, result, b"pass")
        self.until(job, "CONFIRM")
        self.send(second, "ask_result(bytes32)", job)
        self.send(executor, "give_result(bytes32,bytes)", job, RIGHT)
        for n in self.members[1:GROUP]:
            self.send(n, "confirm(bytes32,bytes)", job, b"pass")
        self.until(job, "SETTLED")

    def faults(self) -> None:
        """One monitor accuses, the executor disputes a key."""
        job = self.post("fault")
        self.send(self.members[1], "accuse(bytes32,bytes)", job, b"fail")
        part = self.types.value("Part", "TASK")
        self.send(self.members[0], "dispute_key(bytes32,uint256,bytes)", job, part, b"true")
        self.until(job, "SETTLED")

    # --- a join -------------------------------------------------------------------------------------------------

    def admission(self) -> None:
        """A candidate before ten attestors."""
        n = self.candidate
        name = next(name for name, at in self.people.nodes.items() if at == n)
        job = self.people.id(name, "join")
        self.send(n, "join(bytes32,address,bytes32)", salt("join"), n, keccak(n.encode()))
        self.draws(job)
        self.until(job, "APPLY")
        for m in self.members[:GROUP]:
            self.send(m, "apply(bytes32,uint256,bytes)", job, 1, b"ok")
        self.until(job, "ENROL")
        for m in self.members[:GROUP]:
            self.send(m, "challenge_candidate(bytes32,bytes32)", job, keccak(b"made"))
            self.send(n, "answer_credential(bytes32,address,bytes32)", job, m, keccak(b"right"))
        self.send(n, "show(bytes32,bytes)", job, b"pass")
        self.until(job, "CONFIRM")
        for m in self.members[:GROUP]:
            self.send(m, "confirm_candidate(bytes32,bytes)", job, b"true")
        self.until(job, "SETTLED")
        self.send(n, "leave()")
        alice, bob = self.people.accounts["alice"], self.people.accounts["bob"]
        self.send(bob, "transfer(address,uint256)", alice, LEO)
        self.send(bob, "withdraw_service(bytes32)", self.people.id("bob", "done"))


def main() -> None:
    """A row for each, the least and the most, with 12 nodes and with 60."""
    columns = []
    for nodes in (12, 60):
        ledger = Ledger(nodes)
        ledger.done()
        ledger.faults()
        ledger.admission()
        columns.append(ledger.gas)
    print(f"`Leo.vy` has {len(compiled('Leo').runtime):,} octets of 24,576 that a chain takes (EIP-170).\n")
    print("| | gas, 12 nodes | gas, 60 nodes |\n| --- | ---: | ---: |")
    for name in sorted(columns[0], key=lambda name: (name.startswith("tick"), name)):
        cells = [_range(column[name]) for column in columns]
        print(f"| {name if ':' in name else f'`{name}`'} | {' | '.join(cells)} |")


def _range(figures: list[int]) -> str:
    low, high = min(figures), max(figures)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


main()
