"""A model of the specification on the contract: states are written into its storage, actions are transactions."""

from pathlib import Path

from src.calls import Call, calls
from src.compiled import CONTRACTS, compiled
from src.job import Jobs
from src.machine import MAKER, Machine, Refused
from src.people import People, number
from src.records import types_of
from src.storage import Layout

NODE = {"status": "status", "credit": "credit", "since": "since"}
EMPTY = {"#map": []}


def function(value: dict) -> dict:
    """A TLA+ function on texts; the empty one has another form."""
    return {} if value == EMPTY else value


def symbols(folder: Path) -> Machine:
    """The verifiers for tests."""
    return Machine(compiled("Symbols", folder))


class Model:
    """One model: its constants, the contract with its parameters, what has been asked."""

    def __init__(self, constants: dict, folder: Path = CONTRACTS) -> None:
        self.types = types_of(folder)
        self.params = constants["Params"]
        self.services, self.tasks, self.joins = (function(constants[name]) for name in ("Services", "Tasks", "Joins"))
        self.draw = function(constants["Draw"])
        self.owners, self.eks = constants["NodeOwner"], constants["NodeEk"]
        self.people = People(constants["Ids"], constants["Owners"]["#set"])
        self.service_ids = {s: self.people.id(entry["owner"], s) for s, entry in self.services.items()}
        self.jobs = {t: self.people.id(entry["owner"], t) for t, entry in self.tasks.items()}
        self.jobs |= {t: self.people.id(n, t) for t, n in self.joins.items()}
        self._deploy(folder)
        self._place()
        self.known: dict[tuple, tuple] = {}
        """What each transaction did to each content of the storage, as far as it was tried."""

    def _deploy(self, folder: Path) -> None:
        verifiers = symbols(folder)
        for t, rounds in self.draw.items():
            for place, drawn in enumerate(rounds, 1):
                for n, draw in drawn.items():
                    verifiers.call(
                        MAKER,
                        "set_draw(bytes32,uint256,address,(uint256,uint256,uint256))",
                        self.jobs[t],
                        place,
                        self.people.nodes[n],
                        (draw["j"], 0, draw["beta"]),
                    )
        contract = compiled("Leo", folder)
        names = [name for name, _ in self.types.structs["Parameters"]]
        kinds = [f"({','.join(['uint256'] * len(names))})", "address", "(address,uint256)[]"]
        kinds.append("(address,address,bytes32,uint256)[]")
        values = [tuple(self.params[name] for name in names), verifiers.address, [], []]
        self.machine = Machine(contract, kinds, values)
        self.layout = Layout(contract, self.types)

    def _place(self) -> None:
        """Where everything of this model is; what is nowhere here must never be written."""
        first = self.layout.first
        self.job = Jobs(self)
        self.balances = {a: self.layout.entry("balance_of", at) for a, at in self.people.accounts.items()}
        self.nodes = {n: self.layout.record("Node", "node", at) for n, at in self.people.nodes.items()}
        self.service = {s: self.layout.record("Service", "service", key) for s, key in self.service_ids.items()}
        records = (*self.nodes.values(), *self.service.values())
        self.slots = [first["height"], first["burned"], *self.balances.values()]
        self.slots += [slot for record in records for slot in record.values()]
        for name, most in (("nodes", self.nodes), ("withdrawn", self.service), ("open", self.jobs)):
            self.slots += range(first[name], first[name] + len(most) + 1)
        self.slots += self.job.all_slots()
        self.places = {slot: place for place, slot in enumerate(self.slots)}
        self.content = tuple(self.machine.read(slot) for slot in self.slots)

    # --- states -------------------------------------------------------------------------------------------------

    def written(self, state: dict) -> tuple[int, ...]:
        """The content of the storage for a state."""
        first, accounts = self.layout.first, self.people.accounts
        words = {first["height"]: state["height"], first["burned"]: state["burned"]}
        words |= {self.balances[a]: units for a, units in state["balance"].items()}
        for place, (n, slots) in enumerate(self.nodes.items()):
            words |= {slots["index"]: place, slots["owner"]: number(accounts[self.owners[n]])}
            words[slots["ek"]] = int.from_bytes(self.eks[n].encode(), "big")
            words[slots["status"]] = self.types.value("Status", state["status"][n])
            words |= {slots["credit"]: state["credit"][n], slots["since"]: state["since"][n]}
        words |= self.layout.array(first["nodes"], map(number, self.people.nodes.values()))
        leaving = []
        for s, entry in function(state["service"]).items():
            words |= self._service(s, entry)
            if entry["standing"] == "WITHDRAWN" and entry["bond"]:
                leaving.append(int.from_bytes(self.service_ids[s], "big"))
        words |= self.layout.array(first["withdrawn"], leaving)
        jobs = function(state["job"])
        opened = [t for t in self.jobs if jobs[t]["stage"] not in ("NONE", "SETTLED")]
        words |= self.layout.array(first["open"], (int.from_bytes(self.jobs[t], "big") for t in opened))
        for t, job in jobs.items():
            words |= self.job.written(t, job)
        return tuple(words.get(slot, 0) for slot in self.slots)

    def _service(self, s: str, entry: dict) -> dict[int, int]:
        if entry["standing"] == "NONE":
            return {}
        offer, slots = self.services[s], self.service[s]
        words = {slots[name]: offer[name] for name in ("price", "least_tau", "least_result_limit", "least_time_limit")}
        words |= {slots["owner"]: number(self.people.accounts[offer["owner"]]), slots["bond"]: entry["bond"]}
        return words | {slots["standing"]: self.types.value("Standing", entry["standing"])}

    def state(self, content: tuple[int, ...]) -> dict:
        """The state that the storage holds."""

        def words(slot: int) -> int:
            return content[self.places[slot]]

        status = {n: self.types.name("Status", words(slots["status"])) for n, slots in self.nodes.items()}
        standing = {s: self.types.name("Standing", words(slots["standing"])) for s, slots in self.service.items()}
        return {
            "height": words(self.layout.first["height"]),
            "burned": words(self.layout.first["burned"]),
            "balance": {a: words(slot) for a, slot in self.balances.items()},
            "credit": {n: words(slots["credit"]) for n, slots in self.nodes.items()},
            "since": {n: words(slots["since"]) for n, slots in self.nodes.items()},
            "status": status,
            "service": {
                s: {"standing": standing[s], "bond": words(slots["bond"])} for s, slots in self.service.items()
            },
            "job": {t: self.job.read(t, words) for t in self.jobs},
        }

    # --- actions ------------------------------------------------------------------------------------------------

    def after(self, content: tuple[int, ...], action: str, arguments: list) -> tuple[tuple[int, ...], str | None]:
        """The storage after an action, and the code with which it was refused, if it was.

        The same transaction in the same block on the same content of every slot is not run again.
        """
        key = (content, action, *map(str, arguments))
        if key not in self.known:
            self.known[key] = self._run(content, calls(self, action, arguments))
        return self.known[key]

    def _run(self, content: tuple[int, ...], call: Call | None) -> tuple[tuple[int, ...], str | None]:
        if call is None:
            return content, None
        for slot, old, new in zip(self.slots, self.content, content, strict=True):
            if old != new:
                self.machine.write(slot, new)
        self.content = content
        height = content[self.places[self.layout.first["height"]]]
        self.machine.at(height + (2 if call.ends_block else 1))
        try:
            called = self.machine.call(call.sender, call.method, *call.values)
        except Refused as no:
            return content, str(no)
        self.content = self._read(called.written)
        return self.content, None

    def _read(self, written: frozenset[int]) -> tuple[int, ...]:
        now = list(self.content)
        for slot in written:
            value = self.machine.read(slot)
            if slot in self.places:
                now[self.places[slot]] = value
            elif value:
                raise AssertionError(f"the contract wrote {value} to the slot {slot:#x}, which this model has not")
        return tuple(now)
