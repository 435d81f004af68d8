"""The command that records a contact of a unit with a proposer."""

from typing import ClassVar

from shared.contracts.proposal_vocabulary import ContactForm
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import HANDLING_UNIT


class RecordContact(
    Command, name="record_contact", title_zh="登记与提案人联系", event=("contact_recorded", "承办单位已联系提案人")
):
    """Records that a unit contacted a proposer 与提案人联系. The charter sets how many contacts a unit needs before its reply.

    `text`: what was discussed.
    """

    permitted = HANDLING_UNIT
    texts = ("text",)
    labels: ClassVar[Labels] = {
        "form": Label("联系形式"),
        "text": Label("联系情况", "只在本系统内保存"),
        "on": Label("联系日期"),
    }

    unit: str
    form: ContactForm
    text: str = ""
