"""Texts are stored in one form, however they come in."""

import pytest

from shared.committee.kinds.proposals.drafts import NewProposal
from shared.domain.errors import InvalidError
from shared.domain.proposals.handling_commands import Reply
from shared.ui.forms.parse import parse_form
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients

SEC = "522625-secretariat"


async def test_a_program_reads_the_stored_form_of_what_it_sent(roster: ServiceClients) -> None:
    given = {"title": " 关于\u3000𱖎口镇\u00a0的提案", "content": "\r\n\u3000\u3000Cafe\u0301\r\n二\u200b \n"}
    id = await brought_to(roster.county, "submit", by=SEC, **given)
    shown = await roster.county.get(f"/proposals/{id}", SEC)
    assert (shown["title"], shown["content"]) == ("关于 𱖎口镇 的提案", "\u3000\u3000Café\n二\u200b")


async def test_a_title_with_a_zero_width_character_is_refused_with_its_position(roster: ServiceClients) -> None:
    answer = await roster.county.call("POST", "/proposals", SEC, json={"title": "路灯\u200b坏了"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "title")
    assert error["rule"] == "第3个字符是看不见的零宽空格（U+200B），请删去"


def test_a_form_is_stored_and_refused_like_a_programs_text() -> None:
    new = parse_form(
        NewProposal, {"title": ["关于\u3000基站"], "content": ["Cafe\u0301 \n"], "proposers": ["张\u3000三\n李四"]}
    )
    assert (new.title, new.content, new.proposers) == ("关于 基站", "Café", ("张 三", "李四"))
    with pytest.raises(InvalidError) as refused:
        parse_form(Reply, {"unit": ["县教育局"], "text": ["答复\u202e"], "answer_class": ["A"]})
    assert [error.field for error in refused.value.fields] == ["text"]
