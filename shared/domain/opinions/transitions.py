"""The transition table of an opinion report."""

from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import OpinionState as S
from shared.domain.opinions.commands import COMMANDS
from shared.domain.transitions import Transitions, everywhere, leading, staying

_IN_HANDLING = (S.APPROVED, S.FORWARDED, S.ADOPTED, S.INSTRUCTED, S.REFERRED)
_LATER = (S.FORWARDED, S.ADOPTED, S.INSTRUCTED, S.REFERRED, S.FED_BACK)

TRANSITIONS = Transitions(
    Subject.OPINION,
    S,
    {
        "accept": leading(S.COLLECTED, S.DELIVERED),
        "return": leading(S.RETURNED, S.DELIVERED),
        "deliver": leading(S.DELIVERED, S.RETURNED),
        "edit": leading(S.EDITED, S.COLLECTED, S.EDITED) | staying(*_LATER),
        "approve": leading(S.APPROVED, S.COLLECTED, S.EDITED),
        "forward": leading(S.FORWARDED, S.APPROVED) | staying(*_LATER),
        "submit": leading(S.FORWARDED, S.APPROVED) | staying(*_LATER),
        "resend": staying(*_LATER),
        "urge_transfer": staying(*_LATER),
        "adopt": leading(S.ADOPTED, S.APPROVED, S.FORWARDED, S.ADOPTED) | staying(S.INSTRUCTED, S.REFERRED, S.FED_BACK),
        "issue": staying(*_IN_HANDLING, S.FED_BACK),
        "instruct": leading(S.INSTRUCTED, S.APPROVED, S.FORWARDED, S.ADOPTED, S.INSTRUCTED)
        | staying(S.REFERRED, S.FED_BACK),
        "refer": leading(S.REFERRED, *_IN_HANDLING),
        "answer_referral": staying(S.REFERRED, S.FED_BACK),
        "feed_back": leading(S.FED_BACK, S.COLLECTED, S.EDITED, *_IN_HANDLING, S.FED_BACK) | staying(S.MERGED),
        "keep": leading(S.KEPT, S.COLLECTED, S.EDITED, S.APPROVED),
        "merge": leading(S.MERGED, S.COLLECTED, S.EDITED, S.APPROVED),
        "absorb": staying(S.COLLECTED, S.EDITED, *_IN_HANDLING),
        "note": everywhere(S),
        "note_urging": staying(S.DELIVERED),
        "correct": everywhere(S),
    },
    begins=("collect", "deliver"),
    commands=COMMANDS.every_by_name,
)
