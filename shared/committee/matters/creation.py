"""The creation of matters: each is decided by itself, all that are accepted are stored together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.events.version import epoch_of
from shared.committee.matters import search
from shared.committee.matters.kind import Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.publish import publish
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.repository import add, next_numbers, put_proposers
from shared.committee.matters.steps import MatterStep, decide_step, decision_context, run_entailed
from shared.contracts.subjects import id_of
from shared.domain.errors import LianxiError, conflict
from shared.domain.event import DomainEvent


@dataclass(frozen=True, kw_only=True)
class NewMatter(Generic[Commands]):
    """What a matter begins with. `then`: a command that is executed on it at once; `proposers`: the members among them, by number."""

    command: Commands
    title: str
    texts: Mapping[str, str]
    proposers: Mapping[int, str] = field(default_factory=dict)
    then: Commands | None = None


async def create_matter(
    tx: TransactionContext,
    kind: Kind[State, Commands],
    organization: str,
    new: NewMatter[Commands],
    *,
    by: Recorder,
) -> MatterRecord[State]:
    """Creates a matter, without a check of permissions; raises a `LianxiError` when it is refused."""
    (result,) = await create_matters(tx, kind, organization, [new], by=by)
    if isinstance(result, LianxiError):
        raise result
    return result


async def create_matters(
    tx: TransactionContext,
    kind: Kind[State, Commands],
    organization: str,
    new: Sequence[NewMatter[Commands]],
    *,
    by: Recorder,
) -> list[MatterRecord[State] | LianxiError]:
    """Creates matters of one organization, without a check of permissions. Returns each as it is after its commands, or why it is refused.

    They have consecutive numbers in their order; of a refused one nothing is stored. Raises `ConflictError` `already-begun` where an
    organization has at most one matter of the kind for each year.
    """
    begun = [await _begun(tx, kind, organization, each) for each in new]
    creation = _Creation(tx, kind, organization, by, epoch=await epoch_of(tx.connection))
    await creation.take_numbers(begun)
    results = [
        first if isinstance(first, LianxiError) else await creation.decide(each, first)
        for each, first in zip(new, begun, strict=True)
    ]
    await creation.store()
    return results


async def refusal_of(
    tx: TransactionContext,
    kind: Kind[State, Commands],
    organization: str,
    new: NewMatter[Commands],
    *,
    by: Recorder,
) -> tuple[str, LianxiError] | None:
    """Returns the name of the command that a rule refuses, and why; None for a matter that would be created. Stores nothing."""
    begun = await _begun(tx, kind, organization, new)
    if isinstance(begun, LianxiError):
        return new.command.name, begun
    creation = _Creation(tx, kind, organization, by, epoch=1)
    accepted = await creation.accept(new, begun[0], number=1)
    if isinstance(accepted, LianxiError):
        return new.then.name if new.then else "", accepted
    del tx.unstored[accepted[0].id]
    return None


async def _begun(
    tx: TransactionContext, kind: Kind[State, Commands], organization: str, new: NewMatter[Commands]
) -> tuple[State, DomainEvent[Commands]] | LianxiError:
    """Returns the first state of a matter and its event, or why it is refused."""
    try:
        event = kind.decide(None, new.command, context=await decision_context(tx, organization, new.command))
    except LianxiError as error:
        return error
    return kind.evolve(None, event), event


class _Creation(Generic[State, Commands]):
    """The matters that one transaction creates, until they are stored."""

    def __init__(
        self, tx: TransactionContext, kind: Kind[State, Commands], organization: str, by: Recorder, *, epoch: int
    ) -> None:
        self.tx, self.kind, self.organization, self.by, self.epoch = tx, kind, organization, by, epoch
        self._numbers = dict[int, int]()
        self._left = Counter[int]()
        self._matters: list[MatterRecord[State]] = []
        self._steps: list[MatterStep[State, Commands]] = []
        self._proposers = dict[str, Mapping[int, str]]()

    async def take_numbers(self, begun: Sequence[tuple[State, DomainEvent[Commands]] | LianxiError]) -> None:
        """Takes a number for each matter, by years."""
        self._left.update(each[0].year for each in begun if not isinstance(each, LianxiError))
        for year, count in self._left.items():
            self._numbers[year] = await next_numbers(
                self.tx.connection, self.organization, self.kind.subject, year, count=count
            )

    async def decide(
        self, new: NewMatter[Commands], first: tuple[State, DomainEvent[Commands]]
    ) -> MatterRecord[State] | LianxiError:
        """Returns the matter after its commands, or why it is refused."""
        state, event = first
        accepted = await self.accept(new, state, number=self._numbers[state.year])
        if isinstance(accepted, LianxiError):
            return accepted
        matter, following = accepted
        steps = [MatterStep(matter, event, self.by)]
        if following is not None:
            steps.append(await self._follow(matter, following))
        self._numbers[state.year] += 1
        self._left[state.year] -= 1
        self._matters.append(steps[-1].matter)
        self._steps.extend(steps)
        self._proposers[matter.id] = new.proposers
        return steps[-1].matter

    async def accept(
        self, new: NewMatter[Commands], state: State, *, number: int
    ) -> tuple[MatterRecord[State], DomainEvent[Commands] | None] | LianxiError:
        """Returns the matter and the event of the command that follows, or why that is refused; the texts of an accepted one are known."""
        matter = self._record(new, state, number)
        self.tx.unstored[matter.id] = {state.sequence: {name: text for name, text in new.texts.items() if text}}
        try:
            return matter, None if new.then is None else await decide_step(self.tx, self.kind, matter, new.then)
        except LianxiError as error:
            del self.tx.unstored[matter.id]
            return error

    def _record(self, new: NewMatter[Commands], state: State, number: int) -> MatterRecord[State]:
        """Returns the matter with a number; raises `already-begun` for a second one of the year where only one is allowed."""
        id = id_of(self.organization, self.kind.subject, state.year, number)
        if self.kind.yearly and number > 1:
            already = id_of(self.organization, self.kind.subject, state.year, 1)
            raise conflict("already-begun", "year", state.year, f"{state.year}年的{self.kind.title_zh}已有：{already}")
        return MatterRecord(
            id, self.organization, number, new.title, self.by.account, self.epoch, state.sequence, state
        )

    async def _follow(self, matter: MatterRecord[State], event: DomainEvent[Commands]) -> MatterStep[State, Commands]:
        """Executes an accepted command on a matter that is not stored yet."""
        event = await run_entailed(self.tx, self.kind, matter, event, self.by)
        state = self.kind.evolve(matter.state, event)
        texts = matter_texts.texts_of(event.command)
        self.tx.unstored[matter.id][state.sequence] = texts
        title = texts.get("title") or matter.title
        return MatterStep(matter._replace(state=state, sequence=state.sequence, title=title), event, self.by)

    async def store(self) -> None:
        """Stores the matters, publishes their steps, and gives back the numbers of those that were refused."""
        connection, unstored = self.tx.connection, self.tx.unstored
        for year, left in self._left.items():
            if left:
                await next_numbers(connection, self.organization, self.kind.subject, year, count=-left)
        if not self._matters:
            return
        texts = {matter.id: unstored.pop(matter.id) for matter in self._matters}
        await add(connection, self.kind, self._matters)
        await matter_texts.put_all(connection, texts)
        await search.add(connection, self.kind, self._matters, texts)
        await put_proposers(connection, self._proposers)
        await publish(self.tx, self.kind, self._steps)
