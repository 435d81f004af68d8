"""The transition table of a grass-roots platform."""

from shared.contracts.platform_vocabulary import PlatformState as S
from shared.contracts.subjects import Subject
from shared.domain.platforms.commands import COMMANDS
from shared.domain.transitions import Transitions, everywhere, leading, staying

TRANSITIONS = Transitions(
    Subject.PLATFORM,
    S,
    {
        "rename": staying(S.REGISTERED, S.ACTIVE),
        "file": leading(S.ACTIVE, S.REGISTERED),
        "appoint": staying(S.REGISTERED, S.ACTIVE),
        "regroup": staying(S.ACTIVE),
        "record_visit": staying(S.ACTIVE),
        "close": leading(S.CLOSED, S.REGISTERED, S.ACTIVE),
        "correct": everywhere(S),
    },
    begins=("register",),
    commands=COMMANDS.every_by_name,
)
