"""The reference for opinion reports, visits, activities, plans and transfers: what counts on one day."""

from collections.abc import Iterable, Iterator
from datetime import date

from shared.contracts.consultation_vocabulary import ActivityClass, ConsultationState, HeldBy, PlanState
from shared.contracts.dated import Instruction, Sending
from shared.contracts.facts import (
    ConsultationFacts,
    Facts,
    OpinionFacts,
    OrganizationFacts,
    PlanFacts,
    ProposalFacts,
    VisitFacts,
)
from shared.contracts.vocabulary import Level, OpinionState, Outcome, ProposalState, Recorded, TransferState, VisitState

_HELD = {
    "consultation": "consultations_held",
    "research": "research_done",
    "inspection": "inspections_done",
    "appraisal": "appraisals_held",
    "hearing": "hearings_held",
}


def of_sending(sending: Sending, day: date) -> Iterator[str]:
    past = [state for at, state in sending.steps if at <= day]
    if past:
        yield "transfers_sent"
        if past[-1] in (TransferState.ACCEPTED, TransferState.RETURNED):
            yield f"transfers_{past[-1]}"
        else:
            limits = [limit for at, limit in sending.limits if at <= day]
            if limits and limits[-1] < day:
                yield "transfers_silent"


def of_opinion(facts: OpinionFacts, day: date) -> Iterator[str]:
    if OpinionState.COLLECTED not in [state for at, state in facts.steps if at <= day]:
        return
    yield "opinions_received"
    if facts.online:
        yield from ("opinions_online", f"opinions_online/channel={facts.channel}")
    counted = [("adopted", facts.adopted)]
    if Recorded.OPINIONS_INSTRUCTED in facts.records:
        yield "opinions_instructed/recorded"
        counted.append(("instructed", facts.instructed))
    for what, dated in counted:
        levels = {level for level, at in dated if at <= day}
        yield from (f"opinions_{what}/level={level}" for level in levels)
        if levels:
            yield f"opinions_{what}"
    if any(at <= day for at in facts.fed_back):
        yield "opinions_fed_back"


def of_visit(facts: VisitFacts, day: date) -> Iterator[str]:
    past = [state for at, state in facts.steps if at <= day]
    if past and past[-1] == VisitState.RECORDED:
        yield "window_visits"
        yield from {f"window_visits/{outcome}" for outcome in facts.outcomes}


def of_consultation(facts: ConsultationFacts, day: date) -> Iterator[str]:
    if not is_held(facts, day):
        return
    yield _HELD[facts.activity]
    if facts.activity == ActivityClass.CONSULTATION:
        yield from ["consultation_participants"] * facts.participants
        yield from _dimensions(facts)
        if facts.evaluated and facts.evaluated <= day:
            yield "consultations_evaluated"
    if facts.comments_requested and facts.comments_requested <= day:
        yield from ["comments_requested"] * facts.comments_asked
        if facts.comments_asked:
            yield from ("comments_received" for at in facts.comments if at <= day)
    yield from _of_sector(facts, day)
    yield from _instructions(facts.instructed, day, "outcome_instructions", "outcome_instructions")
    for made, adopted, done in facts.suggestions:
        if made <= day:
            yield "suggestions_made"
            if adopted and adopted <= day:
                yield "suggestions_adopted"
                if done and done <= day:
                    yield "suggestions_done"


def _of_sector(facts: ConsultationFacts, day: date) -> Iterator[str]:
    """Yields what counts of an activity that a sector held."""
    if facts.held_by == HeldBy.SECTOR:
        yield from ("sector_activities", f"sector_activities/{facts.activity}")
        yield from ("sector_suggestions" for each in facts.suggestions if each.made <= day)


def _dimensions(facts: ConsultationFacts) -> Iterator[str]:
    """Yields what counts of a consultation that was held, by form, body, venue, kind of participant and kind of exchange."""
    if facts.form:
        yield f"consultations_held/form={facts.form}"
    if facts.held_by:
        yield f"consultations_held/held_by={facts.held_by}"
    if facts.setting:
        yield f"consultations_held/setting={facts.setting}"
    if facts.mobility:
        yield f"consultations_held/mobility={facts.mobility}"
    if facts.gathering:
        yield f"consultations_held/gathering={facts.gathering}"
    for kind in ("members", "departments", "public", "experts"):
        yield from [f"consultation_participants/{kind}"] * getattr(facts, kind)
    for kind in ("questions", "answers", "rejoinders"):
        yield from [f"consultation_exchanges/{kind}"] * getattr(facts, kind)


def is_held(facts: ConsultationFacts, day: date) -> bool:
    """Returns whether an activity was held by this day, and was not cancelled on any."""
    past = [state for at, state in facts.steps if at <= day]
    return ConsultationState.HELD in past and ConsultationState.CANCELLED not in [state for _, state in facts.steps]


def of_plan(facts: PlanFacts, day: date) -> Iterator[str]:
    if PlanState.CONFIRMED not in [state for at, state in facts.steps if at <= day]:
        return
    confirmed = next(at for at, state in facts.steps if state == PlanState.CONFIRMED)
    dropped = dict(facts.dropped)
    for number, (activity, added, executed) in enumerate(facts.items, 1):
        if number in dropped and (dropped[number] < confirmed or dropped[number] <= day):
            if confirmed <= dropped[number] and added <= day:
                yield "plan_items_dropped"
        elif number in dropped and added <= day:
            yield from ("plan_items", f"plan_items/{activity}")
        elif added <= day:
            yield from ("plan_items", f"plan_items/{activity}")
            if executed and executed <= day:
                yield from ("plan_items_executed", f"plan_items_executed/{activity}")


