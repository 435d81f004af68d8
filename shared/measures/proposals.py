"""The steps of a proposal 提案; the counters are described in `counters.py`.

This runs twice for every event that the tally folds, so it reads the steps once, and takes names from tables instead of formatting them.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from shared.contracts.dated import ProposalStep, Rating
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import Answer, Channel, Outcome, ProposalState
from shared.measures import transfers
from shared.measures.limits import Spans, due, overdue
from shared.measures.proposal_assignments import count_assignments, count_contacts, until_left
from shared.measures.proposal_flags import count_flags, count_key_outcomes
from shared.measures.proposal_suggestions import count_look_backs, count_suggestions
from shared.measures.steps import FOREVER, Step, Timeline, add, merged

HANDLING_DAYS_CAP = 365
"""The last bucket in days: one bucket for each day, the last one for longer durations too."""

# Names of this module: access to a member of an enumeration costs as much as the rest of a step.
_UNDER_REVIEW = ProposalState.UNDER_REVIEW
_FILED = ProposalState.FILED
_ASSIGNED = ProposalState.ASSIGNED
_FEEDBACK_REQUESTED = ProposalState.FEEDBACK_REQUESTED
_REHANDLING = ProposalState.REHANDLING
_CLOSED = ProposalState.CLOSED

_OPEN_STATES = (_FILED, _ASSIGNED, ProposalState.IN_HANDLING, _FEEDBACK_REQUESTED, _REHANDLING)
_REVIEW_RESULTS = (ProposalState.NOT_FILED, ProposalState.MERGED, ProposalState.CONVERTED, ProposalState.WITHDRAWN)

# State -> the one status counter of a proposal: not received yet, received and not filed, filed.
_BEFORE: dict[ProposalState, str | None] = dict.fromkeys(ProposalState)
_IN_REVIEW = _BEFORE | {state: f"proposals_received/{state}" for state in _REVIEW_RESULTS}
_AFTER_FILING = (
    _BEFORE
    | dict.fromkeys(_OPEN_STATES, "proposals_open")
    | {ProposalState.CLOSED: "proposals_closed"}
    | {state: f"proposals_{state}_after_filing" for state in _REVIEW_RESULTS if state is not ProposalState.NOT_FILED}
)
_ONLINE = {channel: f"proposals_online/channel={channel}" for channel in Channel}
_OUTCOME = {outcome: f"proposals_outcome/{outcome}" for outcome in Outcome}
_OUTCOME_FIRST = {outcome: f"proposals_outcome_first/{outcome}" for outcome in Outcome}
_HANDLING = tuple(f"handling_days/{days}" for days in range(HANDLING_DAYS_CAP + 1))
_PROCESS = {answer: f"satisfaction_process/{answer}" for answer in Answer}
_RESULT = {answer: f"satisfaction_result/{answer}" for answer in Answer}
_PROCESS_FORMS = {answer: f"satisfaction_process_forms/{answer}" for answer in Answer}
_RESULT_FORMS = {answer: f"satisfaction_result_forms/{answer}" for answer in Answer}
_BADNESS = {answer: rank for rank, answer in enumerate(Answer)}


class _Handling(Struct, gc=False):
    """Summary of the dated states of a proposal: first day of each state, timeline of the status counter, and spans [from, until).

    `waiting`: open, not replied and not awaiting `rehandle`.
    """

    first: dict[ProposalState, date]
    statuses: Timeline
    replied: Spans
    waiting: Spans


def steps(facts: ProposalFacts) -> list[Step]:
    """Returns the steps of a proposal, in its own year; one created from a matter of another organization counts only by its transfers."""
    out: list[Step] = transfers.steps(facts.year, facts.sendings) if facts.sendings else []
    if facts.chain:
        return out
    year = facts.year
    counted = _read(facts.steps)
    received = counted.first.get(_UNDER_REVIEW)
    if received:
        out.append(("proposals_received", year, received, 1))
        if facts.online:
            out.append(("proposals_online", year, received, 1))
            out.append((_ONLINE[facts.channel], year, received, 1))
    if _FILED in counted.first:
        _count_filed(out, facts, counted.first)
        if facts.assignments:
            count_assignments(out, facts, counted.first.get(_ASSIGNED))
    add(out, year, counted.statuses)
    if counted.replied:
        _count_replies(out, facts, counted)
    if facts.records and _CLOSED in counted.first:
        count_look_backs(out, facts, counted.first[_CLOSED])
    if counted.waiting and facts.limits:
        add(out, year, overdue(facts.limits, counted.waiting, "proposals_overdue"))
    if facts.ratings:
        _count_ratings(out, year, facts.ratings)
        _count_forms(out, facts)
    return out


def _read(steps: tuple[ProposalStep, ...]) -> _Handling:
    """Returns the summary of the dated states, read once in order; each of several states of one day affects those after it."""
    first: dict[ProposalState, date] = {}
    counted = _Handling(first, [], [], [])
    replied: date | None = None
    waits: date | None = None
    previous: str | None = None
    for day, state in steps:
        if state not in first:
            first[state] = day
        if state is _FEEDBACK_REQUESTED:
            replied = replied or day
        elif state is _REHANDLING and replied:
            counted.replied.append((replied, day))
            replied = None
        status = (_AFTER_FILING if _FILED in first else _IN_REVIEW if _UNDER_REVIEW in first else _BEFORE)[state]
        if status != previous:
            counted.statuses.append((day, status))
            previous = status
        if status == "proposals_open" and not replied and state is not _REHANDLING:
            waits = waits or day
        elif waits:
            counted.waiting.append((waits, day))
            waits = None
    if replied:
        counted.replied.append((replied, FOREVER))
    if waits:
        counted.waiting.append((waits, FOREVER))
    return counted


def _count_filed(out: list[Step], facts: ProposalFacts, first: dict[ProposalState, date]) -> None:
    """Appends the steps of a filed proposal that are never reversed, and those of its flags and suggestions."""
    year = facts.year
    filed = first[_FILED]
    out.append(("proposals_filed", year, filed, 1))
    assigned = first.get(_ASSIGNED) or first.get(_FEEDBACK_REQUESTED)
    if assigned:
        add(out, year, [(assigned, "proposals_assigned"), *until_left(facts)])
    if _REHANDLING in first:
        out.append(("proposals_rehandled", year, first[_REHANDLING], 1))
    if facts.outcomes:
        day, result = facts.outcomes[0]
        out.append((_OUTCOME_FIRST[result], year, max(filed, day), 1))
    if facts.records:
        count_flags(out, facts, filed)
        count_suggestions(out, facts, filed)
        count_contacts(out, facts, filed)


def _count_replies(out: list[Step], facts: ProposalFacts, counted: _Handling) -> None:
    """Appends the steps of the spans in which a proposal is replied, each by the reply that completed it."""
    assigned = counted.first.get(_ASSIGNED)
    replied: Timeline = []
    on_time: Timeline = []
    outcome: list[tuple[date, Outcome | None]] = []
    handling: Timeline = []
    for since, until in counted.replied:
        replied.append((since, "proposals_replied"))
        on_time.append((since, "proposals_on_time" if since <= due(facts.limits, since) else None))
        for day, result in facts.outcomes:
            if day < until:
                outcome.append((max(day, since), result))
        if assigned:
            handling.append((since, _HANDLING[min(max(0, (since - assigned).days), HANDLING_DAYS_CAP)]))
        if until < FOREVER:
            outcome.append((until, None))
            for timeline in (replied, on_time, handling):
                timeline.append((until, None))
    by_outcome: Timeline = [(day, result and _OUTCOME[result]) for day, result in outcome]
    for timeline in (replied, on_time, by_outcome, handling):
        add(out, facts.year, timeline)
    if facts.key:
        count_key_outcomes(out, facts, outcome)


def _count_ratings(out: list[Step], year: int, ratings: tuple[Rating, ...]) -> None:
    """Appends the steps of the feedback: the answer of a proposal is the worst of its signatories' newest forms."""
    newest: dict[int, Rating] = {}
    process: Timeline = []
    result: Timeline = []
    for rating in ratings:
        newest[rating.signatory] = rating
        process.append((rating.day, _PROCESS[_worst([form.process for form in newest.values()])]))
        result.append((rating.day, _RESULT[_worst([form.result for form in newest.values()])]))
    out.append(("satisfaction_process", year, ratings[0].day, 1))
    out.append(("satisfaction_result", year, ratings[0].day, 1))
    add(out, year, process)
    add(out, year, result)


