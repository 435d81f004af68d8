"""The transition table of a visit."""

from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import VisitState as S
from shared.domain.transitions import Transitions, leading, staying
from shared.domain.visits.commands import COMMANDS

TRANSITIONS = Transitions(
    Subject.VISIT,
    S,
    {
        "report": staying(S.RECORDED),
        "withdraw": leading(S.WITHDRAWN, S.RECORDED),
        "correct": staying(S.RECORDED),
    },
    begins=("record",),
    commands=COMMANDS.every_by_name,
)
