"""The tables that pages and forms are made of know every kind of matter, every command and every field."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from shared.committee.kinds.catalogue import BY_NAME, KINDS
from shared.committee.kinds.visits.schemas import NewVisit
from shared.committee.matters.kind import AnyKind
from shared.committee.worklist.next_steps import next_steps
from shared.contracts.vocabulary import VisitOutcome
from shared.domain.consultations.commands import Hold, ReceiveFeedback
from shared.domain.errors import InvalidError
from shared.domain.organizations.commands import COMMANDS as OF_ORGANIZATIONS
from shared.domain.platforms.commands import RecordReception
from shared.ui.accounts.bulk import FORMS as OF_BULK_ACCOUNTS
from shared.ui.accounts.forms import FINAL as OF_ADMINISTRATORS
from shared.ui.accounts.forms import FORMS as OF_ACCOUNTS
from shared.ui.comment_requests import FORMS as OF_COMMENTS
from shared.ui.forms.choices import CHOICES
from shared.ui.forms.fields import FormField, form_fields
from shared.ui.forms.labels import LABELS, label
from shared.ui.forms.parse import parse_form
from shared.ui.matter.execute import commands_of
from shared.ui.registers.members import PAGES as OF_MEMBERS
from shared.ui.registers.opinion_calls import PAGES as OF_CALLS
from shared.ui.registers.plenary_sessions import FORMS as OF_SESSIONS
from shared.ui.registers.topic_suggestions import PAGES as OF_TOPICS
from shared.ui.registers.units import PAGES as OF_UNITS
from shared.ui.roster.record_forms import CHOICES as OF_RECORDS


def forms() -> Iterator[tuple[str, type[Any]]]:
    """Yields every form of every page: its command and its fields."""
    for kind in KINDS:
        yield kind.begins.name, kind.new
        yield from commands_of(kind).items()
    yield from OF_ORGANIZATIONS.by_name.items()
    yield from OF_ACCOUNTS.items()
    yield from OF_BULK_ACCOUNTS.items()
    yield from OF_MEMBERS.forms.items()
    yield from OF_UNITS.forms.items()
    yield from OF_CALLS.forms.items()
    yield from OF_TOPICS.forms.items()
    yield from OF_SESSIONS.items()
    yield from OF_COMMENTS.items()


def asked() -> Iterator[tuple[str, type[Any], FormField]]:
    for command, body in forms():
        for field in form_fields(body):
            yield command, body, field


def test_every_field_has_a_chinese_name() -> None:
    assert {
        f"{command}.{field.name}"
        for command, body, field in asked()
        if label(field.name, body=body, command=command) == (field.name, "")
    } == set()


def test_no_table_names_what_is_not_there() -> None:
    named = {f"{command}.{field.name}" for command, _, field in asked()}
    assert set(OF_ADMINISTRATORS) <= set(OF_ACCOUNTS)
    assert {name for name in LABELS if "." in name} <= named
    assert set(CHOICES) <= named
    assert {f"{command}.{field}" for command, field in OF_RECORDS} <= named


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_layout_shows_members_of_the_views(kind: AnyKind) -> None:
    layout = kind.layout
    line, whole = ({field.name for field in fields(view)} for view in (kind.summary, kind.detail))
    assert {column.name for column in layout.columns} <= line
    assert {column.name for column in (*layout.facts, *layout.texts, *layout.marks)} | {
        each.name for each in layout.lists
    } <= whole
    for each in layout.lists:
        (row,) = get_args(get_type_hints(kind.detail)[each.name])
        assert {column.name for column in each.columns} <= {field.name for field in fields(row)}


def test_the_next_step_follows_from_the_transitions() -> None:
    assert next_steps(BY_NAME["proposals"]) == {
        "delivered": ("accept",), "draft": ("submit",), "under_review": ("file",), "filed": ("assign",), "assigned": ("acknowledge",),
        "in_handling": ("reply",), "feedback_requested": ("rate", "close"), "rehandling": ("rehandle",),
    }  # fmt: skip
    assert next_steps(BY_NAME["opinions"]) == {
        "delivered": ("accept",), "collected": ("edit", "approve"), "edited": ("approve",), "approved": ("forward", "submit"),
        "referred": ("feed_back",),
    }  # fmt: skip
    assert next_steps(BY_NAME["visits"]) == {}
    assert next_steps(BY_NAME["consultations"]) == {
        "topic_raised": ("organise",), "organised": ("hold",), "held": ("submit_outcome",),
        "outcome_submitted": ("receive_feedback", "close"), "feedback_received": ("close",),
    }  # fmt: skip
    assert next_steps(BY_NAME["plans"]) == {
        "draft": ("comment",), "commented": ("approve", "confirm"), "approved": ("confirm",),
    }  # fmt: skip
    assert next_steps(BY_NAME["platforms"]) == {"registered": ("file",)}


def test_what_is_typed_becomes_what_a_program_would_send() -> None:
    assert parse_form(Hold, {"participants": [" 15 "], "suggestions": ["一\n\n 二 "]}) == Hold(
        participants=15, suggestions=("一", "二")
    )
    assert parse_form(ReceiveFeedback, {"adopted": ["1,3，5 7"]}) == ReceiveFeedback(adopted=(1, 3, 5, 7))
    visit = parse_form(NewVisit, {"outcomes": ["report", "advice"], "title": ["路灯"], "strange": ["x"]})
    assert (visit.outcomes, visit.title) == ((VisitOutcome.REPORT, VisitOutcome.ADVICE), "路灯")


@pytest.mark.parametrize("typed", ["", "x", "1.5", "９", "1e3", "9" * 40, "0x1"])
def test_what_is_no_whole_number_is_refused_by_its_field(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_form(RecordReception, {"visitors": [typed]})
    assert [error.field for error in refused.value.fields] == ["visitors"]
