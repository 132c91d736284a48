"""What must happen here? One request in, one answer out: the reference as others ask it.

No computation of its own enters: each request is put to the room that answers it.

The requests are those of ``docs/conformance.md``. :func:`answer` is pure: what a conversation has set up, the models,
is in the :class:`Session` that goes in and comes out. ``leo oracle`` speaks it over lines, the vectors are made with
it, and ``pytest conformance/`` replays them on it.
"""

from leo_ref.oracle.answers import Answer
from leo_ref.oracle.greeting import hello
from leo_ref.oracle.lines import answer_line, answer_message
from leo_ref.oracle.serve import answer
from leo_ref.oracle.session import Session

__all__ = ["Answer", "Session", "answer", "answer_line", "answer_message", "hello"]
