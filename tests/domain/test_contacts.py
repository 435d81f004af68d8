"""The contacts of units with proposers: what a charter requires before a reply, and what is counted of them."""

from datetime import timedelta

import pytest

from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import Answer, Recorded
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.assignment_commands import AcceptReturn, RequestReturn
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.handling_commands import Extend, Reply
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.matters import TODAY

DAY = timedelta(1)
TWICE = Charter(contacts_before_reply=2)


def contact(unit: str = "甲局", form: ContactForm = ContactForm.VISIT, **given: object) -> RecordContact:
    return RecordContact(unit=unit, form=form, **given)  # type: ignore[arg-type]


def reply(**given: object) -> Reply:
    return Reply(unit="甲局", text="答复", answer_class="A", **given)  # type: ignore[arg-type]


def test_by_default_a_unit_replies_without_a_contact() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    assert built.proposal.replies[0].contacts == 0


def test_a_reply_has_at_least_the_contacts_that_the_charter_requires() -> None:
    built = ProposalBuilder(TWICE).assigned().acknowledged().execute(contact())
    with pytest.raises(ConflictError, match="“甲局”答复前与提案人联系1次，按章程须至少2次"):
        built.replied()
    built.execute(contact(form=ContactForm.TELEPHONE)).replied()
    assert built.proposal.replies[0].contacts == 2


def test_contacts_of_another_unit_do_not_count() -> None:
    built = ProposalBuilder(TWICE).assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局")
    built.execute(contact("乙局"), contact("乙局"))
    assert isinstance(built.refusal(reply()), ConflictError)
    built.replied("乙局")


def test_a_contact_after_the_reply_is_recorded_and_does_not_count_before_it() -> None:
    built = ProposalBuilder(Charter(contacts_before_reply=1)).assigned().acknowledged()
    acknowledged = built.day
    built.execute(contact(on=acknowledged + 5 * DAY))
    with pytest.raises(ConflictError, match="联系0次"):
        built.execute(reply(on=acknowledged + 4 * DAY))
    built.execute(reply(on=acknowledged + 5 * DAY), contact(on=acknowledged + 9 * DAY))
    assert len(built.proposal.facts().contacts) == 2


def test_each_round_needs_contacts_of_its_own() -> None:
    built = ProposalBuilder(TWICE).assigned().acknowledged().execute(contact(), contact()).replied()
    built.rated(Answer.DISSATISFIED).rehandled()
    with pytest.raises(ConflictError, match="联系0次"):
        built.replied()
    built.execute(contact(), contact()).replied()


def test_a_contact_is_recorded_before_the_acknowledgement_and_in_any_order() -> None:
    built = ProposalBuilder().assigned()
    assigned = built.day
    built.execute(contact(on=assigned + 6 * DAY), contact(on=assigned + DAY, form=ContactForm.LETTER))
    built.acknowledged().replied()
    assert [(each.day - assigned).days for each in built.proposal.facts().contacts] == [1, 6]
    with pytest.raises(InvalidError, match="不能早于上一步骤“提案已交办”的日期"):
        built.execute(contact(on=assigned - DAY))


def test_only_a_handler_records_a_contact() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局"))
    built.execute(RequestReturn(unit="甲局", reason="不属职责"))
    with pytest.raises(ConflictError, match="“甲局”已申请退办"):
        built.execute(contact())
    built.execute(AcceptReturn(unit="甲局"))
    with pytest.raises(ConflictError, match="“甲局”已退办"):
        built.execute(contact())
    with pytest.raises(InvalidError, match="不是本提案的承办单位"):
        built.execute(contact("丙局"))
    assert built.proposal.units_to_contact == ("乙局",)


def test_no_correction_leaves_a_reply_without_the_required_contacts() -> None:
    built = ProposalBuilder(Charter(contacts_before_reply=1)).assigned().acknowledged().execute(contact())
    contacted, number = built.day, built.proposal.sequence
    built.execute(reply(on=contacted + 3 * DAY))
    with pytest.raises(InvalidError, match="更正后“甲局”答复前与提案人联系0次，按章程须至少1次"):
        built.execute(Correct(step=number, day=contacted + 4 * DAY, reason="录错", on=TODAY))
    with pytest.raises(InvalidError, match="更正后“甲局”答复前"):
        built.execute(Correct(step="reply", day=contacted - DAY, reason="录错", on=TODAY))
    built.execute(Correct(step=number, day=contacted + 2 * DAY, reason="录错", on=TODAY))
    assert built.proposal.facts().contacts[0].day == contacted + 2 * DAY


def test_contacts_and_extensions_are_counted_where_the_charter_records_them() -> None:
    charter = Charter(records=(Recorded.CONTACTS, Recorded.EXTENSIONS), extensions=2)
    built = ProposalBuilder(charter).assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局")
    built.execute(contact(), contact(), contact("乙局", ContactForm.ONLINE))
    limit = built.proposal.limit
    assert limit is not None
    built.execute(Extend(until=limit + 5 * DAY, reason="情况复杂", unit="甲局"))
    built.execute(Extend(until=limit + 9 * DAY, reason="情况复杂"))
    counted: dict[str, int] = {}
    for counter, _, _, amount in contributions(built.facts):
        counted[counter] = counted.get(counter, 0) + amount
    assert (counted["contacts/visit"], counted["contacts/online"], counted["extensions"]) == (2, 1, 2)
    assert (counted["contacts/recorded"], counted["extensions/recorded"]) == (1, 1)
    unrecorded = ProposalBuilder().assigned().execute(contact()).facts
    assert not [name for name, *_ in contributions(unrecorded) if name.startswith(("contacts", "extensions"))]
