"""Programs that misbehave, each in its own way, and what the kit makes of them. ``leo dev hostile`` prints the table.

Each is a few lines of Python behind a prelude with which it could answer everything. The kit asks it eight questions,
with short limits, in a process of its own, whose time and memory are measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

from conformance.engine.conversation import Conversation, GaveUp
from conformance.engine.judging import put
from conformance.engine.program import Bounds
from conformance.engine.questions import Question

ROOT: Final = Path(__file__).parents[2]
MARK: Final = "LEO_HOSTILE"
"""In the environment of whatever an adapter starts."""

SECONDS: Final = 3.0
OCTETS: Final = 1 << 20
BOUNDS: Final = Bounds(seconds=SECONDS, octets=OCTETS, in_a_row=2)

HELLO: Final[dict[str, Any]] = {
    "protocol": 1,
    "vectors": 1,
    "implementation": {"name": "hostile", "version": "1", "build": "", "language": "Python"},
    "levels": ["questions"],
    "suites": [],
    "can": {"set_state": False, "batch": 4, "files": False, "intermediate": False},
}

PRELUDE: Final = """
import json, os, signal, sys, time
from hashlib import sha256
hello = json.loads(HELLO)
def say(*values): put(b"".join(json.dumps(value).encode() + b"\\n" for value in values))
def put(octets):
    octets = memoryview(octets)
    while octets: octets = octets[os.write(1, octets):]
def right(q): return {"id": q["id"], "ok": hello if q["request"] == "hello" else moment(q)}
def moment(q):
    text = b"leo/moment\\0" + json.dumps(q["proof"]).encode()
    return int.from_bytes(sha256(text).digest(), "big") % q["blocks"]
def answer(m): say([right(q) for q in m] if isinstance(m, list) else right(m))
def greeted(m): return isinstance(m, dict) and m["request"] == "hello" and not answer(m)
def messages():
    for line in sys.stdin: yield json.loads(line)
def asked():
    for m in messages():
        if not greeted(m): yield m
