"""The rules of an organization's record, as sentences."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts.dated import DatedFlag
from shared.contracts.vocabulary import DirectorRole, Level
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError, NotFoundError
from shared.domain.organizations.body_commands import AppointDirector, CountMembers, DismissDirector, LoseItem
from shared.domain.organizations.commands import (
    COMMANDS,
    Admit,
    Convene,
    Dissolve,
    Enter,
    Establish,
    MergeOrganization,
    Move,
    OrganizationCommand,
    Recode,
    Reinstate,
    Release,
    Remove,
    Rename,
    Standardise,
)
from shared.domain.organizations.decisions import decide, note_consents
from shared.domain.organizations.evolution import evolve
from shared.domain.organizations.state import Organization
from shared.domain.organizations.transitions import TRANSITIONS, allowed

TODAY = date(2026, 11, 23)
ENTERED = date(2000, 1, 1)
CHECKLIST = Charter().checklist


def after(
    *commands: OrganizationCommand, state: Organization | None = None, charter: Charter | None = None
) -> Organization:
    for command in commands:
        state = evolve(state, decide(state, command, charter=charter or Charter(), today=TODAY))
    assert state is not None
    return state


def late(kind: Any, year: int, **fields: Any) -> OrganizationCommand:
    command: OrganizationCommand = kind(on=date(year, 1, 1), late_reason="补录", **fields)
    return command


def township() -> Organization:
    return after(late(Enter, 2000, title="舞阳镇", level=Level.TOWNSHIP, parent="522625", code="522625100"))


def test_every_command_but_enter_has_a_row_in_the_transition_table() -> None:
    assert set(TRANSITIONS) | {"enter"} == set(COMMANDS.by_name)


def test_what_is_entered_stands_on_the_roster() -> None:
    facts = township().facts()
    assert facts.roster == ((ENTERED, True),)
    assert (facts.names, facts.codes, facts.parents) == (
        ((ENTERED, "舞阳镇"),),
        ((ENTERED, "522625100"),),
        ((ENTERED, "522625"),),
    )


def test_an_organization_is_entered_once_and_for_ever() -> None:
    removed = after(Remove(), state=township())
    with pytest.raises(ConflictError, match="already-entered"):
        after(Enter(title="舞阳镇", level=Level.TOWNSHIP), state=removed)


def test_a_command_for_what_was_never_entered_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="unknown-organization"):
        after(Establish())


def test_a_rename_may_be_recorded_for_a_day_before_the_body_was_established() -> None:
    state = after(late(Establish, 2013), late(Rename, 2012, title="㵲阳镇"), state=township())
    assert state.facts().names[-1] == (date(2012, 1, 1), "㵲阳镇")


def test_nothing_is_recorded_for_a_day_before_the_entry_or_before_the_last_of_its_kind() -> None:
    with pytest.raises(InvalidError, match="on"):
        after(late(Rename, 1999, title="㵲阳镇"), state=township())
    with pytest.raises(InvalidError, match="on"):
        after(late(Rename, 2012, title="㵲阳镇"), late(Rename, 2011, title="新阳镇"), state=township())


def test_a_body_is_standardised_when_the_last_item_of_the_checklist_is_met() -> None:
    state = after(late(Establish, 2013), state=township())
    for number, item in enumerate(CHECKLIST):
        assert not state.standardised
        state = after(late(Standardise, 2014 + number, item=item), state=state)
    assert state.facts().standardised == ((date(2018, 1, 1), True),)


def test_dissolving_a_body_ends_its_items_and_its_standard() -> None:
    items = [late(Standardise, 2014, item=item) for item in CHECKLIST]
    facts = after(late(Establish, 2013), *items, late(Dissolve, 2015), state=township()).facts()
    assert facts.body[-1] == (date(2015, 1, 1), False)
    assert facts.standardised == ((date(2014, 1, 1), True), (date(2015, 1, 1), False))
    assert {(item.item, item.met) for item in facts.checklist if item.day.year == 2015} == {
        (item, False) for item in CHECKLIST
    }


def test_an_item_that_the_charter_does_not_ask_for_is_refused() -> None:
    with pytest.raises(InvalidError, match="item"):
        after(late(Establish, 2013), Standardise(item="flag"), state=township())


def test_a_body_cannot_be_established_twice_or_standardised_before() -> None:
    with pytest.raises(ConflictError, match="该单位已于2013-01-01建立机构"):
        after(late(Establish, 2013), Establish(), state=township())
    with pytest.raises(ConflictError, match="尚未建立"):
        after(Standardise(item="funds"), state=township())


def test_off_the_roster_only_corrections_and_the_way_back_are_allowed() -> None:
    assert allowed(after(Remove(), state=township())) == ("reinstate", "correct")
    assert "reinstate" not in allowed(township())


@pytest.mark.parametrize("leave", [late(Remove, 2020), late(MergeOrganization, 2020, into="522625101")])
def test_what_left_the_roster_by_mistake_is_reinstated_as_if_it_had_never_left(leave: OrganizationCommand) -> None:
    before = after(late(Establish, 2013), state=township())
    state = after(leave, Reinstate(reason="误登"), state=before)
    assert state.facts() == before.facts()
    assert [entry.command for entry in state.log] == ["enter", "establish", leave.name, "reinstate"]
    renamed = after(late(Rename, 2015, title="㵲阳镇"), state=state)
    assert renamed.facts().names[-1].day == date(2015, 1, 1)
    again = after(late(Remove, 2018), state=renamed)
    assert again.facts().roster == ((ENTERED, True), (date(2018, 1, 1), False))
    assert after(Reinstate(reason="又误登"), state=again).on_roster


def test_a_conference_that_is_reinstated_has_its_members_again() -> None:
    begun = consented("520600", state=conference())
    before = after(late(Admit, 2013, member="520600"), late(Convene, 2013, member="520600"), state=begun)
    state = after(late(Remove, 2015), Reinstate(reason="误登"), state=before)
    assert (state.members(), state.convenor, state.facts()) == (before.members(), "520600", before.facts())


def test_what_is_reinstated_needs_a_reason() -> None:
    with pytest.raises(InvalidError, match="reason"):
        after(late(Remove, 2020), Reinstate(reason=" "), state=township())


def test_a_recode_adds_a_code_and_an_empty_one_ends_the_last() -> None:
    state = after(late(Recode, 2016, code="520304"), late(Recode, 2020, code=""), state=township())
    assert [code for _, code in state.facts().codes] == ["522625100", "520304", ""]


def test_what_changes_nothing_is_refused() -> None:
    for command in (Move(parent="522625"), Rename(title="舞阳镇"), Recode(code="522625100")):
        with pytest.raises(ConflictError, match="not-allowed-now"):
            after(command, state=township())


def test_the_day_of_entry_can_be_corrected_up_to_the_first_step_after_it() -> None:
    state = after(late(Establish, 2013), state=township())
    moved = after(Correct(step="enter", day=date(2012, 12, 31), reason="录错"), state=state)
    assert moved.facts().roster[0].day == date(2012, 12, 31)
    with pytest.raises(InvalidError, match="day"):
        after(Correct(step="enter", day=date(2013, 1, 2), reason="录错"), state=state)


def test_a_removal_cannot_be_corrected_to_before_something_that_happened_on_the_roster() -> None:
    state = after(late(Establish, 2013), late(Remove, 2020), state=township())
    with pytest.raises(InvalidError, match="day"):
        after(Correct(step="remove", day=date(2012, 1, 1), reason="录错"), state=state)


def test_nothing_leaves_the_roster_before_something_that_happened_on_it() -> None:
    with pytest.raises(InvalidError, match="on"):
        after(late(Establish, 2015), late(Remove, 2014), state=township())


def test_a_day_in_the_future_is_refused_in_a_correction_too() -> None:
    with pytest.raises(InvalidError, match="今天"):
        after(Correct(step="enter", day=TODAY + timedelta(days=1), reason="录错"), state=township())


def conference() -> Organization:
    return after(late(Enter, 2012, title="武陵山联席会", level=Level.CONFERENCE))


def consented(*members: str, year: int = 2012, state: Organization) -> Organization:
    """Returns the record of a conference to whose membership these have consented."""
    given = {member: (DatedFlag(date(year, 1, 1), holds=True),) for member in members}
    return evolve(state, note_consents(given, today=TODAY))


def test_memberships_are_in_the_order_of_their_days_whenever_they_were_recorded() -> None:
    admitted = [late(Admit, 2014, member="520600"), late(Admit, 2013, member="520300")]
    facts = after(
        *admitted, late(Release, 2015, member="520600"), state=consented("520600", "520300", state=conference())
    ).facts()
    assert [(each.day.year, each.member, each.holds) for each in facts.memberships] == [
        (2013, "520300", True),
        (2014, "520600", True),
        (2015, "520600", False),
    ]


def test_a_convenor_is_a_member_and_no_longer_convenes_once_it_has_left() -> None:
    joined = after(
        late(Admit, 2013, member="520600"),
        late(Admit, 2013, member="520300"),
        state=consented("520600", "520300", state=conference()),
    )
    state = after(late(Convene, 2014, member="520600"), state=joined)
    assert state.convenor == "520600"
    assert after(late(Release, 2015, member="520600"), state=state).convenor is None
    assert after(late(Release, 2015, member="520300"), state=state).convenor == "520600"
    with pytest.raises(InvalidError, match="member"):
        after(Convene(member="522625"), state=state)


def test_a_conference_that_is_gone_has_no_members() -> None:
    begun = consented("520600", state=conference())
    state = after(late(Admit, 2013, member="520600"), late(Convene, 2013, member="520600"), state=begun)
    gone = after(late(Remove, 2015), state=state)
    assert (gone.members(), gone.convenor) == (frozenset(), None)
    assert gone.facts().memberships[-1] == (date(2015, 1, 1), "520600", False)


def test_the_records_of_a_member_keep_their_order_through_corrections() -> None:
    begun = consented("520600", state=conference())
    state = after(late(Admit, 2013, member="520600"), late(Convene, 2014, member="520600"), state=begun)
    for command in (late(Release, 2013, member="520600"), Correct(step="admit", day=date(2014, 1, 2), reason="录错")):
        with pytest.raises(InvalidError):
            after(command, state=state)


def test_a_conference_has_members_and_no_body_and_a_committee_the_other_way_round() -> None:
    assert {"admit", "establish", "move"} & set(allowed(conference())) == {"admit"}
    assert {"admit", "establish", "move"} & set(allowed(township())) == {"establish", "move"}


@pytest.mark.parametrize("title", [" ", "两\n行", "长" * 201])
def test_a_name_is_one_line(title: str) -> None:
    with pytest.raises(InvalidError, match="title"):
        after(Rename(title=title), state=township())
    assert after(Rename(title=" 㵲阳镇 "), state=township()).names[-1].value == "㵲阳镇"


def test_a_record_survives_its_own_json() -> None:
    state = after(late(Establish, 2013), late(Standardise, 2014, item="funds"), late(Dissolve, 2015), state=township())
    assert msgspec.json.decode(msgspec.json.encode(state), type=Organization) == state


def memberships_of(state: Organization) -> list[tuple[int, bool]]:
    return [(each.day.year, each.holds) for each in state.facts().memberships]


def test_an_invited_committee_is_a_member_from_the_later_day_of_invitation_and_consent() -> None:
    invited = after(late(Admit, 2013, member="520600"), state=conference())
    assert memberships_of(invited) == []
    assert memberships_of(consented("520600", year=2014, state=invited)) == [(2014, True)]
    assert memberships_of(consented("520600", year=2012, state=invited)) == [(2013, True)]


def test_a_membership_ends_on_the_day_on_which_the_consent_is_withdrawn() -> None:
    invited = after(late(Admit, 2013, member="520600"), state=conference())
    dated = ((2014, True), (2016, False), (2018, True))
    flags = tuple(DatedFlag(date(year, 1, 1), holds) for year, holds in dated)
    state = evolve(invited, note_consents({"520600": flags}, today=TODAY))
    assert memberships_of(state) == [*dated]
    assert memberships_of(after(late(Release, 2017, member="520600"), state=state)) == [*dated[:2]]


def test_only_a_member_that_has_consented_convenes_and_its_term_ends_with_its_consent() -> None:
    invited = after(late(Admit, 2013, member="520600"), state=conference())
    with pytest.raises(ConflictError, match="no-consent"):
        after(Convene(member="520600"), state=invited)
    state = after(late(Convene, 2014, member="520600"), state=consented("520600", state=invited))
    withdrawn = (DatedFlag(date(2012, 1, 1), holds=True), DatedFlag(date(2015, 1, 1), holds=False))
    assert evolve(state, note_consents({"520600": withdrawn}, today=TODAY)).convenor is None


def test_what_a_member_states_is_no_step_whose_day_is_corrected() -> None:
    state = consented("520600", state=after(late(Admit, 2013, member="520600"), state=conference()))
    for step in (3, "note_consents"):
        with pytest.raises(InvalidError, match="step"):
            after(Correct(step=step, day=date(2014, 1, 1), reason="录错"), state=state)


def standardised_body() -> Organization:
    items = [late(Standardise, 2014, item=item) for item in CHECKLIST]
    return after(late(Establish, 2013), *items, state=township())


def test_a_lost_item_ends_the_standard_of_the_body_until_it_is_met_again() -> None:
    lost = after(late(LoseItem, 2016, item="funds", evidence="检查记录"), state=standardised_body())
    again = after(late(Standardise, 2018, item="funds"), state=lost)
    days = [(flag.day.year, flag.holds) for flag in again.facts().standardised]
    assert days == [(2014, True), (2016, False), (2018, True)]
    assert [(item.day.year, item.met) for item in again.facts().checklist if item.item == "funds"] == [
        (2014, True),
        (2016, False),
        (2018, True),
    ]


def test_only_an_item_that_is_met_is_lost_with_evidence_and_not_before_it_was_met() -> None:
    with pytest.raises(InvalidError, match="item"):
        after(late(Establish, 2013), LoseItem(item="funds", evidence="检查记录"), state=township())
    with pytest.raises(InvalidError, match="evidence"):
        after(LoseItem(item="funds", evidence=" "), state=standardised_body())
    with pytest.raises(InvalidError, match="on"):
        after(late(LoseItem, 2013, item="funds", evidence="检查记录"), state=standardised_body())


def appointed(year: int, role: DirectorRole = DirectorRole.FULL_TIME) -> OrganizationCommand:
    return late(AppointDirector, year, role=role, meeting="九届八次常委会会议")


def test_a_body_has_the_director_appointed_last_until_the_dismissal() -> None:
    steps = (appointed(2014), appointed(2016, DirectorRole.CONCURRENT), late(DismissDirector, 2018, meeting="十届二次"))
    facts = after(*steps, state=standardised_body()).facts()
    assert [(each.day.year, each.role) for each in facts.directors] == [
        (2014, "full_time"),
        (2016, "concurrent"),
        (2018, None),
    ]
    with pytest.raises(ConflictError, match="没有主任"):
        after(*steps, late(DismissDirector, 2019, meeting="十届三次"), state=standardised_body())


def test_a_director_is_appointed_by_a_meeting_to_a_body_that_exists() -> None:
    with pytest.raises(ConflictError, match="尚未建立机构"):
        after(appointed(2014), state=township())
    with pytest.raises(InvalidError, match="meeting"):
        after(AppointDirector(role=DirectorRole.FULL_TIME, meeting=""), state=standardised_body())
    with pytest.raises(InvalidError, match="on"):
        after(appointed(2012), state=standardised_body())


def test_a_director_may_be_recorded_for_a_day_before_an_item_of_the_checklist() -> None:
    facts = after(
        late(Establish, 2013), late(Standardise, 2016, item="funds"), appointed(2015), state=township()
    ).facts()
    assert facts.directors[0].day.year == 2015


def test_members_and_special_invited_members_are_counted_by_their_numbers() -> None:
    counted = late(CountMembers, 2014, members=12, special_invited=6)
    facts = after(counted, late(CountMembers, 2015, members=14), state=standardised_body()).facts()
    assert [(each.day.year, each.members, each.special_invited) for each in facts.staffing] == [
        (2014, 12, 6),
        (2015, 14, 0),
    ]
    for field, refused in (
        ("members", CountMembers(members=-1)),
        ("special_invited", CountMembers(members=1, special_invited=10_001)),
    ):
        with pytest.raises(InvalidError, match=field):
            after(refused, state=standardised_body())


def test_a_dissolved_body_has_neither_director_nor_members() -> None:
    steps = (appointed(2015), late(CountMembers, 2015, members=12), late(Dissolve, 2016))
    facts = after(*steps, state=standardised_body()).facts()
    assert (facts.directors[-1].role, facts.staffing[-1].members) == (None, 0)
    with pytest.raises(InvalidError, match="on"):
        after(appointed(2015), late(Dissolve, 2014), state=standardised_body())
