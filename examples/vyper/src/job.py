"""A job between its TLA+ record (spec/Ledger.tla) and the contract's storage."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from eth_utils import keccak

from src.people import number

if TYPE_CHECKING:
    from src.model import Model

RIGHT = b"right"
"""The sealed result that is the right one, in a model."""
DIGESTS = {int.from_bytes(keccak(word.encode()), "big"): word for word in ("right", "wrong", "made", "junk")}
"""Words that the contract keeps by their digest."""

SETS = {"approved": "APPROVED", "answered": "ANSWERED", "confirmed": "CONFIRMED", "provers": "PROVED", "liars": "LIAR"}
DUE = {"challenged": ("CHALLENGED", "answer_due"), "asked": ("ASKED", "result_due")}
WORDS = {"credentials": ("CREDENTIAL", "credential"), "answers": ("REPLIED", "reply")}
KEYS = {"task": "task_key", "service": "service_key"}
COUNTS = ("posted", "round", "deadline", "escrow")
TERMS = ("payment", "deposit", "min_credit", "tau", "run_window", "result_limit", "time_limit")


def digest(word: str) -> int:
    """How the contract keeps a word."""
    return int.from_bytes(keccak(word.encode()), "big")


class Jobs:
    """Reads and writes the jobs of one model."""

    def __init__(self, model: "Model") -> None:
        self.model = model
        self.layout, self.types, self.people = model.layout, model.types, model.people
        self.slots = {t: self.layout.record("Job", "job", key) for t, key in model.jobs.items()}
        self.groups = {t: self.layout.entry("group", key) for t, key in model.jobs.items()}
        self.seats = {
            (t, n): self.layout.record("Seat", "seat", key, at)
            for t, key in model.jobs.items()
            for n, at in self.people.nodes.items()
        }
        self.payouts = {
            (t, a): self.layout.entry("payouts", key, at)
            for t, key in model.jobs.items()
            for a, at in self.people.accounts.items()
        }

    def all_slots(self) -> list[int]:
        """Every slot that a job may have."""
        found = [slot for record in (*self.slots.values(), *self.seats.values()) for slot in record.values()]
        most = len(self.people.nodes) + 1
        found += [slot + place for slot in self.groups.values() for place in range(most)]
        return [*found, *self.payouts.values()]

    # --- writing ------------------------------------------------------------------------------------------------

    def written(self, t: str, job: dict) -> dict[int, int]:
        """The words of a job as it stands; none of one that was not posted."""
        if job["stage"] == "NONE":
            return {}
        members = sorted(job["group"]["#set"])
        return (
            self._terms(t)
            | self._standing(t, job)
            | self.layout.array(self.groups[t], (number(self.people.nodes[n]) for n in members))
            | {self.payouts[t, a]: units for a, units in job["payouts"].items()}
            | self._seats(t, job, members)
        )

    def _terms(self, t: str) -> dict[int, int]:
        """What was posted."""
        slots, accounts = self.slots[t], self.people.accounts
        task = self.model.tasks.get(t)
        if task is None:
            return {slots["owner"]: number(accounts[self.model.joins[t]])}
        service, params = self.model.services[task["service"]], self.model.params
        return {
            slots["is_task"]: 1,
            slots["owner"]: number(accounts[task["owner"]]),
            slots["service_owner"]: number(accounts[service["owner"]]),
            slots["price"]: service["price"],
            slots["hold"]: params["gas_fee"] + task["tau"] * params["vote_pay"],
            slots["task.service"]: int.from_bytes(self.model.service_ids[task["service"]], "big"),
        } | {slots[f"task.{name}"]: task[name] for name in TERMS}

    def _standing(self, t: str, job: dict) -> dict[int, int]:
        slots = self.slots[t]
        executor = job["executor"]
        words = {slots[name]: job[name] for name in COUNTS}
        words[slots["stage"]] = self.types.value("Stage", job["stage"])
        words[slots["executor"]] = 0 if executor == "NONE" else number(self.people.nodes[executor])
        for name in ("shown", "requested", "given"):
            words[slots[name]] = int(job[name])
        if job["requested"]:
            words[slots["result"]] = int.from_bytes(sha256(RIGHT).digest(), "big")
        for part, key in job["keys"].items():
            words[slots[KEYS[part]]] = digest(key)
        for name in ("proven", "outcome"):
            words[slots[name]] = self.types.value("Outcome", job[name])
        return words

    def _seats(self, t: str, job: dict, members: list[str]) -> dict[int, int]:
        words: dict[int, int] = {}
        marks = dict.fromkeys(self.people.nodes, 0)

        def mark(n: str, name: str) -> None:
            marks[n] |= self.types.value("Mark", name)

        for n in members:
            mark(n, "MEMBER")
            drawn = self.model.draw[t][job["round"] - 1][n]
            words |= {self.seats[t, n]["j"]: drawn["j"], self.seats[t, n]["beta_low"]: drawn["beta"]}
        for name, flag in SETS.items():
            for n in job[name]["#set"]:
                mark(n, flag)
        for name, (flag, slot) in DUE.items():
            for n, due in job[name].items():
                mark(n, flag)
                words[self.seats[t, n][slot]] = due
        for name, (flag, slot) in WORDS.items():
            for n, word in job[name].items():
                mark(n, flag)
                words[self.seats[t, n][slot]] = digest(word)
        for n, weight in job["snapshot"].items():
            words[self.seats[t, n]["weight"]] = weight
        return words | {self.seats[t, n]["marks"]: value for n, value in marks.items()}

    # --- reading ------------------------------------------------------------------------------------------------

    def read(self, t: str, words: Callable[[int], int]) -> dict:
        """The record of a job."""
        slots, nodes = self.slots[t], self.people.nodes
        seats = {n: self.seats[t, n] for n in nodes}
        marks = {n: self.types.names("Mark", words(seat["marks"])) for n, seat in seats.items()}
        group = [words(self.groups[t] + 1 + place) for place in range(words(self.groups[t]))]
        job = {name: words(slots[name]) for name in COUNTS}
        job |= {name: bool(words(slots[name])) for name in ("shown", "requested", "given")}
        job |= {name: self.types.name("Outcome", words(slots[name])) for name in ("proven", "outcome")}
        job |= {name: _set(n for n in nodes if flag in marks[n]) for name, flag in SETS.items()}
        for name, (flag, slot) in DUE.items():
            job[name] = {n: words(seats[n][slot]) for n in nodes if flag in marks[n]}
        for name, (flag, slot) in WORDS.items():
            job[name] = {n: DIGESTS[words(seats[n][slot])] for n in nodes if flag in marks[n]}
        keys = {part: words(slots[name]) for part, name in KEYS.items()}
        paid = {a: words(self.payouts[t, a]) for a in self.people.accounts}
        return job | {
            "stage": self.types.name("Stage", words(slots["stage"])),
            "executor": self.people.names.get(words(slots["executor"]), "NONE"),
            "group": _set(self.people.names[n] for n in group),
            "keys": {part: DIGESTS[key] for part, key in keys.items() if key},
            "payouts": {a: units for a, units in paid.items() if units},
            "snapshot": {n: words(seat["weight"]) for n, seat in seats.items() if words(seat["weight"])},
        }


def _set(names: Iterable[str]) -> dict:
    return {"#set": [*names]}
