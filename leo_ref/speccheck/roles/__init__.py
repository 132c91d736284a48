"""What honest parties do in the states of a model, asked of the parties' own code (:mod:`leo_ref.parties`).

In each state every honest party is put into its place, holding what the state says that it holds. What its role then
posts is held to the steps that ``Attestation.tla`` and ``Candidacy.tla`` have for it there. No duty is said here again.
"""

from leo_ref.speccheck.roles.tie import departures, steps

__all__ = ["departures", "steps"]
