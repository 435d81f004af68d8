"""What the page of an activity shows besides its steps: groups, the report, outlines, comments, the evaluation, decisions."""

from dataclasses import dataclass
from datetime import date

from shared.committee import matter_texts
from shared.contracts.consultation_vocabulary import DecidingBody, HeldBy
from shared.contracts.vocabulary import Level
from shared.domain.consultations.state import Consultation
from shared.domain.log import day_of
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class OutlineView:
    """The outline of a member, or a reflection."""

    on: date
    author: str
    outline: str


@dataclass(frozen=True, kw_only=True)
class SignOffView:
    """Who signed the report of research off. `account`: that of the leader; empty where the office recorded it."""

    on: date
    signer: str
    account: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class OutcomeInstructionView:
    """An instruction on the outcome, and what was done, which is due on `reply_by`."""

    number: int
    on: date
    level: Level
    level_title: str
    text: str
    reply_by: date
    answered_on: date | None
    answer: str


@dataclass(frozen=True, kw_only=True)
class CommentView:
    """An addressee of the comment round, and its comment if it has come."""

    number: int
    addressee: str
    received_on: date | None
    comment: str


@dataclass(frozen=True, kw_only=True)
class EvaluationView:
    """A criterion of the evaluation: its score of the full `points`."""

    criterion: str
    points: int
    score: int


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision that the activity preceded."""

    decided_on: date
    body: DecidingBody
    decision: str


@dataclass(frozen=True, kw_only=True)
class FollowUpView:
    """The fields of the view of an activity besides its steps.

    `groups`: of research, `report_draft`: the text of its report that is signed off; `reviewed_by`: the meeting that considered it.
    `score`: the sum of the scores.
    `comments_received`: how many have commented, and who has not; `draft`: what is commented on.
    """

    groups: list[str]
    report_draft: str
    sign_offs: list[SignOffView]
    reviewed_on: date | None
    reviewed_by: HeldBy | None
    conclusion: str
    instructions: list[OutcomeInstructionView]
    outlines: list[OutlineView]
    comments_until: date | None
    comments_received: str
    draft: str
    comments: list[CommentView]
    evaluation: list[EvaluationView]
    score: int | None
    decisions: list[DecisionView]


def follow_up_view(state: Consultation, texts: matter_texts.TextsBySequence) -> FollowUpView:
    """Returns what follows an activity."""
    follow_up, log = state.follow_up, state.log
    evaluation = follow_up.evaluation

    def text(entry: int, name: str) -> str:
        return texts.get(entry, {}).get(name, "")

    review, comments = follow_up.review, _comments(state, texts)
    return FollowUpView(
        groups=matter_texts.listed(dict(texts.get(follow_up.groups, {})), "groups"),
        report_draft=text(follow_up.drafted, "draft"),
        sign_offs=[
            from_attributes(SignOffView, each, on=day_of(log, each.entry), opinion=text(each.entry, "opinion"))
            for each in follow_up.sign_offs
        ],
        reviewed_on=day_of(log, review.entry) if review else None,
        reviewed_by=review.held_by if review else None,
        conclusion=text(review.entry, "conclusion") if review else "",
        instructions=[
            OutcomeInstructionView(
                number=number,
                on=day_of(log, each.entry),
                level=each.level,
                level_title=each.level.title_zh,
                text=text(each.entry, "text"),
                reply_by=each.due.limit(log),
                answered_on=day_of(log, each.answer) if each.answer else None,
                answer=text(each.answer or 0, "text"),
            )
            for number, each in enumerate(follow_up.instructions, 1)
        ],
        outlines=[
            OutlineView(on=day_of(log, each), author=text(each, "author"), outline=text(each, "outline"))
            for each in follow_up.outlines
        ],
        comments_until=follow_up.round.until if follow_up.round else None,
        comments_received=_received(comments),
        draft=text(follow_up.round.entry, "draft") if follow_up.round else "",
        comments=comments,
        evaluation=[
            EvaluationView(criterion=title, points=points, score=score)
            for (title, points), score in zip(evaluation.criteria, evaluation.scores, strict=True)
        ]
        if evaluation
        else [],
        score=sum(evaluation.scores) if evaluation else None,
        decisions=[
            DecisionView(decided_on=each.on, body=each.body, decision=text(each.entry, "decision"))
            for each in follow_up.decisions
        ],
    )


def _received(comments: list[CommentView]) -> str:
    """Returns the number of comments of the round, with those who have given none."""
    if not comments:
        return ""
    missing = [each.addressee for each in comments if each.received_on is None]
    counted = f"{len(comments)}家中已反馈{len(comments) - len(missing)}家"
    return f"{counted}，尚缺：{'、'.join(missing)}" if missing else counted


def _comments(state: Consultation, texts: matter_texts.TextsBySequence) -> list[CommentView]:
    asked = state.follow_up.round
    if asked is None:
        return []
    names = matter_texts.listed(dict(texts.get(asked.entry, {})), "addressees")
    return [
        CommentView(
            number=number,
            addressee=name,
            received_on=day_of(state.log, entry) if entry else None,
            comment=texts.get(entry, {}).get("comment", ""),
        )
        for number, (name, entry) in enumerate(zip(names, asked.comments, strict=True), 1)
    ]