def active_in(matters: Iterable[Facts], day: date) -> set[str]:
    """Returns the indicators that hold of an organization on a day, of the year of that day."""
    kept = list(matters)
    record = next((facts for facts in kept if isinstance(facts, OrganizationFacts)), None)
    if record is None or record.level != Level.TOWNSHIP or not is_so(record.roster, day):
        return set()
    found: set[str] = set()
    for facts in kept:
        if isinstance(facts, ConsultationFacts) and is_held(facts, day):
            held = next(at for at, state in facts.steps if state == ConsultationState.HELD)
            for name, unit in (("year", 12), ("h", 6), ("q", 3)):
                if held.year == day.year and (held.month - 1) // unit == (day.month - 1) // unit:
                    period = name if name == "year" else f"{name}{(day.month - 1) // unit + 1}"
                    if is_so(record.body, day):
                        found |= {f"active_townships/{period}", f"active_townships/class={facts.activity}/{period}"}
                    if facts.activity == ActivityClass.APPRAISAL:
                        found.add(f"townships_appraised/{period}")
    return found


def flags_of(facts: ProposalFacts, day: date) -> Iterator[str]:
    """Yields what counts on a day of the flags of a filed proposal."""
    flags = {
        "key": facts.key,
        "supervised": facts.supervised,
        "instructed": [each.day for each in facts.instructed],
        "outstanding": facts.outstanding,
    }
    for flag, days in flags.items():
        if f"proposals_{flag}" in facts.records:
            yield f"proposals_{flag}/recorded"
            if any(at <= day for at in days):
                yield f"proposals_{flag}"
    yield from _publications(facts, day)
    yield from _look_backs(facts, day)
    yield from _suggestions(facts, day)
    yield from _contacts_and_extensions(facts, day)
    if Recorded.PROPOSALS_INSTRUCTED in facts.records:
        yield from _instructions(facts.instructed, day, "instructions_given", "instructions")


def _instructions(given: Iterable[Instruction], day: date, counter: str, prefix: str) -> Iterator[str]:
    for at, _, limit, answered in given:
        if at <= day:
            yield counter
            if answered and answered <= day:
                yield f"{prefix}_replied"
            elif limit < day:
                yield f"{prefix}_overdue"


def _publications(facts: ProposalFacts, day: date) -> Iterator[str]:
    if Recorded.PROPOSALS_PUBLISHED in facts.records:
        yield "proposals_published/recorded"
        if sum(at <= day for at in facts.published) > sum(at <= day for at in facts.unpublished):
            yield "proposals_published"


def _contacts_and_extensions(facts: ProposalFacts, day: date) -> Iterator[str]:
    if Recorded.CONTACTS in facts.records:
        yield "contacts/recorded"
        yield from (f"contacts/{form}" for at, form in facts.contacts if at <= day)
    if Recorded.EXTENSIONS in facts.records:
        yield "extensions/recorded"
        yield from ["extensions"] * sum(at <= day for at in facts.extended)


def _look_backs(facts: ProposalFacts, day: date) -> Iterator[str]:
    if Recorded.LOOKBACK_DUE in facts.records:
        yield "lookback_due/recorded"
        closed = [at for at, state in facts.steps if state == ProposalState.CLOSED and at <= day]
        planned = facts.outcomes and facts.outcomes[-1].outcome == Outcome.PLANNED
        if closed and planned and facts.outcomes[-1].day.year < day.year:
            yield "lookback_due"
            results = [result for at, result in facts.look_backs if at <= day]
            yield from (f"lookback_due/{result}" for result in results[-1:])


def _suggestions(facts: ProposalFacts, day: date) -> Iterator[str]:
    if Recorded.PROPOSAL_SUGGESTIONS in facts.records:
        yield "proposal_suggestions/recorded"
        for adopted, not_adopted, done in facts.suggestions:
            yield "proposal_suggestions"
            if adopted and adopted <= day:
                yield "proposal_suggestions_adopted"
                if done and done <= day:
                    yield "proposal_suggestions_done"
            elif not_adopted and not_adopted <= day:
                yield "proposal_suggestions_not_adopted"


def left_out(matters: Iterable[Facts], day: date) -> set[tuple[int, str]]:
    """Returns the years and optional measures of which an organization had matters by then without recording them."""
    found: set[tuple[int, str]] = set()
    for facts in matters:
        if isinstance(facts, OpinionFacts | ProposalFacts) and not facts.chain:
            past = {state for at, state in facts.steps if at <= day}
            for optional in set(Recorded).difference(facts.records):
                opinion = optional == Recorded.OPINIONS_INSTRUCTED
                if (OpinionState.COLLECTED if opinion else ProposalState.FILED) in past:
                    found |= {(facts.year, optional)} if isinstance(facts, OpinionFacts) == opinion else set()
    return found


def is_so(flags: Iterable[tuple[date, bool]], day: date) -> bool:
    """Returns whether a dated flag holds on a day."""
    return ([False] + [holds for at, holds in flags if at <= day])[-1]
