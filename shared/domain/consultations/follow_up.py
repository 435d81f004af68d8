"""What follows an activity, as its state contains it: outlines, a comment round, an evaluation, decisions. Texts are elsewhere."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from shared.contracts.consultation_vocabulary import DecidingBody
from shared.domain.command import Command
from shared.domain.consultations import follow_up_commands as commands


class CommentRound(Struct, frozen=True, kw_only=True):
    """A comment round: `entry` with which it began, the last day, and for each addressee the entry of its comment (0: none yet)."""

    entry: int
    until: date
    comments: tuple[int, ...]


class Evaluation(Struct, frozen=True, kw_only=True):
    """The scores of the newest evaluation, with the titles and full scores of the criteria of its day."""

    entry: int
    criteria: tuple[tuple[str, int], ...]
    scores: tuple[int, ...]


class PrecededDecision(Struct, frozen=True, kw_only=True):
    """A decision that the activity preceded."""

    entry: int
    body: DecidingBody
    on: date


class FollowUp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that follows an activity. `outlines`: the entries of outlines."""

    outlines: tuple[int, ...] = ()
    round: CommentRound | None = None
    evaluation: Evaluation | None = None
    decisions: tuple[PrecededDecision, ...] = ()


def ordering_key(command: Command) -> str | None:
    """Returns the part of the activity that a command belongs to; None for one that is not among these."""
    match command:
        case commands.RecordComment(number=number):
            return f"comment:{number}"
        case commands.AddOutline() | commands.RequestComments() | commands.Evaluate() | commands.LinkDecision():
            return command.name
    return None


def followed(state: FollowUp, command: commands.FollowUpCommand, entry: int) -> FollowUp:
    """Returns the follow-up after the command."""
    match command:
        case commands.AddOutline():
            return replace(state, outlines=(*state.outlines, entry))
        case commands.RequestComments(addressees=addressees, until=until):
            return replace(state, round=CommentRound(entry=entry, until=until, comments=(0,) * len(addressees)))
        case commands.RecordComment(number=number) if state.round is not None:
            comments = state.round.comments
            received = (*comments[: number - 1], entry, *comments[number:])
            return replace(state, round=replace(state.round, comments=received))
        case commands.CompletedEvaluate(scores=scores, criteria=criteria):
            return replace(state, evaluation=Evaluation(entry=entry, criteria=criteria, scores=scores))
        case commands.LinkDecision(body=body, decided_on=day):
            return replace(state, decisions=(*state.decisions, PrecededDecision(entry=entry, body=body, on=day)))
    return state
