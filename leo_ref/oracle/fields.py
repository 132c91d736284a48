"""Reading the fields of a request, strictly: none may lack, none may be added, each has its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from leo_ref.core.encoding import JsonValue, decode
from leo_ref.core.rejections import Rejection
from leo_ref.oracle.fault import BadRequest, RequestFault

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


class Fields:
    """The fields of one request; its handler names all of them first."""

    def __init__(self, request: dict[str, JsonValue], *names: str) -> None:
        """The fields ``names`` of ``request``; raises :class:`BadRequest` if there are others."""
        for name in names:
            if name not in request:
                raise BadRequest(RequestFault.MISSING_FIELD, name)
        for name in request:
            if name not in names and name != "request":
                raise BadRequest(RequestFault.UNKNOWN_FIELD, name)
        self._request = request

    def any(self, name: str) -> JsonValue:
        """The field as it is."""
        return self._request[name]

    def of(self, cls: TypeForm[T], name: str) -> T:
        """The field as a value of a type that has a wire form."""
        decoded = decode(cls, self._request[name])
        if isinstance(decoded, Rejection):
            raise BadRequest(RequestFault.WRONG_FIELD, f"{name}: {decoded}")
        return decoded

    def text(self, name: str) -> str:
        """A text."""
        return self.of(str, name)

    def one_of(self, name: str, *choices: str) -> str:
        """One of these texts."""
        given = self.text(name)
        if given not in choices:
            raise BadRequest(RequestFault.WRONG_FIELD, f"{name} is none of {', '.join(choices)}")
        return given

    def octets(self, name: str) -> bytes:
        """Octets of any length in lower-case hexadecimal; what they stand for is judged by the rule that takes them."""
        return octets(self.text(name), name)

    def array(self, name: str) -> list[JsonValue]:
        """An array of anything."""
        value = self._request[name]
        if not isinstance(value, list):
            raise BadRequest(RequestFault.WRONG_FIELD, f"{name} is no array")
        return value


def octets(text: str, name: str) -> bytes:
    """The octets of lower-case hexadecimal digits."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        raise BadRequest(RequestFault.WRONG_FIELD, f"{name} is not hexadecimal") from None
    if found.hex() != text:
        raise BadRequest(RequestFault.WRONG_FIELD, f"{name} is not lower-case hexadecimal")
    return found
