"""What belongs to an activity besides its steps: groups, outlines, the report, comments, evaluation, decisions. Texts are elsewhere."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from shared.contracts.consultation_vocabulary import DecidingBody, HeldBy
from shared.domain.charters.research import NO_PROCEDURE, ResearchProcedure
from shared.domain.command import Command
from shared.domain.consultations import follow_up_commands as commands
from shared.domain.consultations import research_commands as research
from shared.domain.instructions import Instructed
from shared.domain.terms import Due


class CommentRound(Struct, frozen=True, kw_only=True):
    """A comment round: `entry` with which it began, the last day, and for each addressee the entry of its comment (0: none yet).

    `organizations`: for each addressee its key, if it is an organization that is asked by an event, else an empty one; `withdrawn`: the
    keys of those that an earlier round asked.
    """

    entry: int
    until: date
    comments: tuple[int, ...]
    organizations: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def number_of(self, organization: str) -> int | None:
        """Returns the number of an organization among the addressees; None when it is not asked by an event."""
        return self.organizations.index(organization) + 1 if organization in self.organizations else None


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


class SignedOff(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has signed the report of research off, with the log entry. `account`: that of the leader; empty where the office records it."""

    entry: int
    signer: str
    account: str = ""


class ReportReview(Struct, frozen=True, kw_only=True):
    """The meeting that considered the report of research."""

    entry: int
    held_by: HeldBy


class FollowUp(Instructed, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that belongs to an activity besides its steps. `groups`, `drafted`: the entries of its groups and its report (0: none).

    `procedure`: that of the report, by the charter of the day on which the research was carried out.
    """

    groups: int = 0
    procedure: ResearchProcedure = NO_PROCEDURE
    drafted: int = 0
    sign_offs: tuple[SignedOff, ...] = ()
    review: ReportReview | None = None
    outlines: tuple[int, ...] = ()
    round: CommentRound | None = None
    evaluation: Evaluation | None = None
    decisions: tuple[PrecededDecision, ...] = ()

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Returns the titles of those who have yet to sign the report off, in their order."""
        signed = {each.signer for each in self.sign_offs}
        return tuple(each for each in self.procedure.sign_offs if each not in signed)

    @property
    def is_report_complete(self) -> bool:
        """Returns whether the report has every sign-off and the meeting that its procedure asks for."""
        return not self.unsigned and (self.review is not None or not self.procedure.review)

    def next_signer(self, account: str) -> tuple[str, ...]:
        """Returns the title that signs next; none where nobody does, and for an account that has signed this report already."""
        signed = account in {each.account for each in self.sign_offs}
        return () if signed or not self.drafted else self.unsigned[:1]

    def can(self, command: str) -> bool:
        """Returns whether there is what a command about the report, an instruction or a comment is about."""
        match command:
            case research.DraftReport.name:
                return not self.is_report_complete
            case research.SignOff.name:
                return bool(self.drafted and self.unsigned)
            case research.ReviewReport.name:
                return bool(self.drafted) and not self.unsigned and not self.is_report_complete
            case commands.RecordComment.name:
                return self.round is not None
            case research.ReportOnInstruction.name:
                return bool(self.open_instructions)
        return True


def ordering_key(state: FollowUp, command: Command) -> str | None:
    """Returns the part of the activity that a command belongs to; None for one that is not among these."""
    match command:
        case research.InstructOutcome():
            return f"instruction:{len(state.instructions) + 1}"
        case research.ReportOnInstruction():
            return f"instruction:{state.instruction_answered(command)}"
        case research.DraftReport() | research.SignOff() | research.ReviewReport():
            return "report"
        case research.FormGroups():
            return command.name
        case commands.RecordComment(number=number):
            return f"comment:{number}"
        case commands.AddOutline() | commands.RequestComments() | commands.Evaluate() | commands.LinkDecision():
            return command.name
    return None


def followed(
    state: FollowUp, command: commands.FollowUpCommand | research.ResearchCommand, entry: int, due: Due
) -> FollowUp:
    """Returns the follow-up after the command. `due`: the limit for the answer to an instruction."""
    match command:
        case research.ResearchStep():
            return _researched(state, command, entry, due)
        case commands.AddOutline():
            return replace(state, outlines=(*state.outlines, entry))
        case commands.RequestComments(addressees=addressees, until=until):
            asked = command.organizations if isinstance(command, commands.CompletedRequestComments) else ()
            started = CommentRound(
                entry=entry,
                until=until,
                comments=(0,) * len(addressees),
                organizations=asked,
                withdrawn=withdrawn_by(state.round, asked),
            )
            return replace(state, round=started)
        case commands.RecordComment(number=number) if state.round is not None:
            comments = state.round.comments
            received = (*comments[: number - 1], entry, *comments[number:])
            return replace(state, round=replace(state.round, comments=received))
        case commands.CompletedEvaluate(scores=scores, criteria=criteria):
            return replace(state, evaluation=Evaluation(entry=entry, criteria=criteria, scores=scores))
        case commands.LinkDecision(body=body, decided_on=day):
            return replace(state, decisions=(*state.decisions, PrecededDecision(entry=entry, body=body, on=day)))
        case commands.RecordComment() | commands.Evaluate():
            return state
        case _:
            assert_never(command)


def withdrawn_by(before: CommentRound | None, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the organizations that a round withdraws its request from. `before`: the one that it replaces; `asked`: by the new one."""
    known = {*before.organizations, *before.withdrawn} if before else set[str]()
    return tuple(sorted(known - {*asked, ""}))


def draft_text(outcome: str, suggestions: Iterable[str]) -> str:
    """Returns the text to comment on: that of the outcome, or the numbered suggestions where it has none."""
    return outcome or "\n".join(f"{number}. {each}" for number, each in enumerate(suggestions, 1))


def _researched(state: FollowUp, command: research.ResearchCommand, entry: int, due: Due) -> FollowUp:
    match command:
        case research.FormGroups():
            return replace(state, groups=entry)
        case research.DraftReport():
            return replace(state, drafted=entry, sign_offs=())
        case research.SignOff(signer=signer):
            account = command.account if isinstance(command, research.CompletedSignOff) else ""
            signed = SignedOff(entry=entry, signer=signer or "", account=account)
            return replace(state, sign_offs=(*state.sign_offs, signed))
        case research.ReviewReport(held_by=held_by):
            return replace(state, review=ReportReview(entry=entry, held_by=held_by))
        case research.InstructOutcome():
            return state.with_instruction(command, entry, due)
        case research.ReportOnInstruction(instruction=number) if number:
            return state.with_reply(command, entry)
        case research.ReportOnInstruction():
            return state
        case _:
            assert_never(command)
