"""The content of the page of a matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.committee.addressees import addressees_of, reports_upward
from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.kinds.plans.schemas import ItemView
from shared.committee.matters.history import History, HistoryStep
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.layout import Listed
from shared.committee.matters.queries import ReadingView
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.similarity import SimilarMatter
from shared.committee.messages.repository import Transfer
from shared.committee.worklist.steps_due import first_steps
from shared.contracts.subjects import is_subject
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.domain.transfers.commands import Note, Send
from shared.ui.format import colour, format_value
from shared.ui.forms.choices import choices_of
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice, form_fields
from shared.ui.forms.labels import label
from shared.ui.forms.references import CALL
from shared.ui.forms.situation import MatterSituation
from shared.ui.matter.autosave import AutosavedForm, autosave_address, is_autosaved
from shared.ui.matter.available_commands import OFFERED_ONLY, awaited
from shared.ui.matter.execute import body_of
from shared.ui.matter.initial_values import initial_values
from shared.ui.matter.plan_chart import PlanChart, plan_chart
from shared.ui.matter.progress import ProgressMark, progress
from shared.ui.matter.route_history import RouteStop, route_history
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class MatterReading:
    """The data of a matter that its page is rendered from."""

    kind: AnyKind
    shown: MatterDetails[Matter]
    past: History
    transfers: list[Transfer]
    named: Mapping[str, tuple[Choice, ...]]
    readers: list[ReadingView]
    autosaved: Mapping[str, AutosavedForm] = field(default_factory=dict)
    similar: Sequence[SimilarMatter] = ()


@dataclass(frozen=True, kw_only=True)
class MatterTable:
    title: str
    titles: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class TimelineStep:
    """A step of the timeline, with the names in it and its texts as (title, text)."""

    step: HistoryStep
    names: str
    texts: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class MatterPage:
    view: Any
    kind: AnyKind
    colour: str
    marks: list[str]
    facts: list[tuple[str, str]]
    texts: list[tuple[str, str | list[str]]]
    tables: list[MatterTable]
    route: list[RouteStop]
    past: list[TimelineStep]
    organization: str
    readers: list[ReadingView]
    sheets: list[FormView]
    progress: list[ProgressMark]
    awaited: list[str]
    similar: Sequence[SimilarMatter]
    similar_years: int
    links: Mapping[str, str]
    names: Mapping[str, str]
    chart: PlanChart | None


_REFERENCES = ("appraises", "merged_into", "converted_matter", "converted_from", "visit", "report")
_LISTED_REFERENCES = ("appraised_by", "converted_to", "outcome_of", "planned_in")
"""Fields of views with the id of another matter of this service, or with a list of some, to whose pages the ids lead."""


def _links(view: Any) -> dict[str, str]:
    """Returns the address of the page of each other matter that the view names, by its id."""
    ids = [getattr(view, name, None) for name in _REFERENCES] + [
        each.matter for name in ("merged", "printed_with") for each in getattr(view, name, ())
    ]
    ids += [each.consultation for each in getattr(view, "contents", ()) if isinstance(each, ItemView)]
    ids += [id for name in _LISTED_REFERENCES if isinstance(some := getattr(view, name, None), list) for id in some]
    links = {id: f"/{kind.name}/{id}" for id in ids if id for kind in KINDS if is_subject(id, kind.subject)}
    return links | {id: f"/opinion-calls/{id}" for id in [getattr(view, "opinion_call", None)] if id}


def matter_page(
    read: MatterReading,
    account: Account,
    *,
    context: ServiceContext,
    tree: OrganizationTree,
    rejected: RejectedForm | None,
    address: str,
) -> MatterPage:
    """Returns the content of the page of a matter. `address`: the address of the page."""
    kind, layout = read.kind, read.kind.layout
    view, charter = kind.describe(read.shown), context.charters.on(context.today(), read.shown.row.organization)
    facts = [(column.title, format_value(getattr(view, column.name), column.name)) for column in layout.facts]
    texts = [(column.title, getattr(view, column.name)) for column in layout.texts]
    return MatterPage(
        view=view,
        kind=kind,
        colour=colour(view.status),
        marks=[column.title for column in layout.marks if getattr(view, column.name)],
        facts=[(title, text) for title, text in facts if text],
        texts=[(title, text) for title, text in texts if text],
        tables=_tables(view, kind),
        route=route_history(kind, read.shown, read.transfers, tree=tree),
        past=_past(read.past, kind.command_set.every_by_name, getattr(view, "signatory_names", [])),
        organization=committee_name(view.organization, tree, context.today()),
        readers=read.readers,
        sheets=_sheets(read, account, view, context=context, tree=tree, rejected=rejected, address=address),
        progress=progress(layout.progress, view, today=context.today()),
        awaited=awaited(read.shown.state, view, charter=charter, today=context.today()),
        similar=read.similar,
        similar_years=charter.similar_years,
        links=_links(view),
        names={each.value: each.title for each in read.named.get(f"edit.{CALL}", ()) if each.value},
        chart=plan_chart(view, context.today()),
    )


def _tables(view: Any, kind: AnyKind) -> list[MatterTable]:
    """Returns the lists of the matter that have rows, each without the columns that are empty in all of them."""
    return [_table(each, items) for each in kind.layout.lists if (items := getattr(view, each.name))]


def _table(layout: Listed, items: list[Any]) -> MatterTable:
    columns = [
        (column.title, [format_value(getattr(item, column.name), column.name) for item in items])
        for column in layout.columns
    ]
    used = [(title, cells) for title, cells in columns if any(cells)]
    rows = [list(row) for row in zip(*(cells for _, cells in used), strict=True)]
    return MatterTable(title=layout.title, titles=[title for title, _ in used], rows=rows)


def _past(history: History, commands: Mapping[str, type[Command]], proposers: list[str]) -> list[TimelineStep]:
    """Returns the steps, the newest first. A notice is included only when its texts are new; the route shows the others."""
    found: list[TimelineStep] = []
    noticed: list[dict[str, str]] = [{}]
    for step in history.items:
        if step.command == Note.name:
            if step.texts in noticed:
                continue
            noticed.append(step.texts)
        texts = [
            (label(name, body=commands.get(step.command)).title, text) for name, text in step.texts.items() if text
        ]
        found.append(TimelineStep(step=step, names=_names(step, proposers), texts=texts))
    return found[::-1]


def _names(step: HistoryStep, proposers: list[str]) -> str:
    """Returns the units, the signatory and the other organization of a step, where it names them."""
    signatory = ""
    if step.signatory is not None:
        name = proposers[step.signatory - 1] if step.signatory <= len(proposers) else ""
        signatory = f"第{step.signatory}位提案人{f'（{name}）' if name else ''}"
    units = "、".join(step.units) if step.units else step.unit
    return "　".join(each for each in (units, signatory, step.counterpart_name) if each)


def _sheets(  # noqa: PLR0913 - a matter, and the request for its page
    read: MatterReading,
    account: Account,
    view: Any,
    *,
    context: ServiceContext,
    tree: OrganizationTree,
    rejected: RejectedForm | None,
    address: str,
) -> list[FormView]:
    """Returns a form for each command that may be executed now: first the next step, which is open; the others are collapsed."""
    today, organization = context.today(), view.organization
    sends = Send.name in view.commands or (rejected is not None and rejected.command == Send.name)
    here = MatterSituation(
        account=account,
        subject=read.kind.subject,
        state=read.shown.state,
        view=view,
        transfers=tuple(read.transfers),
        named=read.named,
        tree=tree,
        charter=context.charters.on(today, organization),
        today=today,
        signatories=read.shown.signatories,
        addressees=addressees_of(organization, context=context, tree=tree, day=today) if sends else (),
    )
    names = [*view.commands]
    if rejected is not None and rejected.command not in names:  # no longer possible: the typed values are kept
        names.insert(0, rejected.command)
    reports = reports_upward(organization, tree=tree, day=today)
    steps = first_steps(account, read.kind, here.state, commands=view.commands, reports_upward=reports)
    following = next((each for each in (*steps, *read.kind.layout.opened) if each in view.commands), None)
    names.sort(key=lambda name: name != following)
    forms = [_sheet(read, name, here, rejected=rejected, shown=name == following, address=address) for name in names]
    return [each for each in forms if each is not None]


def _sheet(
    read: MatterReading, name: str, here: MatterSituation, *, rejected: RejectedForm | None, shown: bool, address: str
) -> FormView | None:
    """Returns the form of a command; None where its decisive field (`OFFERED_ONLY`) has no choices."""
    body = body_of(read.kind, name)
    typed = read.autosaved.get(name) if rejected is None or rejected.command != name else None
    offered = choices_of(name, tuple(each.name for each in form_fields(body)), here)
    needed = {each for each, choices in offered.items() if not choices}
    form = form_view(
        body,
        command=name,
        title=body.title_zh,
        action=address,
        initial=initial_values(name, here) | (typed.values if typed else {}),
        charter=here.charter,
        offers=offered,
        typed=[each for each in offered if f"{name}.{each}" in here.named],
        version=(typed.version if typed else "") or f"{here.view.epoch}-{here.view.sequence}",
        rejected=rejected,
        shown=shown or typed is not None,
        autosave=autosave_address(read.kind, here.view.id) if is_autosaved(read.kind, body) else "",
        autosaved=typed.notice if typed else "",
    )
    pointless = OFFERED_ONLY.get(name) in needed and (rejected is None or rejected.command != name)
    return None if pointless else form
