"""The steps of a consultation 协商 or another activity; the counters are described in `counters.py`.

Everything counts from the day on which the activity was held. A cancelled activity never counts.
"""

from datetime import date

from shared.contracts import consultation_vocabulary
from shared.contracts.consultation_vocabulary import ActivityClass, ConsultationState, HeldBy
from shared.contracts.dated import Suggestion
from shared.contracts.facts import ConsultationFacts
from shared.measures.instructions import ON_OUTCOMES, instruction_steps
from shared.measures.steps import Step, merged

HELD = {
    ActivityClass.CONSULTATION: "consultations_held",
    ActivityClass.RESEARCH: "research_done",
    ActivityClass.INSPECTION: "inspections_done",
    ActivityClass.APPRAISAL: "appraisals_held",
    ActivityClass.HEARING: "hearings_held",
}
"""Class of activity -> the counter of activities that were held."""

DIMENSIONS = {
    "form": consultation_vocabulary.ActivityForm,
    "held_by": consultation_vocabulary.HeldBy,
    "setting": consultation_vocabulary.Setting,
    "mobility": consultation_vocabulary.Mobility,
    "gathering": consultation_vocabulary.Gathering,
}
"""Field of the facts by whose values consultations are counted -> its vocabulary."""

_OF_SECTORS = {activity: f"sector_activities/{activity}" for activity in ActivityClass}
PARTICIPANTS = {"members": "委员", "departments": "部门", "public": "群众", "experts": "专家"}
EXCHANGES = {"questions": "问", "answers": "答", "rejoinders": "辩"}
"""Field of the facts -> its title: the kinds of participants, and what was said in answer to each other."""

_COUNTED = (
    ("consultation_participants", "participants"),
    *((f"consultation_participants/{kind}", kind) for kind in PARTICIPANTS),
    *((f"consultation_exchanges/{kind}", kind) for kind in EXCHANGES),
)
"""The counters of a consultation, each with the field of the facts that it adds up."""


def steps(facts: ConsultationFacts) -> list[Step]:
    """Returns the steps of an activity, in its own year."""
    held = _held(facts)
    if held is None:
        return []
    year = facts.year
    out: list[Step] = [(HELD[facts.activity], year, held, 1)]
    if facts.activity is ActivityClass.CONSULTATION:
        named = ((field, getattr(facts, field)) for field in DIMENSIONS)
        out += [(f"consultations_held/{field}={value}", year, held, 1) for field, value in named if value is not None]
        counted = ((counter, getattr(facts, field)) for counter, field in _COUNTED)
        out += [(counter, year, held, amount) for counter, amount in counted if amount]
    out += _follow_up(facts, year, held)
    out += instruction_steps(ON_OUTCOMES, year, held, facts.instructed)
    if facts.held_by is HeldBy.SECTOR:
        out += [("sector_activities", year, held, 1), (_OF_SECTORS[facts.activity], year, held, 1)]
        out += [("sector_suggestions", year, max(held, each.made), 1) for each in facts.suggestions]
    for suggestion in facts.suggestions:
        _count_suggestion(out, year, held, suggestion)
    return merged(out)


def _follow_up(facts: ConsultationFacts, year: int, held: date) -> list[Step]:
    """Returns the steps of the comment round and of the evaluation, none of them dated before the activity."""
    out: list[Step] = []
    if facts.comments_requested is not None and facts.comments_asked:
        asked = max(held, facts.comments_requested)
        out.append(("comments_requested", year, asked, facts.comments_asked))
        out += [("comments_received", year, max(asked, day), 1) for day in facts.comments]
    if facts.evaluated is not None and facts.activity is ActivityClass.CONSULTATION:
        out.append(("consultations_evaluated", year, max(held, facts.evaluated), 1))
    return out


def _held(facts: ConsultationFacts) -> date | None:
    held: date | None = None
    for day, state in facts.steps:
        if state is ConsultationState.CANCELLED:
            return None
        if state is ConsultationState.HELD and held is None:
            held = day
    return held


def _count_suggestion(out: list[Step], year: int, held: date, suggestion: Suggestion) -> None:
    """Appends the steps of a suggestion: made, adopted, done, none of them dated before the one that it follows."""
    made = max(held, suggestion.made)
    out.append(("suggestions_made", year, made, 1))
    if suggestion.adopted is not None:
        adopted = max(made, suggestion.adopted)
        out.append(("suggestions_adopted", year, adopted, 1))
        if suggestion.done is not None:
            out.append(("suggestions_done", year, max(adopted, suggestion.done), 1))
