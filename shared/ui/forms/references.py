"""The matters and units that a command can refer to: the page offers the newest matters and the registered units, others can be typed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Column, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.consultations.addressees import addressees
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.opinions.merging import MERGE_TARGETS as OPINION_TARGETS
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.kinds.proposals.merging import MERGE_TARGETS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRow
from shared.committee.matters.similarity import SimilarMatter
from shared.committee.opinion_calls.repository import open_calls
from shared.committee.registers.tables import members
from shared.committee.tables import consultations, opinions, platforms
from shared.committee.units.naming import NAMING
from shared.committee.units.queries import active_names
from shared.contracts.consultation_vocabulary import ActivityClass, ConsultationState
from shared.contracts.platform_vocabulary import PlatformClass, PlatformState
from shared.contracts.titled import Titled
from shared.domain.consultations.commands import Hold
from shared.domain.consultations.follow_up_commands import RequestComments
from shared.domain.consultations.obligations import WAITING
from shared.domain.consultations.participant_commands import Invite
from shared.domain.proposals.cosigning_commands import Cosign
from shared.domain.proposals.draft_commands import EditProposal
from shared.ui.forms.charter_choices import optional
from shared.ui.forms.fields import Choice

CALL = "opinion_call"
"""The field, and the column, with the call for reports that a report answers."""

APPRAISES = "appraises"
"""The field, and the column, with the research that an appraisal comes back to."""

MAX_CHOICES = 200
"""The maximum number of choices of one kind for one field: the newest; older matters are named by their id."""


class ReferencedKinds(NamedTuple):
    """Matters of these kinds; where `states` is not empty, only those in one of these states.

    `named_by`: only those with a value in this column, which their choices begin with.
    """

    kinds: tuple[AnyKind, ...]
    states: Collection[Titled] = ()
    named_by: Column[str | None] | None = None


SOURCES: Mapping[str, Mapping[str, ReferencedKinds]] = {
    "plans": {
        "link_activity.consultation": ReferencedKinds(
            (CONSULTATIONS,), [each for each in ConsultationState if each is not ConsultationState.CANCELLED]
        ),
        "execute.consultation": ReferencedKinds(
            (CONSULTATIONS,),
            [each for each in ConsultationState if each not in {*WAITING, ConsultationState.CANCELLED}],
        ),
    },
    "proposals": {"merge.into": ReferencedKinds((PROPOSALS,), MERGE_TARGETS)},
    "opinions": {
        "merge.into": ReferencedKinds((OPINIONS,), OPINION_TARGETS),
        "issue.together_with": ReferencedKinds((OPINIONS,), named_by=opinions.c.issue),
    },
    "consultations": {"convert_outcome.to": ReferencedKinds((OPINIONS, PROPOSALS))},
}
"""Kind -> `command.field` -> the matters that the field can refer to."""


async def reference_choices(
    connection: AsyncConnection, kind: AnyKind, row: MatterRow, commands: Collection[str]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the choices of each field that refers to another matter of the same organization, for the offered commands."""
    return {
        field: await _choices(connection, source, row)
        for field, source in SOURCES.get(kind.name, {}).items()
        if field.partition(".")[0] in commands
    }


UNIT_FIELDS: Mapping[str, tuple[str, ...]] = {
    f"{kind}.{command}": tuple(f"{command}.{field}" for field in fields)
    for kind in ("proposals", "opinions", "consultations", "plans")
    for command, fields in NAMING.items()
}
"""`kind.command` -> its fields that name units of the register, as `command.field`."""


