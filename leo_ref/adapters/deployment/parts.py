"""All that the story needs of real parts, as long as it plays: TPMs, a daemon, an image, machines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.adapters.deployment import boot
from leo_ref.adapters.deployment.faults import MACHINES, SLEEPER, SLOW
from leo_ref.adapters.deployment.machine import RealMachine
from leo_ref.adapters.deployment.pace import Pacer
from leo_ref.adapters.deployment.result_key import result_key
from leo_ref.adapters.deployment.tpm_machine import Identified
from leo_ref.adapters.deployment.workshop import Workshop, workshop
from leo_ref.adapters.tpm.authority import Authority, throw_away_authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.attestation.appraisal.kinds import Tpm as Evidence
from leo_ref.core.keys import Keys
from leo_ref.core.values import AccountId
from leo_ref.demo.bobs_program import PROGRAM
from leo_ref.demo.participants import REQUIREMENT, Participants
from leo_ref.demo.setup import Setup
from leo_ref.demo.step import Step
from leo_ref.draw.keys import secret

KIND: Final = KeyKind.ECC

Say = Callable[[str], None]


@contextmanager
def real_parts(actors: Participants, data: bytes, fault: str | None, cache: Path, say: Say) -> Iterator[Setup]:
    """The setup; whatever happens, nothing of it is left afterwards.

    Args:
        actors: Everybody's software keys.
        data: Alice's picture.
        fault: One of :mod:`leo_ref.demo.catalogue`; those that are no machine's make no difference here.
        cache: Where the image is kept.
        say: Is told what begins.

    Raises:
        TpmFailure: those of :func:`leo_ref.adapters.tpm.factory.certified_tpm` and of each step with a TPM.
        DockerFailure, ImageFailure: those of :func:`leo_ref.adapters.deployment.workshop.workshop`.
    """
    everyone = (*actors.nodes, actors.newcomer)
    with ExitStack() as stack:
        say("making ready a container daemon and the image")
        shop = stack.enter_context(workshop(cache, say))
        say(f"starting {len(everyone)} TPMs, certified by a throw-away authority, and making their keys")
        authority = throw_away_authority()
        kind = MACHINES.get(fault or "", RealMachine)
        machines = {keys.name: machine(stack, kind, keys, authority, shop) for keys in everyone}
        evidence = Evidence(policy=boot.POLICY, roots=(authority.certificate,), templates=frozenset({TEMPLATES[KIND]}))
        yield Setup(
            alice=evolve(actors.alice, encryption=result_key()),
            evidence=evidence,
            begins=int(time.time()),
            machines=Map(machines),
            image=shop.image.id,
            code=SLEEPER if fault == SLOW else PROGRAM,
            data=data,
            requirement=evolve(REQUIREMENT, time_limit=1) if fault == SLOW else REQUIREMENT,
            noted=lambda: tuple(noted(actors, machines)),
            pace=Pacer(lambda: any(each.is_running for each in machines.values())),
        )


def noted(actors: Participants, machines: Mapping[AccountId, RealMachine]) -> Iterator[Step]:
    """What machines noted since they were asked."""
    for name, each in machines.items():
        while each.notes:
            yield Step(
                f"{actors.called(name).capitalize()} starts its machine anew, measures the same again, and has its TPM "
                "open Alice's key",
                f"what the TPM says: {each.notes.pop(0)}",
            )


def machine(stack: ExitStack, kind: type[RealMachine], keys: Keys, authority: Authority, shop: Workshop) -> RealMachine:
    """A node's machine with a TPM of its own, booted and provisioned."""
    swtpm = stack.enter_context(certified_tpm(authority, (KIND,)))
    tpm = stack.enter_context(connect(swtpm.address))

    def power_cycled() -> Tpm:
        swtpm.power_cycle()
        return stack.enter_context(connect(swtpm.address))

    boot.boot(tpm)
    return kind(
        tpm=tpm,
        kind=KIND,
        policy=boot.POLICY,
        boot_log=boot.LOG,
        identified=Identified(keys=provision(tpm, KIND), vrf_key=secret(keys.vrf).public_key),
        workshop=shop,
        power_cycled=power_cycled,
    )
