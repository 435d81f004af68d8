"""What comes from elsewhere takes no place but its own among the texts of a matter."""

import msgspec
import pytest

from shared.committee.encryption.sealed_payload import SealedPayload
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.kind import Traits
from shared.committee.messages.message import Unopened
from shared.committee.transfers import delivery
from shared.contracts.vocabulary import Channel

DETAILS = msgspec.Raw(msgspec.json.encode(Traits(channel=Channel.WINDOW, online=False)))


def payload_of(details: msgspec.Raw = DETAILS, **texts: str) -> SealedPayload:
    return SealedPayload(kind="proposals", title="标题", texts=texts, details=details)


def test_a_payload_of_an_earlier_version_has_no_classification() -> None:
    traits, _ = delivery._traits_of(payload_of(msgspec.Raw(b'{"channel":"window","online":true}')), PROPOSALS)
    assert (traits.type, traits.sector, traits.theme) == (None, None, None)


@pytest.mark.parametrize("given", [b'"theme":"other"', b'"type":"other"', b'"sector":""', b'"sector":1'])
def test_a_payload_with_a_wrong_classification_does_not_open(given: bytes) -> None:
    details = msgspec.Raw(b'{"channel":"window","online":true,' + given + b"}")
    assert isinstance(delivery._traits_of(payload_of(details), PROPOSALS)[1], Unopened)


def test_of_a_payload_only_the_texts_that_its_kind_sends_are_kept() -> None:
    title, texts = delivery._texts_of(payload_of(content="正文", source="别处"), OPINIONS, known=False)
    assert (title, texts) == ("标题", {"content": "正文"})


def test_a_notice_brings_answers_reasons_and_disclosed_words_and_never_a_title_or_content() -> None:
    letters = {"adoption_letter", "instruction_letter"}
    keys = {"reason", "answer", "instruction_text", "kept", "files_not_received"} | letters
    assert set(delivery._NOTICE_TEXTS) == keys


@pytest.mark.parametrize("text", ["no list", "{}", "[1]"])
def test_a_text_that_is_no_list_makes_a_payload_that_does_not_open(text: str) -> None:
    assert isinstance(delivery._traits_of(payload_of(suggestions=text), PROPOSALS)[1], Unopened)
    assert isinstance(delivery._traits_of(payload_of(suggestions='["一"]'), PROPOSALS)[1], SealedPayload)


def test_what_does_not_open_leaves_a_known_matter_its_title() -> None:
    lost = Unopened("sealed-for-another-key", "不能打开")
    assert delivery._texts_of(lost, OPINIONS, known=True) == ("", {})
    assert delivery._texts_of(lost, OPINIONS, known=False)[0] != ""
