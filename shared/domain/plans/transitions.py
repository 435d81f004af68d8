"""The transition table of an annual plan."""

from shared.contracts.consultation_vocabulary import PlanState as S
from shared.contracts.subjects import Subject
from shared.domain.plans.commands import COMMANDS
from shared.domain.transitions import Transitions, everywhere, leading, staying

TRANSITIONS = Transitions(
    Subject.PLAN,
    S,
    {
        "add_item": staying(S.DRAFT, S.COMMENTED, S.CONFIRMED),
        "change_item": staying(S.DRAFT, S.COMMENTED, S.CONFIRMED),
        "drop_item": staying(S.DRAFT, S.COMMENTED, S.CONFIRMED),
        "comment": leading(S.COMMENTED, S.DRAFT, S.COMMENTED),
        "approve": dict.fromkeys((S.DRAFT, S.COMMENTED), (S.APPROVED, S.CONFIRMED)),
        "confirm": leading(S.CONFIRMED, S.DRAFT, S.COMMENTED, S.APPROVED),
        "send_back": leading(S.DRAFT, S.COMMENTED, S.APPROVED),
        "link_activity": staying(S.CONFIRMED),
        "execute": staying(S.CONFIRMED),
        "correct": everywhere(S),
    },
    begins=("draft",),
    commands=COMMANDS.every_by_name,
)
