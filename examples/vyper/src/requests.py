"""Which request is answered how (docs/conformance.md)."""

from pathlib import Path

import vyper

from src.machine import Faulty
from src.model import Model
from src.rules import Rules

MODELS = (
    "MCMarket",
    "MCSelection",
    "MCLookback",
    "MCAdmission",
    "MCEnrolment",
    "MCCourse",
    "MCTwoTasks",
    "MCSettlement",
)
"""Those whose every variable is the ledger's."""

RULES = ("elect", "quorum", "outcome", "settle", "normalise")


class Session:
    """What was set up, and the contracts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models: dict[str, Model] = {}
        self.rules = Rules(folder)

    def answer(self, request: dict) -> dict:
        """The answer to one request, without its id."""
        name = request["request"]
        known = {"hello": self.hello, "model": self.model, "step": self.step, "path": self.path}.get(name)
        if known is None and name not in RULES:
            return {"unsupported": f"a contract does not answer {name}"}
        if name in ("step", "path") and request["model"] not in self.models:
            return {"error": {"code": "UNKNOWN_MODEL", "detail": f"no request set up {request['model']}"}}
        try:
            return {"ok": getattr(self.rules, name)(request)} if known is None else known(request)
        except Faulty as fault:
            return {"error": {"code": "CONTRACT_FAULT", "detail": str(fault)}}

    def hello(self, _request: dict) -> dict:
        """Who answers."""
        said = {
            "protocol": 1,
            "vectors": 1,
            "implementation": {
                "name": "leo-example-vyper",
                "version": "0.1.0",
                "build": f"vyper {vyper.__version__.split('+')[0]}",
                "language": "Vyper",
            },
            "levels": ["rules", "models"],
            "models": [*MODELS],
            "suites": [],
            "can": {"set_state": True, "batch": 64, "files": False, "intermediate": False},
        }
        return {"ok": said}

    def model(self, request: dict) -> dict:
        """Deploys the contract with the model's parameters."""
        name = request["model"]
        if name not in MODELS:
            return {"unsupported": f"{name} has variables that are no ledger's"}
        if name not in self.models:
            self.models[name] = Model(request["constants"], self.folder)
        return {"ok": name}

    def step(self, request: dict) -> dict:
        """One action in a state that is written into the storage."""
        model = self.models[request["model"]]
        content, code = model.after(model.written(request["state"]), request["action"], request["arguments"])
        return {"refused": {"code": code}} if code else {"ok": model.state(content)}

    def path(self, request: dict) -> dict:
        """One action after the other."""
        model = self.models[request["model"]]
        content, answers = model.written(request["start"]), []
        for action, arguments in request["actions"]:
            content, code = model.after(content, action, arguments)
            answers.append({"refused": {"code": code}} if code else {"ok": model.state(content)})
        return {"ok": answers}
