"""The rules of the participants of an activity: who is invited, and how many took part."""

from dataclasses import replace

from shared.domain.admission import check_text
from shared.domain.consultations.commands import Hold
from shared.domain.consultations.participant_commands import Invite, ParticipantKind
from shared.domain.errors import EntryCount, invalid

MOST_PARTICIPANTS = 100_000
MOST_INVITED = 1000


def check_invitation(command: Invite) -> None:
    """Refuses a list of nobody, one that is too long, and a name that it contains twice."""
    known = set[str]()
    for kind in ParticipantKind:
        for number, name in enumerate(getattr(command, kind.field)):
            check_text(f"{kind.field}.{number}", name)
            if name in known:
                raise invalid(f"{kind.field}.{number}", None, "名单中已有这个名称，同名的请加以区别，如注明单位")
            known.add(name)
    if not 1 <= len(known) <= MOST_INVITED:
        raise invalid("invited_members", EntryCount(len(known)), f"各类参加人员合计须有1至{MOST_INVITED}个")


def with_participants(command: Hold) -> Hold:
    """Returns the command with the number of participants; refuses an impossible one, and more by kind than took part."""
    count = len(command.attendees) if command.participants is None else command.participants
    if not 1 <= count <= MOST_PARTICIPANTS:
        raise invalid("participants", command.participants, f"须在1至{MOST_PARTICIPANTS}之间")
    left = count
    for kind in ParticipantKind:
        number = getattr(command, kind)
        if not 0 <= number <= left:
            raise invalid(str(kind), number, f"须在0至{left}之间：各类人数之和不能超过参加人数{count}")
        left -= number
    return replace(command, participants=count)
