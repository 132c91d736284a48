"""Single rules: election, quorum, outcome, settlement and normalisation, answered by `contracts/Rules.vy`."""

from pathlib import Path

from eth_abi import decode

from src.compiled import compiled
from src.machine import MAKER, Machine
from src.people import People, number
from src.records import types_of
from src.storage import Layout

JOB = bytes(31) + b"\x01"
SERVICE = bytes(31) + b"\x02"
SETS = {"approved": "APPROVED", "answered": "ANSWERED", "confirmed": "CONFIRMED", "provers": "PROVED", "liars": "LIAR"}
MAPS = {"challenged": "CHALLENGED", "asked": "ASKED", "credentials": "CREDENTIAL", "answers": "REPLIED"}
DUE = {"challenged": "answer_due", "asked": "result_due"}
HALF = 128
"""Hexadecimal digits of a beta, of which each word holds a half."""


class Rules:
    """The contract of single rules, deployed for each request: it forgets nothing by itself."""

    def __init__(self, folder: Path) -> None:
        self.contract = compiled("Rules", folder)
        self.types = types_of(folder)
        self.layout = Layout(self.contract, self.types)

    def elect(self, request: dict) -> str:
        """§7."""
        machine, people = self._with({"group": request["group"]})
        called = machine.call(MAKER, "elect(bytes32)", JOB)
        return people.names[int.from_bytes(called.output, "big")]

    def quorum(self, request: dict) -> bool:
        """§11: of those who confirmed."""
        machine, _ = self._with(request["job"] | {"confirmed": request["nodes"]})
        return bool(int.from_bytes(machine.call(MAKER, "quorum(bytes32)", JOB).output, "big"))

    def outcome(self, request: dict) -> str | None:
        """§4: at the tick of the job's deadline."""
        machine, _ = self._with(request["job"])
        machine.write(self.layout.first["height"], int(request["job"]["deadline"]) - 1)
        called = machine.call(MAKER, "outcome(bytes32)", JOB)
        name = self.types.name("Outcome", int.from_bytes(called.output, "big"))
        return None if name == "NONE" else name

    def settle(self, request: dict) -> dict:
        """§12."""
        machine, people = self._with(request["job"], request["parameters"])
        outcome = self.types.value("Outcome", request["outcome"])
        called = machine.call(MAKER, "settle(bytes32,uint256)", JOB, outcome)
        [changes] = decode(["(address,uint256,uint256)[]"], called.output)
        paid = {a: machine.read(self.layout.entry("payouts", JOB, at)) for a, at in people.accounts.items()}
        bond = self.layout.record("Service", "service", SERVICE)["bond"]
        return {
            "payouts": _texts(paid),
            "bond": str(machine.read(bond)),
            "burned": str(machine.read(self.layout.first["burned"])),
            "earned": _texts({people.names[number(n)]: earned for n, earned, _ in changes}),
            "lost": _texts({people.names[number(n)]: lost for n, _, lost in changes}),
        }

    def normalise(self, request: dict) -> dict[str, str]:
        """§13."""
        nodes = sorted(request["credit"])
        machine, _ = self._with({"group": {n: {"j": 0, "beta": "0" * HALF} for n in nodes}})
        amounts = [int(request["credit"][n]) for n in nodes]
        called = machine.call(MAKER, "normalise(uint256[],uint256)", amounts, int(request["total"]))
        [scaled] = decode(["uint256[]"], called.output)
        return {n: str(credit) for n, credit in zip(nodes, scaled, strict=True)}

    # --- the job in the storage ---------------------------------------------------------------------------------

    def _with(self, job: dict, parameters: dict | None = None) -> tuple[Machine, People]:
        """The contract with this job, or as much of one as is given."""
        names = [name for name, _ in self.types.structs["Parameters"]]
        values = tuple(int((parameters or {}).get(name, 0)) for name in names)
        machine = Machine(self.contract, [f"({','.join(['uint256'] * len(names))})", "address"], [values, MAKER])
        terms = job.get("terms", {})
        nodes = sorted({*job["group"], *job.get("snapshot", ()), *job.get("liars", ()), *job.get("confirmed", ())})
        people = People(nodes, [terms[name] for name in ("owner", "service_owner", "candidate") if name in terms])
        words = self._nodes(job, people)
        if terms:
            words |= self._job(job, people)
        for slot, value in words.items():
            machine.write(slot, value)
        return machine, people

    def _nodes(self, job: dict, people: People) -> dict[int, int]:
        first = self.layout.first
        words = self.layout.array(first["nodes"], map(number, people.nodes.values()))
        group = self.layout.entry("group", JOB)
        words |= self.layout.array(group, (number(people.nodes[n]) for n in sorted(job["group"])))
        for n, at in people.nodes.items():
            seat = self.layout.record("Seat", "seat", JOB, at)
            marks = [flag for name, flag in (SETS | MAPS).items() if n in job.get(name, ())]
            if n in job["group"]:
                marks.append("MEMBER")
                drawn = job["group"][n]
                words[seat["j"]] = drawn["j"]
                words[seat["beta_high"]] = int(drawn["beta"][: HALF // 2], 16)
                words[seat["beta_low"]] = int(drawn["beta"][HALF // 2 :], 16)
            words[seat["marks"]] = sum(self.types.value("Mark", flag) for flag in marks)
            words |= {seat[slot]: int(job[name][n]) for name, slot in DUE.items() if n in job.get(name, ())}
        return words

    def _job(self, job: dict, people: People) -> dict[int, int]:
        slots, terms = self.layout.record("Job", "job", JOB), job["terms"]
        words = {slots[name]: int(job[name]) for name in ("posted", "round", "deadline", "escrow")}
        words[slots["stage"]] = self.types.value("Stage", job["stage"])
        words |= {slots[name]: self.types.value("Outcome", job[name]) for name in ("proven", "outcome")}
        words |= {slots[name]: int(job[name] not in (None, False)) for name in ("shown", "requested", "given")}
        words |= {slots[f"{part}_key"]: 1 for part in job["keys"]}
        if job["executor"] is not None:
            words[slots["executor"]] = number(people.nodes[job["executor"]])
        if terms["kind"] == "join":
            return words | {slots["owner"]: number(people.accounts[terms["candidate"]])}
        words |= {slots[name]: number(people.accounts[terms[name]]) for name in ("owner", "service_owner")}
        words |= {slots["is_task"]: 1, slots["task.service"]: int.from_bytes(SERVICE, "big")}
        words |= {slots[name]: int(terms[name]) for name in ("price", "hold")}
        return words | {slots[f"task.{name}"]: int(terms[name]) for name in ("payment", "deposit", "tau")}


def _texts(amounts: dict[str, int]) -> dict[str, str]:
    """Without zeros."""
    return {name: str(units) for name, units in amounts.items() if units}