"""


@frozen
class HostileAdapter:
    """A program, and what is to be said of it."""

    body: str
    says: str
    """Part of what the kit says of it."""
    verdict: str = "stopped"
    """``stopped``, ``passed``, or the verdict of at least one vector."""


ADAPTERS: Final = {
    "behaves": HostileAdapter("for m in messages(): answer(m)", "", "passed"),
    "line of 100 MB": HostileAdapter("for m in asked(): put(b'x' * 100_000_000 + b'\\n')", "longer than 1,048,576"),
    "JSON of 100 MB": HostileAdapter(
        'for m in asked():\n  put(b\'{"id":1,"ok":"\')\n  for n in range(1000): put(b\'x\' * 100_000)\n'
        "  put(b'\"}\\n')",
        "longer than 1,048,576",
    ),
    "endless line": HostileAdapter("for m in asked():\n  while True: put(b'[' * 65536)", "longer than 1,048,576"),
    "endless lines": HostileAdapter("for m in asked():\n  while True: put(b'{}\\n' * 9999)", "after its answer"),
    "noise before hello": HostileAdapter("print('welcome', flush=True)\nfor m in messages(): answer(m)", "it said"),
    "noise before an answer": HostileAdapter("for m in asked(): print('ok:', flush=True); answer(m)", "it said"),
    "noise after an answer": HostileAdapter(
        "for m in asked(): put((json.dumps(right(m)) + '\\n.').encode())", "it said something after its answer: ."
    ),
    "empty lines": HostileAdapter("for m in asked(): put(b'\\n'); answer(m)", "it said"),
    "noise at the end": HostileAdapter(
        "for m in messages(): answer(m)\nprint('bye')", "after its last answer: bye", "remark"
    ),
    "ends at once": HostileAdapter("sys.exit('out of ideas')", "ended with 1, complaining: out of ideas"),
    "ends at the third": HostileAdapter(
        "for n, m in enumerate(asked()): answer(m) if n < 2 else os._exit(3)", "ended with 3", "no_answer"
    ),
    "dies of a signal": HostileAdapter("for m in asked(): os.kill(os.getpid(), signal.SIGSEGV)", "ended with -11"),
    "hangs": HostileAdapter("for m in asked(): time.sleep(1000)", "no answer within 3 s"),
    "hangs before hello": HostileAdapter("time.sleep(1000)", "no answer within 3 s"),
    "stops itself": HostileAdapter("for m in asked(): os.kill(os.getpid(), signal.SIGSTOP)", "no answer within 3 s"),
    "says one octet a second": HostileAdapter(
        "for m in asked():\n  while True: put(b'['); time.sleep(1)", "no answer within 3 s, and had said [["
    ),
    "answers late": HostileAdapter("for m in asked(): time.sleep(3.5); answer(m)", "no answer within 3 s"),
    "leaves a child": HostileAdapter(
        "for m in messages():\n  if not os.fork(): time.sleep(1000)\n  answer(m)", "", "passed"
    ),
    "a child in a session of its own": HostileAdapter(
        "if not os.fork():\n  os.setsid()\n  if not os.fork(): time.sleep(1000)\n  os._exit(0)\n"
        "for m in messages(): answer(m)",
        "",
        "passed",
    ),
    "ends, and a child holds its output": HostileAdapter(
        "for m in asked():\n  if not os.fork(): os.setsid(); time.sleep(1000)\n  os._exit(0)", "ended with 0"
    ),
    "a hundred children": HostileAdapter(
        "for n in range(100):\n  if not os.fork(): time.sleep(1000)\nfor m in asked(): time.sleep(1000)",
        "no answer within 3 s",
    ),
    "out of order": HostileAdapter(
        "for m in messages(): say([right(q) for q in m[::-1]]) if isinstance(m, list) else answer(m)", "", "passed"
    ),
    "a batch in lines": HostileAdapter(
        "for m in messages():\n  for q in m if isinstance(m, list) else [m]: say(right(q))", "in a batch", "no_answer"
    ),
    "a batch without its last": HostileAdapter(
        "for m in messages(): say([right(q) for q in m[:-1]]) if isinstance(m, list) else answer(m)",
        "in a batch of 2 1 of 2 requests got no answer",
        "no_answer",
    ),
    "a batch with one twice": HostileAdapter(
        "for m in messages(): say([right(q) for q in m + m[:1]]) if isinstance(m, list) else answer(m)",
        "twice",
        "no_answer",
    ),
    "answers twice": HostileAdapter("for m in asked(): say(right(m), right(m))", "it said something"),
    "answers before it is asked": HostileAdapter(
        "for m in asked(): say(right(m), {'id': m['id'] + 1, 'ok': 0})", "it said something"
    ),
    "wrong id": HostileAdapter("for m in asked(): say({**right(m), 'id': m['id'] + 1})", "it answered request"),
    "id in text": HostileAdapter("for m in asked(): say({**right(m), 'id': str(m['id'])})", "its id is no integer"),
    "no id": HostileAdapter("for m in asked(): say({'ok': 0})", "its id is no integer"),
    "a key twice": HostileAdapter(
        'for m in asked(): put(b\'{"id":%d,"ok":9,"ok":%d}\\n\' % (m[\'id\'], moment(m)))',
        'the key "ok" is there twice',
    ),
    "a member too many": HostileAdapter("for m in asked(): say({**right(m), 'note': 1})", "one member of ok, refused"),
    "two outcomes": HostileAdapter("for m in asked(): say({**right(m), 'unsupported': 'x'})", "one member of ok"),
    "a refusal with junk": HostileAdapter(
        "for m in asked(): say({'id': m['id'], 'refused': {'code': 'X', 'text': ''}})",
        "refused is no object with a code",
    ),
    "unsupported without why": HostileAdapter("for m in asked(): say({'id': m['id'], 'unsupported': ''})", "says why"),
    "unsupported to all": HostileAdapter(
        "def no(q): return {'id': q['id'], 'unsupported': 'no'}\n"
        "for m in asked(): say([no(q) for q in m] if isinstance(m, list) else no(m))",
        "no",
        "unsupported",
    ),
    "error to all": HostileAdapter(
        "hello['can']['batch'] = 1\nfor m in asked(): say({'id': m['id'], 'error': {'code': 'X', 'detail': ''}})",
        "the request is called wrong",
        "different",
    ),
    "true for 1": HostileAdapter(
        "hello['can']['batch'] = 1\nfor m in asked(): say({'id': m['id'], 'ok': moment(m) == 1})", "ok", "different"
    ),
    "1.0 for 1": HostileAdapter("for m in asked(): say({'id': m['id'], 'ok': float(moment(m))})", "is no integer"),
    "not a number": HostileAdapter("for m in asked(): say({'id': m['id'], 'ok': float('nan')})", "NaN is no integer"),
    "ten thousand digits": HostileAdapter("for m in asked(): put(b'9' * 10000 + b'\\n')", "Exceeds the limit"),
    "nested too deeply": HostileAdapter(
        "for m in asked(): put(b'{\"id\":1,\"ok\":' + b'[' * 500_000 + b']' * 500_000 + b'}\\n')", "nested too deeply"
    ),
    "NUL octets": HostileAdapter("for m in asked(): put(b'\\0' * 100 + b'\\n')", "what is not JSON"),
    "octets that are no UTF-8": HostileAdapter('for m in asked(): put(b\'{"id":1,"ok":"\\xff"}\\n\')', "is no UTF-8"),
    "UTF-16": HostileAdapter(
        "for m in asked(): put(json.dumps(right(m)).encode('utf-16-le') + b'\\n')", "what is not JSON"
    ),
    "half a surrogate pair": HostileAdapter(
        "hello['can']['batch'] = 1\nfor m in asked(): say({'id': m['id'], 'ok': '\\ud800'})", "ok", "different"
    ),
    "colours for a terminal": HostileAdapter("for m in asked(): put(b'\\x1b[2J\\x1b[31m\\n')", "\\x1b[2J"),
    "ends of lines with CR": HostileAdapter(
        "for m in messages():\n  a = [right(q) for q in m] if isinstance(m, list) else right(m)\n"
        "  put(json.dumps(a).encode() + b'\\r\\n')",
        "",
        "passed",
    ),
    "half a line, then the end": HostileAdapter("for m in asked(): put(b'{\"id\":'); os._exit(0)", 'had said {"id":'),
    "half a line, then nothing": HostileAdapter(
        "for m in asked(): put(b'{\"id\":'); time.sleep(1000)", 'had said {"id":'
    ),
    "closes its output": HostileAdapter("for m in asked(): os.close(1); time.sleep(1000)", "it closed its output"),
    "closes its input": HostileAdapter("for m in asked(): os.close(0); time.sleep(1000)", "no answer within 3 s"),
    "20 MB of complaints": HostileAdapter(
        "for m in messages():\n  for n in range(20): sys.stderr.write('x' * 1_000_000)\n  answer(m)", "", "passed"
    ),
    "another protocol": HostileAdapter(
        "hello['protocol'] = 2\nfor m in messages(): answer(m)", "another version: protocol is 2"
    ),
    "other vectors": HostileAdapter(
        "hello['vectors'] = True\nfor m in messages(): answer(m)", "another version: vectors"
    ),
    "a level that is not there": HostileAdapter(
        "hello['levels'] = ['questions', 'magic']\nfor m in messages(): answer(m)", "a level that is not there: magic"
    ),
    "a hello with junk": HostileAdapter(
        "hello['more'] = 1\nfor m in messages(): answer(m)", "schema/hello.schema.json"
    ),
    "unsupported to hello": HostileAdapter(
        "for m in messages(): say({'id': m['id'], 'unsupported': 'hello'})", "did not answer hello with ok"
    ),
    "another one after a new start": HostileAdapter(
        "import tempfile\nplace = os.path.join(tempfile.gettempdir(), 'leo-hostile-' + os.environ['LEO_HOSTILE'])\n"
        "again = os.path.exists(place)\nopen(place, 'w').close()\n"
        "if again: hello['implementation']['name'] = 'other'; os.unlink(place)\n"
        "for n, m in enumerate(asked()): answer(m) if n < 2 else os._exit(3)",
        "says something else of itself",
    ),
}


@frozen(kw_only=True)
class HostileOutcome:
    """What the kit made of an adapter, in what time, with what memory of its own, and what was left running."""

    name: str
    verdicts: dict[str, int]
    said: list[str]
    seconds: float
    mebibytes: int
    left: int


def questions() -> list[Question]:
    """Eight, whose answers anybody can compute."""
    found = []
    for number in range(8):
        proof = bytes([number]) * 80
        text = b"leo/moment\0" + json.dumps(proof.hex()).encode()
        right = int.from_bytes(sha256(text).digest(), "big") % 7
        request = {"request": "moment", "proof": proof.hex(), "blocks": 7}
        found.append(Question(f"questions/moments/{number}", "§10", "", request, {"ok": right}))
    return found


def put_to(name: str) -> HostileOutcome:
    """Ask an adapter in this process."""
    token = os.environ.setdefault(MARK, f"{os.getpid()}")
    code = f"HELLO = {json.dumps(HELLO)!r}\n{PRELUDE}\n{ADAPTERS[name].body}"
    began = time.monotonic()
    counted: Counter[str] = Counter()
    said: list[str] = []
    try:
        asked = Conversation([sys.executable, "-I", "-S", "-c", code], BOUNDS, vectors="00" * 32, levels=["questions"])
        try:
            for judged in put(asked, None, questions(), values=False):
                counted[judged.verdict.value] += 1
                said.append(judged.reason)
        finally:
            remark = asked.close()
        if remark is not None:
            counted["remark"] += 1
            said.append(remark)
    except GaveUp as no:
        counted["stopped"] += 1
        said.append(str(no))
    return HostileOutcome(
        name=name,
        verdicts=dict(counted),
        said=[text for text in dict.fromkeys(said) if text],
        seconds=round(time.monotonic() - began, 1),
        mebibytes=most_memory(),
        left=len(marked(token)),
    )


def most_memory() -> int:
    """The most MiB that this process ever had, which a parent's do not count in."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def marked(token: str) -> list[int]:
    """The processes with this mark, but for this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if f"{MARK}={token}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue  # it has ended, or is somebody else's
    return found


def measured(name: str) -> HostileOutcome:
    """Ask an adapter from a process of its own."""
    command = [sys.executable, "-m", "tests.conformance.hostile", "--one", name]
    environment = {name: value for name, value in os.environ.items() if name != MARK}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return HostileOutcome(**json.loads(done.stdout))


def main() -> None:
    """Prints the table, or with ``--one`` a line of JSON."""
    parser = argparse.ArgumentParser(prog="leo dev hostile", description=__doc__)
    parser.add_argument("--one", choices=ADAPTERS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(asdict(put_to(given.one))))
        return
    for name in ADAPTERS:
        found = measured(name)
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in found.verdicts.items())
        said = found.said[-1] if found.said else ""
        cost = f"{found.seconds:5.1f} s {found.mebibytes:4} MiB"
        print(f"{name:<36} {verdicts:<26} {cost}  {found.left} left  {said[:100]}", flush=True)


if __name__ == "__main__":
    main()