def _count_forms(out: list[Step], facts: ProposalFacts) -> None:
    """Appends the steps of each feedback form: the newest form of each signatory in each round counts as one."""
    forms: dict[tuple[int, int], list[Rating]] = {}
    for rating, number in zip(facts.ratings, _rounds(facts), strict=True):
        forms.setdefault((rating.signatory, number), []).append(rating)
    steps: list[Step] = []
    for given in forms.values():
        steps.append(("satisfaction_process_forms", facts.year, given[0].day, 1))
        steps.append(("satisfaction_result_forms", facts.year, given[0].day, 1))
        add(steps, facts.year, [(form.day, _PROCESS_FORMS[form.process]) for form in given])
        add(steps, facts.year, [(form.day, _RESULT_FORMS[form.result]) for form in given])
    out += steps if len(forms) == 1 else merged(steps)


def _rounds(facts: ProposalFacts) -> Sequence[int]:
    """Returns the number of the round that each form judges; by the days, where the facts do not name it (one round, or older facts)."""
    if len(facts.rating_rounds) == len(facts.ratings):
        return facts.rating_rounds
    answered = [day for day, state in facts.steps if state is _FEEDBACK_REQUESTED]
    return [max(1, sum(day <= rating.day for day in answered)) for rating in facts.ratings]


def _worst(answers: list[Answer]) -> Answer:
    return answers[0] if len(answers) == 1 else max(answers, key=_BADNESS.__getitem__)
