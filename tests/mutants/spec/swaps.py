"""Each place of the specification that reads a parameter, read as another one: would any compared model differ?

Parameters are constants of a model, so the graph of a model can differ only if the place is reached in it and the two
parameters have different values. A place and a pair for which no compared model is such is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import asdict, frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.speccheck.printed import constants_of
from tests.mutants.spec.campaign import Campaign, Kind
from tests.mutants.spec.explore import Explorer
from tests.mutants.spec.flat import flat
from tests.mutants.spec.mutant import Mutant
from tests.mutants.spec.rules import rules

PARAMETERS = "Params"


@frozen
class Swap:
    """A place that reads one parameter, and others that it could read unnoticed."""

    place: str
    parameter: str
    others: tuple[str, ...]

    def json(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {"place": self.place, "parameter": self.parameter, "others": list(self.others)}


def reads(campaign: Campaign) -> list[Mutant]:
    """One for each place that reads a parameter; what is read there instead is asked of the constants later."""
    found = []
    for one in rules(campaign.modules, campaign.uses.values()):
        module = campaign.modules[one.module]
        places = [
            node
            for node in one.body.walk()
            if node.operator == "$RcdSelect" and node.operands[0].operator == PARAMETERS
        ]
        for which, node in enumerate(places):
            text = flat(module.text, node, {})
            line = module.line(node.span.start)
            found.append(Mutant(one.module, one.name, line, "parameter", text, "?", node, False, which))
    return found


def hidden(campaign: Campaign, time_limit: float, tell: Callable[[str], None]) -> list[Swap]:
    """The places and parameters that no compared model tells apart."""
    explorer = Explorer(campaign.modules, campaign.jar, time_limit, tell)
    places = reads(campaign)
    values: dict[str, Mapping[str, int]] = {}
    reached: dict[str, set[Mutant]] = {}
    for entry in campaign.checks(Kind.GRAPH):
        values[entry.name] = asdict(constants_of(entry, campaign.jar).parameters)
        reached[entry.name] = set(explorer.reached(entry, places))
    return [swap for place in places if (swap := _swap(place, values, reached)).others]


def _swap(place: Mutant, values: Mapping[str, Mapping[str, int]], reached: Mapping[str, Iterable[Mutant]]) -> Swap:
    name = place.before.removeprefix(f"{PARAMETERS}.")
    there = [values[model] for model, those in reached.items() if place in those]
    names = next(iter(values.values())).keys()
    others = tuple(other for other in names if other != name and all(one[name] == one[other] for one in there))
    return Swap(f"{place.module}.{place.definition}, line {place.line}", name, others)
