"""The transition table of a consultation or another activity."""

from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.contracts.subjects import Subject
from shared.domain.consultations.commands import COMMANDS
from shared.domain.transitions import Transitions, everywhere, leading, staying

TRANSITIONS = Transitions(
    Subject.CONSULTATION,
    S,
    {
        "organise": leading(S.ORGANISED, S.TOPIC_RAISED, S.ORGANISED),
        "invite": staying(S.ORGANISED),
        "send_notice": staying(S.ORGANISED),
        "send_papers": staying(S.ORGANISED),
        "hold": leading(S.HELD, S.ORGANISED),
        "submit_outcome": leading(S.OUTCOME_SUBMITTED, S.HELD),
        "add_suggestions": staying(S.HELD, S.OUTCOME_SUBMITTED),
        "reword_suggestion": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED),
        "refer_suggestion": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "answer_suggestion": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "receive_feedback": leading(S.FEEDBACK_RECEIVED, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED) | staying(S.CLOSED),
        "close": leading(S.CLOSED, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED),
        "convert_outcome": staying(S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "form_groups": staying(S.ORGANISED),
        "draft_report": staying(S.HELD),
        "sign_off": staying(S.HELD),
        "review_report": staying(S.HELD),
        "instruct": staying(S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "answer_instruction": staying(S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "add_outline": staying(S.ORGANISED, S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "request_comments": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED),
        "record_comment": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "evaluate": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "link_decision": staying(S.HELD, S.OUTCOME_SUBMITTED, S.FEEDBACK_RECEIVED, S.CLOSED),
        "cancel": leading(S.CANCELLED, S.TOPIC_RAISED, S.ORGANISED),
        "correct": everywhere(S),
    },
    begins=("raise_topic",),
    commands=COMMANDS.every_by_name,
)
