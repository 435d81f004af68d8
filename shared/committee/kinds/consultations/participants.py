"""The participants of an activity: the list of those who are invited, and who of them came. Names stay in the service."""

from collections import Counter
from dataclasses import dataclass, replace

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.members.present import PresentMembers, present_members
from shared.domain.consultations.commands import Hold
from shared.domain.consultations.participant_commands import CompletedInvite, Invite, ParticipantKind
from shared.domain.consultations.state import Consultation
from shared.domain.errors import invalid


@dataclass(frozen=True, kw_only=True)
class ParticipantView:
    """Somebody who is invited. `attended`: whether the name is among the attendees; None before the activity was held."""

    kind: ParticipantKind
    name: str
    attended: bool | None


def invited_names(state: Consultation, texts: matter_texts.TextsBySequence) -> dict[str, ParticipantKind]:
    """Returns the names of the newest list of the invited, each with its kind."""
    lists = dict(texts.get(state.invited or 0, {}))
    return {name: kind for kind in ParticipantKind for name in matter_texts.listed(lists, kind.field)}


def participants(
    state: Consultation, texts: matter_texts.TextsBySequence, attendees: list[str]
) -> list[ParticipantView]:
    """Returns everybody who is invited, by kind."""
    held = state.held_on is not None
    return [
        ParticipantView(kind=kind, name=name, attended=name in attendees if held else None)
        for name, kind in invited_names(state, texts).items()
    ]


async def complete_invitation(
    tx: TransactionContext, record: MatterRecord[Consultation], command: Invite
) -> CompletedInvite:
    """Returns the command with the names of the members whose ids are given, and those of them who were not invited before."""
    words = command.invited_members
    present = await present_members(tx.connection, record.organization, words)
    known = invited_names(record.state, await tx.texts_of(record.id))
    found = [_meant(number, word, present) for number, word in enumerate(words)]
    notified = tuple(id for name, id in found if id and known.get(name) is not ParticipantKind.MEMBERS)
    return CompletedInvite(**vars(command) | {"invited_members": tuple(name for name, _ in found)}, notified=notified)


def _meant(number: int, word: str, present: PresentMembers) -> tuple[str, str]:
    """Returns the name and the id of the member that a word means; the word without an id where it is no registered member's."""
    same = present.named(word)
    if len(same) > 1:
        raise invalid(f"invited_members.{number}", None, f"名册中有{len(same)}位同名的在任委员，须填写委员编号")
    return (same[0].name, same[0].id) if same else (word, "")


async def with_attendance(tx: TransactionContext, record: MatterRecord[Consultation], command: Hold) -> Hold:
    """Returns the command with the counts by kind and the absentees that follow from the list of the invited, where they are omitted."""
    invited = invited_names(record.state, await tx.texts_of(record.id))
    if not invited or not command.attendees:
        return command
    came = Counter(invited[name] for name in command.attendees if name in invited)
    return replace(
        command,
        members=command.members or came[ParticipantKind.MEMBERS],
        departments=command.departments or came[ParticipantKind.DEPARTMENTS],
        public=command.public or came[ParticipantKind.PUBLIC],
        experts=command.experts or came[ParticipantKind.EXPERTS],
        absentees=command.absentees or tuple(name for name in invited if name not in command.attendees),
    )
