"""Texts that are lists are read as lists; what somebody typed stays as it was typed."""

import pytest

from shared.committee.matter_texts import readable


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ('["委员甲", "委员乙"]', "委员甲、委员乙"),
        ("[]", ""),
        ('["a",1,"b"]', '["a",1,"b"]'),
        ("[1]", "[1]"),
        ("[附件]见下", "[附件]见下"),
        ("同意", "同意"),
    ],
)
def test_only_lists_of_names_are_joined(stored: str, shown: str) -> None:
    assert readable(stored) == shown
