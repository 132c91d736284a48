"""An adapter in Python, to begin with: it answers the level `questions`. docs/implementing.md"""

import json
import sys
from hashlib import sha256

HELLO = {
    "protocol": 1,
    "vectors": 1,
    "implementation": {"name": "my-leo", "version": "0.1", "build": "", "language": "Python"},
    "levels": ["questions"],
    "suites": [],
    "can": {"set_state": False, "batch": 64, "files": False, "intermediate": False},
}


def digest(domain, value):
    """SHA-256 over the domain, a zero octet and canonical JSON (docs/protocol.md, §2)."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(domain.encode() + b"\0" + canonical.encode())


def nonce(request):
    """§8."""
    names = ("beacon", "job", "round", "phase", "node")
    return digest("leo/nonce", {name: request[name] for name in names}).hexdigest()


def moment(request):
    """§10."""
    return int(digest("leo/moment", request["proof"]).hexdigest(), 16) % request["blocks"]


REQUESTS = {"hello": lambda _request: HELLO, "nonce": nonce, "moment": moment}


def answer(request):
    """The answer to one request, with its id. A refusal is {"refused": {"code": ...}}."""
    known = REQUESTS.get(request["request"])
    if known is None:
        return {"id": request["id"], "unsupported": request["request"]}
    return {"id": request["id"], "ok": known(request)}


for line in sys.stdin:
    message = json.loads(line)
    answers = [answer(request) for request in message] if isinstance(message, list) else answer(message)
    print(json.dumps(answers), flush=True)
