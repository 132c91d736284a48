"""What a party posts, as the specification and the roles both can say it."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from leo_ref.core.state.transaction import Answer, AnswerCredential, Body, DisputeKey, ReleaseKey


@frozen
class Post:
    """Who posts a transaction of which kind; and of which key or to which node it is, where it is of or to one."""

    party: str
    kind: str
    about: str = ""

    def __str__(self) -> str:
        """As messages have it."""
        return f"{self.kind} by {self.party}" + (f" ({self.about})" if self.about else "")


Posts: TypeAlias = dict[Post, Body]


def post_of(party: str, body: Body) -> Post:
    """The post that a transaction of a party is."""
    match body:
        case DisputeKey() | ReleaseKey():
            about = body.part.value
        case Answer():
            about = str(body.evidence.monitor)
        case AnswerCredential():
            about = body.attestor
        case _:
            about = ""
    return Post(party, body.kind, about)
