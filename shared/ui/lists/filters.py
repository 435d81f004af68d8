"""The filters of a list: a choice for each, and the filter by sector, whose choices are those of the charter and of the register."""

from dataclasses import dataclass

from shared.committee.context import ServiceContext
from shared.committee.matters.kind import AnyKind
from shared.committee.members.queries import words_in_use
from shared.ui.forms.fields import Choice
from shared.ui.forms.labels import label
from shared.ui.forms.references import CALL, call_choices


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """A filter of the list: its choices and the chosen value, empty for all."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    value: str


async def sector_filter(
    context: ServiceContext, kind: AnyKind, organization: str | None, given: dict[str, str]
) -> list[ListFilter]:
    """Returns the filter by sector, for a kind whose matters have one: the sectors of the charter, then others of the members."""
    if kind.sectors is None or organization is None:
        return []
    async with context.service.reading() as connection:
        registered, _ = await words_in_use(connection, organization)
    names = dict.fromkeys([*context.charters.on(context.today(), organization).sectors, *registered])
    choices = tuple(Choice(each, each) for each in names)
    return [ListFilter(name="sector", title=label("sector").title, choices=choices, value=given.get("sector", ""))]


async def call_filter(
    context: ServiceContext, kind: AnyKind, organization: str | None, given: dict[str, str]
) -> list[ListFilter]:
    """Returns the filter by the call for reports 约稿, for a kind that answers calls: the open ones, and the one that is chosen."""
    if organization is None:
        return []
    value = given.get(CALL, "")
    async with context.service.reading() as connection:
        found = await call_choices(connection, kind, organization, known=value)
    calls = {name: tuple(each for each in some if each.value) for name, some in found.items()}  # a filter adds “all”
    return [
        ListFilter(name=name, title=label(name).title, choices=some, value=value)
        for name, some in calls.items()
        if some
    ]
