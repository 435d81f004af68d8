"""What is due in an activity: before it is held its notice, its papers and itself; then comments, and answers to instructions."""

from collections import defaultdict
from datetime import date

from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.domain.consultations.commands import Hold, SendNotice, SendPapers
from shared.domain.consultations.state import Consultation
from shared.domain.obligations import Obligation

WAITING = (S.TOPIC_RAISED, S.ORGANISED)
"""The states of an activity that has not taken place yet."""
_COMMENTED = (S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED)
"""The states in which comments are due."""
DUE = (*WAITING, *_COMMENTED, S.CLOSED)
"""The states in which something may be due."""


def obligations(state: Consultation) -> list[Obligation]:
    """Returns what is due now: what precedes the activity by day, the missing comments together, and each open instruction."""
    follow_up = state.follow_up
    instructions = [
        Obligation("", number, follow_up.instructions[number - 1].due.limit(state.log))
        for number in follow_up.open_instructions
    ]
    return [*_before_it_is_held(state), *_comments(state), *instructions]


def _before_it_is_held(state: Consultation) -> list[Obligation]:
    """Returns what is due before the activity is held; what is due on the same day together, because a reminder names a day."""
    if state.status not in WAITING:
        return []
    steps = (
        (SendNotice, state.notice_due if state.notice_sent is None else None),
        (SendPapers, state.papers_due if state.papers_sent is None else None),
        (Hold, state.planned),
    )
    due = defaultdict[date, list[str]](list)
    for step, day in steps:
        if day is not None:
            due[day].append(step.title_zh)
    return [Obligation("", 0, day, title="、".join(titles)) for day, titles in due.items()]


def _comments(state: Consultation) -> list[Obligation]:
    round = state.follow_up.round
    missing = 0 if round is None else round.comments.count(0)
    if round is None or not missing or state.status not in _COMMENTED:
        return []
    return [Obligation("", 0, round.until, title=f"征求意见（尚缺{missing}家反馈）", final=True)]
