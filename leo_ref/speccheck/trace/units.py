"""Units in which a run fits TLC's integers, which have 32 bits.

Where it can be, one unit is one base unit, and TLC checks every amount as it was. Else the run is played again with all
amounts divided by a power of ten: another run, in which everybody does the same, and whose every amount TLC checks.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from leo_ref.core.parameters import Parameters
from leo_ref.transcript.entry import OpeningEntry

INTEGER_MOST: Final = 2**31 - 1


@frozen(kw_only=True)
class Units:
    """How many base units are one."""

    leo: int
    credit: int

    def parameters(self, params: Parameters) -> Parameters:
        """The parameters in these units."""
        return evolve(
            params,
            gas_fee=params.gas_fee // self.leo,
            vote_pay=params.vote_pay // self.leo,
            max_tau=min(params.max_tau, INTEGER_MOST),
            max_result=min(params.max_result, INTEGER_MOST),
            join_deposit=params.join_deposit // self.leo,
            join_fee=params.join_fee // self.leo,
            join_credit=params.join_credit // self.credit,
            executor_reward=params.executor_reward // self.credit,
            executor_penalty=params.executor_penalty // self.credit,
            monitor_reward=params.monitor_reward // self.credit,
            monitor_penalty=params.monitor_penalty // self.credit,
            absence_penalty=params.absence_penalty // self.credit,
            forged_claim_penalty=params.forged_claim_penalty // self.credit,
            total_credit=params.total_credit // self.credit,
        )


def units_of(opening: OpeningEntry) -> Units:
    """The least powers of ten that do: for all LEO together, and for the square of all credit, which §13 multiplies."""
    supply, total = sum(opening.genesis.balances.values()), opening.genesis.parameters.total_credit
    leo = credit = 1
    while supply // leo > INTEGER_MOST:
        leo *= 10
    # A node may hold more than all credit for a moment, before it is scaled: twice as much is never reached.
    while 2 * (total // credit) ** 2 > INTEGER_MOST:
        credit *= 10
    return Units(leo=leo, credit=credit)
