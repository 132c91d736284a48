"""Octets changed, left out, added or exchanged by somebody who leaves the chain of lines as it was."""

from __future__ import annotations

from leo_ref.transcript.fault import Fault
from leo_ref.transcript.reader import LINE_MOST
from leo_ref.vectors.case import repeated
from leo_ref.vectors.transcript import Forgery, forgery_of, transcript
from leo_ref.vectors.transcripts.trials import TranscriptTrials


class Lines:
    """A transcript as lines that lie somewhere."""

    def __init__(self, name: str) -> None:
        """As it was recorded."""
        self.forgery = forgery_of(name)
        self.lines = transcript(name).splitlines(keepends=True)

    def start(self, number: int) -> int:
        """Where a line begins."""
        return sum(map(len, self.lines[:number]))

    def cut(self, octets: int) -> Forgery:
        """Only the first octets."""
        return self.forgery.patched(octets, self.start(len(self.lines)) - octets, b"")

    def put(self, number: int, count: int, *new: bytes) -> Forgery:
        """Other lines in the place of some."""
        return self.forgery.patched(
            self.start(number), sum(map(len, self.lines[number : number + count])), b"".join(new)
        )

    def octet(self, number: int, place: int, new: bytes) -> Forgery:
        """Another octet, or none, in the place of one."""
        return self.forgery.patched(self.start(number) + place, 1, new)


def unbound_cases() -> TranscriptTrials:
    """Each is found in the line that was touched, or in the next one, which does not follow any more."""
    trials = TranscriptTrials("transcripts/unbound")
    whole = Lines("honest")
    changed_octets(trials, whole)
    other_lines(trials, whole)
    ends(trials, whole)
    return trials


def changed_octets(trials: TranscriptTrials, whole: Lines) -> None:
    """One octet is another."""
    number = whole.forgery.find("passed", "announcement", fate="delivered")
    line = whole.lines[number]
    place = line.index(b'"proof":"') + len(b'"proof":"')
    digit = b"1" if line[place : place + 1] == b"0" else b"0"
    last = len(whole.lines) - 1
    for name, why, changed, where, fault in (
        (
            "digit",
            "a proof that no rule looks at is another",
            whole.octet(number, place, digit),
            number + 1,
            Fault.CHAIN_BROKEN,
        ),
        ("space", "another form of the same value", whole.octet(number, 0, b"{ "), number, Fault.NOT_A_LINE),
        ("no-text", "no octet of UTF-8", whole.octet(number, place, b"\xff"), number, Fault.NOT_A_LINE),
        ("capital", "octets are lower-case hexadecimal", whole.octet(number, place, b"A"), number, Fault.NOT_A_LINE),
        (
            "return",
            "a line ends with a newline alone",
            whole.octet(number, len(line) - 1, b"\r\n"),
            number,
            Fault.NOT_A_LINE,
        ),
        ("no-newline", "two lines in one", whole.octet(number, len(line) - 1, b""), number, Fault.NOT_A_LINE),
        ("first-octet", "the first of all octets", whole.octet(0, 0, b"["), 0, Fault.NOT_A_LINE),
        (
            "opening",
            "a name in the opening",
            whole.octet(0, whole.lines[0].index(b'"Alice"') + 4, b"k"),
            1,
            Fault.CHAIN_BROKEN,
        ),
        (
            "last-octet",
            "the last newline of all",
            whole.octet(last, len(whole.lines[last]) - 1, b""),
            last,
            Fault.ENDS_EARLY,
        ),
    ):
        trials.wrong(name, why, changed, where, fault, "§2")


def other_lines(trials: TranscriptTrials, whole: Lines) -> None:
    """Lines left out, repeated, exchanged, empty or endless."""
    number = whole.forgery.find("passed", "announcement", fate="delivered")
    one, two = whole.lines[number : number + 2]
    for name, why, changed, where, fault in (
        ("left-out", "a line is left out", whole.put(number, 1), number, Fault.WRONG_NUMBER),
        ("opening-left-out", "the first line is left out", whole.put(0, 1), 0, Fault.WRONG_NUMBER),
        ("twice", "a line stands twice", whole.put(number, 1, one, one), number + 1, Fault.WRONG_NUMBER),
        ("exchanged", "two lines change places", whole.put(number, 2, two, one), number, Fault.WRONG_NUMBER),
        ("empty-line", "an empty line", whole.put(number, 0, b"\n"), number, Fault.NOT_A_LINE),
        ("other-value", "a value that is no line", whole.put(number, 1, b"{}\n"), number, Fault.NOT_A_LINE),
    ):
        trials.wrong(name, why, changed, where, fault, "§2")
    trials.wrong("endless", "judged by the length alone", repeated(b" ", LINE_MOST + 1), 0, Fault.LINE_TOO_LONG, "§2")


def ends(trials: TranscriptTrials, whole: Lines) -> None:
    """A transcript that ends too early, or goes on."""
    number = whole.forgery.find("passed", "announcement", fate="delivered")
    for name, why, changed, where in (
        ("nothing", "no octet at all", whole.cut(0), 0),
        ("cut-after-opening", "nothing happened", whole.cut(whole.start(1)), 1),
        ("cut-between-lines", "killed between two lines", whole.cut(whole.start(number)), number),
        ("cut-in-a-line", "killed in the midst of a line", whole.cut(whole.start(number) + 100), number),
        ("closing-left-out", "all but the closing", whole.cut(whole.start(len(whole.lines) - 1)), len(whole.lines) - 1),
    ):
        trials.wrong(name, why, changed, where, Fault.ENDS_EARLY)
