"""The steps of matters: decided one by one, published together."""

from dataclasses import replace
from typing import Generic, NamedTuple

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import MatterRecord, State
from shared.domain.admission import DecisionContext
from shared.domain.command import Command, Correct
from shared.domain.event import DomainEvent


class MatterStep(NamedTuple, Generic[State, Commands]):
    """A step of a matter: the matter after it, its event, and who records it."""

    matter: MatterRecord[State]
    event: DomainEvent[Commands]
    by: Recorder


async def decision_context(tx: TransactionContext, organization: str, command: Command) -> DecisionContext:
    """Returns the context in which a decision on this command is made."""
    today = tx.context.today()
    return DecisionContext(
        organization=organization,
        level=tx.tree.level(organization),
        charter=tx.context.charters.on(command.on or today, organization),
        today=today,
        corrected=tx.context.charters.on(command.day, organization) if isinstance(command, Correct) else None,
        calendar=await tx.context.calendar.calendar(tx.connection),
    )


async def decide_step(
    tx: TransactionContext, kind: Kind[State, Commands], matter: MatterRecord[State], command: Commands
) -> DomainEvent[Commands]:
    """Completes, checks and decides a command on a matter. Returns its event; raises a `LianxiError` when it is refused."""
    command = await kind.complete(tx, matter, command)
    await kind.check(tx, matter, command)
    return kind.decide(matter.state, command, context=await decision_context(tx, matter.organization, command))


async def run_entailed(
    tx: TransactionContext,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    event: DomainEvent[Commands],
    by: Recorder,
) -> DomainEvent[Commands]:
    """Does to other matters what an accepted command entails; returns its event, with what was found or created."""
    return replace(event, command=await kind.entail(tx, matter, event.command, by))
