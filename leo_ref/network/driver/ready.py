"""Orders that are ready to be given: Bob's offer, and Alice's picture on a service."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import digest
from leo_ref.core.values import ServiceId
from leo_ref.demo.participants import BOND, DEPOSIT, PAYMENT, PRICE, REQUIREMENT, RUN_WINDOW, TAU
from leo_ref.demo.picture import CODE, alices_picture
from leo_ref.parties.message import OfferOrder, TaskOrder

IMAGE: Final = digest("leo/software-image", "integer arithmetic in this process")

OFFER: Final = OfferOrder(code=CODE, image=IMAGE, price=PRICE, bond=BOND)
"""Bob's program, which turns pictures grey."""


def picture(number: int) -> bytes:
    """The picture of a task, by its number among its owner's: an owner has one task on the same data, and no second."""
    first = alices_picture()
    return first if number == 0 else first[:-2] + number.to_bytes(2, "big")


def task_on(service: ServiceId, result_limit: int, number: int = 0) -> TaskOrder:
    """Alice's picture on a service."""
    return TaskOrder(
        service=service,
        data=picture(number),
        requirement=REQUIREMENT,
        payment=PAYMENT,
        deposit=DEPOSIT,
        tau=TAU,
        run_window=RUN_WINDOW,
        result_limit=result_limit,
    )
