"""The route of a matter between the levels: its origins, this organization, and every recipient, each with the events there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterDetails
from shared.committee.messages.repository import Transfer
from shared.committee.messages.schemas import DerivedView, RecognitionView, is_silent, name_of, state_views
from shared.contracts.dated import DatedLevel, StateStep
from shared.contracts.subjects import organization_of
from shared.contracts.titles import state_title
from shared.contracts.vocabulary import TransferState
from shared.domain.matter import Matter
from shared.domain.transfers.commands import NoteUrging, Send, UrgeTransfer
from shared.domain.transfers.state import TransferableMatter
from shared.ui.format import colour


class RouteEvent(NamedTuple):
    """An event at one stop. `strong`: a recognition (adopted, instructed) or feedback; `overdue`: a limit that has passed."""

    on: date
    title: str
    strong: bool = False
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class RouteStop:
    """One organization of the route, and the matter there; `state` is empty where this organization does not receive it."""

    name: str
    level: str
    matter: str = ""
    here: bool = False
    state: str = ""
    colour: str = "rest"
    happenings: tuple[RouteEvent, ...] = ()


def route_history(
    kind: AnyKind, shown: MatterDetails[Matter], transfers: Iterable[Transfer], *, tree: OrganizationTree
) -> list[RouteStop]:
    """Returns the stops from the first origin to the last recipient; empty for a matter that has never been transferred."""
    state = shown.state
    if not isinstance(state, TransferableMatter):
        return []
    sent = {each.id: each for each in transfers}
    before = [
        _origin(matter, shown.route.get(matter, ()), kind, tree, derived=number > 0)
        for number, matter in enumerate(state.chain)
    ]
    derived = {each.transfer for each in shown.derived}
    waiting = [
        _waiting(each, tree, shown.today)
        for each in sent.values()
        if (each.id not in derived and each.status is not TransferState.ACCEPTED) or each.status is TransferState.SENT
    ]
    after = [_elsewhere(each, _silence(sent.get(each.transfer), each, shown.today)) for each in shown.derived]
    return [*before, _here(kind, shown, state, tree), *after, *waiting] if before or after or waiting else []


def _level(organization: str, tree: OrganizationTree) -> str:
    return tree.level(organization).title_zh if organization in tree else ""


def _origin(
    matter: str, states: Iterable[StateStep], kind: AnyKind, tree: OrganizationTree, *, derived: bool
) -> RouteStop:
    """Returns the stop of an origin, with the steps that are known of it."""
    organization = organization_of(matter)
    steps = state_views(states, kind.states, derived=derived)
    return RouteStop(
        name=name_of(organization, tree),
        level=_level(organization, tree),
        matter=matter,
        happenings=tuple(RouteEvent(each.on, each.title) for each in steps),
    )


def _here(kind: AnyKind, shown: MatterDetails[Matter], state: TransferableMatter, tree: OrganizationTree) -> RouteStop:
    """Returns the stop of this organization, with its steps."""
    organization = shown.row.organization
    return RouteStop(
        name=name_of(organization, tree),
        level=_level(organization, tree),
        matter=shown.row.id,
        here=True,
        state=state_title(state.status, derived=state.derived),
        colour=colour(str(state.status)),
        happenings=_own_steps(kind, state),
    )


def _own_steps(kind: AnyKind, state: TransferableMatter) -> tuple[RouteEvent, ...]:
    """Returns the states and the sendings by day, those of one day in the order of the log, with the levels of all recognitions."""
    adopted, instructed, _ = state.recognitions()
    recognitions = [*_recognitions(adopted, "采用"), *_recognitions(instructed, "批示")]
    found: list[RouteEvent] = []
    for number, entry in enumerate(state.log, 1):
        if entry.status in _RECOGNITIONS:
            found, recognitions = [*found, *recognitions], []
        elif entry.status:
            title = state_title(kind.states(entry.status), derived=state.derived)
            found.append(RouteEvent(state.day_begun(number), title))
        elif entry.command in _STATELESS:
            found.append(RouteEvent(entry.on, _STATELESS[entry.command]))
    return tuple(sorted([*found, *recognitions], key=lambda each: each.on))


_STATELESS = {Send.name: f"已{Send.title_zh}", UrgeTransfer.name: "已催办", NoteUrging.name: "报送单位催办"}
"""Commands that change no state, such as a sending that is later than a state that it does not change, and their titles."""

_RECOGNITIONS = ("adopted", "instructed")
"""States that are left out, because the recognitions contain the same facts."""


def _recognitions(entries: Iterable[DatedLevel], what: str) -> list[RouteEvent]:
    return [RouteEvent(day, f"{level.title_zh}级{what}", strong=True) for level, day in entries]


_ANSWERED = (TransferState.ACCEPTED.title_zh,)
"""The titles of states of a matter that its transfer contains as well."""


def _declared(recognition: RecognitionView) -> str:
    return "（申报）" if recognition.declared else ""


def _silence(sent: Transfer | None, derived: DerivedView, today: date) -> tuple[RouteEvent, ...]:
    """Returns the limit of a transfer that its addressee has received and not answered within it."""
    here = sent is not None and sent.counterpart == derived.organization
    if sent is None or not (here and is_silent(sent.status, sent.limit_on, today)):
        return ()
    return (RouteEvent(sent.limit_on, "答复期限", overdue=True),)


def _elsewhere(derived: DerivedView, silence: tuple[RouteEvent, ...]) -> RouteStop:
    """Returns the stop of a derived matter: every state there that nothing more exact is known of, and what is known of the others."""
    exact = {*_RECOGNITIONS, "fed_back", "replied", "closed", *(str(each.state) for each in derived.steps)}
    reached = [each for each in derived.states if each.state not in exact and each.title not in _ANSWERED]
    happenings = [
        *(RouteEvent(step.on, step.title) for step in derived.steps),
        *(RouteEvent(each.on, each.title) for each in reached),
        *(RouteEvent(each.on, f"{each.level_title}级采用{_declared(each)}", strong=True) for each in derived.adopted),
        *(
            RouteEvent(each.on, f"{each.level_title}级批示{_declared(each)}", strong=True)
            for each in derived.instructed
        ),
        *(RouteEvent(day, "已反馈", strong=True) for day in derived.fed_back),
        *(RouteEvent(each.on, f"已答复（{each.outcome.title_zh}）", strong=True) for each in derived.answers),
        *(RouteEvent(day, "已办结") for day in (derived.closed_on,) if day),
        *silence,
    ]
    return RouteStop(
        name=derived.name,
        level=derived.level.title_zh if derived.level else "",
        matter=derived.matter,
        state="逾期无答复" if silence else derived.state_title,
        colour="late" if silence else colour(derived.state),
        happenings=tuple(sorted(happenings, key=lambda each: each.on)),
    )


def _waiting(transfer: Transfer, tree: OrganizationTree, today: date) -> RouteStop:
    silent = is_silent(transfer.status, transfer.limit_on, today)
    return RouteStop(
        name=name_of(transfer.counterpart, tree),
        level=_level(transfer.counterpart, tree),
        state="逾期无答复" if silent else transfer.status.title_zh,
        colour="late" if silent else colour(str(transfer.status)),
        happenings=(
            RouteEvent(transfer.sent_on, "已发出"),
            RouteEvent(transfer.limit_on, "答复期限", overdue=silent),
        ),
    )