async def unit_choices(
    connection: AsyncConnection, kind: AnyKind, row: MatterRow, commands: Collection[str]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the units of the register for each field that names some; nothing without a register."""
    fields = [field for command in commands for field in UNIT_FIELDS.get(f"{kind.name}.{command}", ())]
    names = await active_names(connection, row.organization) if fields else []
    choices = tuple(Choice(name, name) for name in names)
    return dict.fromkeys(fields, choices) if choices else {}


async def addressee_choices(
    connection: AsyncConnection, row: MatterRow, commands: Collection[str], *, tree: OrganizationTree, day: date
) -> dict[str, tuple[Choice, ...]]:
    """Returns the organizations below and the units of the register as addressees of a comment round, where one may begin."""
    if RequestComments.name not in commands:
        return {}
    known = await addressees(connection, row.organization, tree=tree, day=day)
    names = dict.fromkeys(name for group in known.values() for name in group)
    return {f"{RequestComments.name}.addressees": tuple(Choice(name, name) for name in names)} if names else {}


async def member_choices(
    connection: AsyncConnection, kind: AnyKind, row: MatterRow, commands: Collection[str]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the present members under `members`, where one can be invited to co-sign the matter, and as proposers of its draft."""
    if not kind.proposed or Cosign.name not in commands:
        return {}
    invited = tuple(Choice(each.id, _titled(each)) for each in await _present(connection, row.organization))
    return {"members": invited} | await proposer_choices(connection, row.organization, f"{EditProposal.name}.proposers")


async def participant_choices(
    connection: AsyncConnection, row: MatterRow, view: Any, commands: Collection[str]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the members and units that may be invited to an activity, and the invited, of whom it is typed who came."""
    found = dict[str, tuple[Choice, ...]]()
    if Invite.name in commands:
        found |= await proposer_choices(connection, row.organization, f"{Invite.name}.invited_members")
        units = await active_names(connection, row.organization)
        found |= {f"{Invite.name}.invited_departments": tuple(Choice(name, name) for name in units)} if units else {}
    if Hold.name in commands and view.invited:
        invited = tuple(Choice(each.name, f"{each.name}（{each.kind.title_zh}）") for each in view.invited)
        found |= dict.fromkeys((f"{Hold.name}.attendees", f"{Hold.name}.absentees"), invited)
    return found


async def proposer_choices(connection: AsyncConnection, organization: str, field: str) -> dict[str, tuple[Choice, ...]]:
    """Returns the present members by name, of several with the same name by id, as choices of a field; nothing without a register."""
    rows = await _present(connection, organization)
    times = Counter(each.name for each in rows)
    found = tuple(Choice(each.name if times[each.name] == 1 else each.id, _titled(each)) for each in rows)
    return {field: found} if found else {}


async def call_choices(
    connection: AsyncConnection, kind: AnyKind, organization: str, *, command: str = "", known: str | None = None
) -> dict[str, tuple[Choice, ...]]:
    """Returns the open calls as choices of `command.opinion_call`, for a kind that answers calls. `known`: the one that is named."""
    if CALL not in kind.table.c:
        return {}
    choices = [
        Choice(each.id, f"{each.name}（{f'{each.deadline}截止' if each.open else '已结束'}）")
        for each in await open_calls(connection, organization, known=known)
    ]
    return {f"{command}.{CALL}".lstrip("."): tuple(choices if known or not choices else optional(choices))}


async def research_choices(
    connection: AsyncConnection, kind: AnyKind, organization: str
) -> dict[str, tuple[Choice, ...]]:
    """Returns the research that was held, the newest first, as choices of what an appraisal comes back to."""
    if APPRAISES not in kind.table.c:
        return {}
    table = consultations.c
    query = select(table.id, table.year, table.number, table.title).where(
        table.organization == organization,
        table.activity == str(ActivityClass.RESEARCH),
        table.held_on.is_not(None),
    )
    rows = await connection.execute(query.order_by(table.year.desc(), table.number.desc()).limit(MAX_CHOICES))
    held = [Choice(each.id, f"{each.year}年第{each.number}号 {each.title}") for each in rows]
    return {APPRAISES: tuple(optional(held) if held else ())}


async def platform_choices(
    connection: AsyncConnection, kind: AnyKind, organization: str, townships: Sequence[str]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the open platforms that others are below as choices of `parent`, and the names of the townships, for a platform."""
    if kind is not PLATFORMS:
        return {}
    table = platforms.c
    query = select(table.id, table.title, table.platform).where(
        table.organization == organization,
        table.status != str(PlatformState.CLOSED),
        table.platform.in_([str(PlatformClass.STATION), str(PlatformClass.POINT)]),
    )
    rows = await connection.execute(query.order_by(table.platform.desc(), table.title, table.id))
    above = [Choice(each.id, f"{PlatformClass(each.platform).title_zh} {each.title}") for each in rows]
    found = {"parent": tuple(above), "townships": tuple(Choice(name, name) for name in townships)}
    return {field: choices for field, choices in found.items() if choices}


class _PresentMember(Protocol):
    id: str
    name: str
    sector: str


def _titled(member: _PresentMember) -> str:
    return f"{member.name}（{member.sector}）" if member.sector else member.name


async def _present(connection: AsyncConnection, organization: str) -> Sequence[_PresentMember]:
    table = members.c
    query = select(table.id, table.name, table.sector).where(
        table.organization == organization, table.left_on.is_(None)
    )
    return (await connection.execute(query.order_by(table.name, table.id))).all()


def similar_first(
    choices: Mapping[str, tuple[Choice, ...]], similar: Sequence[SimilarMatter]
) -> dict[str, tuple[Choice, ...]]:
    """Returns the choices of each field with the similar matters first."""
    order = {each.id: place for place, each in enumerate(similar)}
    return {
        name: tuple(sorted(some, key=lambda choice: order.get(choice.value, len(order))))
        for name, some in choices.items()
    }


async def _choices(connection: AsyncConnection, source: ReferencedKinds, row: MatterRow) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for kind in source.kinds:
        table = kind.table.c
        named = literal("") if source.named_by is None else source.named_by
        query = select(table.id, table.year, table.number, table.title, named.label("name")).where(
            table.organization == row.organization, table.id != row.id, named.is_not(None)
        )
        if source.states:
            query = query.where(table.status.in_([str(state) for state in source.states]))
        newest = query.order_by(table.year.desc(), table.number.desc()).limit(MAX_CHOICES)
        found += [
            Choice(each.id, f"{each.name} {each.year}年第{each.number}号{kind.title_zh} {each.title}".strip())
            for each in await connection.execute(newest)
        ]
    return tuple(found)
