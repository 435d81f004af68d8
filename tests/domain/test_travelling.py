"""The rules of matters that travel, the same for every kind that can be sent."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.dated import DatedLevel, TransferStep
from shared.contracts.vocabulary import Channel, Level, OpinionState
from shared.contracts.vocabulary import TransferState as T
from shared.domain.command import Command, Correct
from shared.domain.opinions.commands import Adopt, ApproveOpinion, Edit, FeedBack
from shared.domain.opinions.transitions import TRANSITIONS
from shared.domain.proposals.review_commands import File, Submit
from shared.domain.transfers.commands import Accept, Deliver, Note, Resend, Return, Send, UrgeTransfer
from shared.domain.transitions import OF_THE_INBOX
from tests.support.matters import CITY, COUNTY, TODAY, TOWNSHIP, MatterBuilder, decision_context

TRANSFER, ORIGIN, DERIVED = f"{COUNTY}-t-2026-1", f"{TOWNSHIP}-o-2026-1", f"{CITY}-o-2026-1"
SEND = Send(to=CITY, transfer=TRANSFER)
READY = {"opinion": (Edit(content="改写"), ApproveOpinion()), "proposal": (Submit(), File())}
DELIVER = Deliver(
    transfer=f"{TOWNSHIP}-t-2026-1", chain=(ORIGIN,), year=2026, channel=Channel.WINDOW, online=False, signatories=3
)


@pytest.fixture(params=READY)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def sent(kind: str = "opinion", *commands: Command) -> MatterBuilder:
    return MatterBuilder(kind).execute(*READY[kind], SEND, *commands)


def note(*steps: tuple[int, T], version: int = 1, epoch: int = 1, **built: object) -> Note:
    """Returns the notice of the city's matter, with the days of November of the steps of the transfer."""
    dated = tuple(TransferStep(date(2026, 11, day), state) for day, state in steps)
    given = {"matter": DERIVED, "transfer": TRANSFER, "state": "delivered", **built}
    return Note(version=(epoch, version), steps=dated, **given)  # type: ignore[arg-type]


def states(built: MatterBuilder) -> list[T]:
    (sending,) = built.facts.sendings
    return [step.state for step in sending.steps]


def test_an_answer_is_due_by_the_charter_or_as_asked(kind: str) -> None:
    built = MatterBuilder(kind, context=decision_context(transfer_answer_days=7)).execute(*READY[kind], SEND)
    (limit,) = built.facts.sendings[0].limits
    assert limit.limit - limit.day == timedelta(7)
    asked = Send(to=CITY, transfer=TRANSFER, limit=date(2026, 11, 30))
    assert MatterBuilder(kind).execute(*READY[kind], asked).facts.sendings[0].limits[0].limit == date(2026, 11, 30)


def test_an_answer_is_not_due_before_it_is_asked_for(kind: str) -> None:
    asked = Send(to=CITY, transfer=TRANSFER, on=date(2026, 11, 9), limit=date(2026, 11, 8))
    field, rule = MatterBuilder(kind).execute(*READY[kind]).wrong_field(asked)
    assert (field, rule) == ("limit", "答复期限不能早于报送日期（2026-11-09）")


def test_a_matter_is_not_sent_to_oneself_nor_back_to_where_it_was(kind: str) -> None:
    derived = MatterBuilder(kind, DELIVER).execute(Accept(), *(READY["opinion"] if kind == "opinion" else (File(),)))
    assert derived.wrong_field(Send(to=COUNTY, transfer=TRANSFER)) == ("to", "不能报送本单位")
    assert derived.wrong_field(Send(to=TOWNSHIP, transfer=TRANSFER)) == (
        "to",
        "该事项由此单位报送而来，不能再报送回去",
    )


def test_it_is_sent_to_an_addressee_once_and_after_a_return_again_in_the_same_transfer(kind: str) -> None:
    built = sent(kind)
    again = Send(to=CITY, transfer=f"{COUNTY}-t-2026-2")
    assert built.refusal(again).code == "already-sent"
    built.execute(note((5, T.DELIVERED), (6, T.RETURNED)))
    assert "重新报送" in built.refusal(again).detail
    built.execute(Resend(transfer=TRANSFER))
    assert states(built) == [T.SENT, T.DELIVERED, T.RETURNED, T.SENT]


def test_it_may_go_to_several_addressees(kind: str) -> None:
    built = sent(kind, Send(to="520000", transfer=f"{COUNTY}-t-2026-2"))
    assert [each.to for each in built.facts.sendings] == [CITY, "520000"]


def test_it_is_sent_again_while_there_is_no_answer_but_not_once_it_has_arrived(kind: str) -> None:
    built = sent(kind, Resend(transfer=TRANSFER))
    assert states(built) == [T.SENT, T.SENT]
    assert len(built.facts.sendings[0].limits) == 2
    built.execute(note((7, T.DELIVERED)))
    assert built.refusal(Resend(transfer=TRANSFER)).code == "already-delivered"
    built.execute(note((7, T.DELIVERED), (8, T.ACCEPTED), version=2))
    assert built.refusal(Resend(transfer=TRANSFER)).code == "already-delivered"


def test_sending_again_is_offered_only_where_it_can_be_done(kind: str) -> None:
    built = MatterBuilder(kind).execute(*READY[kind])
    assert not built.state.can("resend")
    assert built.execute(SEND).state.can("resend")
    assert not built.execute(note((7, T.DELIVERED))).state.can("resend")
    assert built.execute(note((7, T.DELIVERED), (8, T.RETURNED), version=2)).state.can("resend")


def test_an_addressee_is_urged_who_received_it_and_did_not_answer_within_the_limit(kind: str) -> None:
    urge = UrgeTransfer(transfer=TRANSFER, text="请接收")
    built = MatterBuilder(kind).execute(*READY[kind], Send(to=CITY, transfer=TRANSFER, limit=date(2026, 11, 7)))
    assert built.refusal(urge).code == "not-delivered"
    built.execute(note((5, T.DELIVERED)))
    assert built.state.can("urge_transfer")
    assert (
        built.refusal(UrgeTransfer(transfer=TRANSFER, text="请接收", on=date(2026, 11, 7))).code == "limit-not-passed"
    )
    assert built.wrong_field(UrgeTransfer(transfer=TRANSFER, text=" ")) == ("text", "必须填写")
    built.execute(replace(urge, on=date(2026, 11, 8)))
    assert len(built.state.sent[0].urgings) == 1
    built.execute(note((5, T.DELIVERED), (9, T.RETURNED), version=2))
    assert built.refusal(urge).code == "already-answered"
    built.execute(Resend(transfer=TRANSFER))
    assert built.state.sent[0].urgings == ()


def test_only_a_transfer_of_this_matter_is_sent_again(kind: str) -> None:
    assert sent(kind).wrong_field(Resend(transfer="520603-t-2026-9")) == ("transfer", "不是本事项的报送")


def test_what_came_is_accepted_or_returned_with_a_reason(kind: str) -> None:
    begun = {"opinion": "collected", "proposal": "under_review"}[kind]
    assert MatterBuilder(kind, DELIVER).execute(Accept()).status == begun
    came = MatterBuilder(kind, DELIVER)
    assert came.wrong_field(Return(reason=" ")) == ("reason", "必须填写")
    came.execute(Return(reason="不属本级职权"))
    assert came.status == "returned"
    assert came.refusal(Accept()).code == "not-allowed-now"
    came.execute(DELIVER, Accept())
    assert [step.state for step in came.state.received_steps()] == [T.DELIVERED, T.RETURNED, T.DELIVERED, T.ACCEPTED]


def test_what_came_brings_its_traits_along_and_knows_its_way() -> None:
    came = MatterBuilder("proposal", DELIVER)
    assert (came.facts.channel, came.facts.signatories, came.facts.chain) == ("window", 3, (ORIGIN,))
    assert came.state.derived
    assert came.state.origin_organizations() == {TOWNSHIP}


def test_nothing_else_is_done_with_what_is_not_yet_accepted(kind: str) -> None:
    allowed = MatterBuilder(kind, DELIVER).rules.transitions.allowed(MatterBuilder(kind, DELIVER).state.status)
    assert set(allowed) == {"accept", "return", "correct"}


def test_nobody_gives_the_commands_of_the_inbox() -> None:
    assert {command for status in OpinionState for command in TRANSITIONS.allowed(status)} & OF_THE_INBOX == set()


def test_an_older_notice_changes_nothing() -> None:
    built = sent("opinion", note((5, T.DELIVERED), version=3))
    for version, epoch in ((3, 1), (2, 1)):
        assert built.refusal(note((5, T.DELIVERED), version=version, epoch=epoch)).code == "old-news"
    built.execute(note((5, T.DELIVERED), (6, T.ACCEPTED), version=1, epoch=2))
    assert states(built) == [T.SENT, T.DELIVERED, T.ACCEPTED]


def test_a_restored_receiver_may_know_less_than_it_has_published() -> None:
    built = sent("opinion", note((5, T.DELIVERED), (6, T.RETURNED)), Resend(transfer=TRANSFER))
    built.execute(note((5, T.DELIVERED), version=1, epoch=2))
    assert states(built) == [T.SENT, T.DELIVERED, T.SENT]
    built.execute(note((5, T.DELIVERED), (7, T.ACCEPTED), version=2, epoch=2))
    assert states(built) == [T.SENT, T.DELIVERED, T.SENT, T.ACCEPTED]


def test_the_addressee_alone_answers_for_a_transfer() -> None:
    further = note((9, T.DELIVERED), matter="520000-o-2026-1", transfer=f"{CITY}-t-2026-1", state="adopted")
    built = sent("opinion", note((5, T.DELIVERED)), further)
    assert states(built) == [T.SENT, T.DELIVERED]
    assert [each.matter for each in built.state.followed] == [DERIVED, "520000-o-2026-1"]


def test_a_later_answer_to_the_first_sending_comes_after_the_second() -> None:
    built = sent("opinion", Resend(transfer=TRANSFER), note((4, T.DELIVERED)))
    assert built.facts.sendings[0].steps == (
        TransferStep(date(2026, 11, 4), T.SENT),
        TransferStep(date(2026, 11, 5), T.SENT),
        TransferStep(date(2026, 11, 5), T.DELIVERED),  # the two calendars disagree: not before what was known
    )


def test_a_note_is_no_step_and_may_be_older_than_one() -> None:
    built = sent("opinion", note((4, T.DELIVERED)))
    built.execute(Adopt(on=date(2026, 11, 4)))
    assert built.status == "adopted"
    before = len(built.facts.steps)
    built.execute(note((4, T.DELIVERED), (4, T.ACCEPTED), version=2))
    assert len(built.facts.steps) == before


def test_the_origin_takes_each_level_once_on_its_first_day() -> None:
    day = date(2026, 11, 5)
    city = (DatedLevel(Level.CITY, day), DatedLevel(Level.PROVINCE, date(2026, 11, 20)))
    built = sent("opinion", Adopt(), note(adopted=city, instructed=city[:1], fed_back=(day,)))
    province = note(matter="520000-o-2026-1", adopted=(DatedLevel(Level.PROVINCE, date(2026, 11, 15)),))
    built.execute(province, FeedBack(text="已办"))
    assert [(each.level, each.day.day) for each in built.facts.adopted] == [
        ("county", 5),
        ("city", 5),
        ("province", 15),
    ]
    assert built.facts.instructed == city[:1]
    assert built.facts.fed_back[0] == day
    assert len(built.facts.fed_back) == 2
    assert built.state.recognitions()[0] == (DatedLevel(Level.COUNTY, date(2026, 11, 5)),)


def test_the_day_of_a_sending_is_corrected_but_not_behind_the_limit_it_set(kind: str) -> None:
    built = MatterBuilder(kind).execute(*READY[kind], Send(to=CITY, transfer=TRANSFER, limit=date(2026, 11, 4)))
    wrong = Correct(step="forward", day=date(2026, 11, 5), reason="一")
    assert built.wrong_field(wrong) == ("day", "不能晚于该步骤确定的期限（2026-11-04）")
    built.execute(Correct(step="forward", day=date(2026, 11, 3), reason="录错", on=TODAY))
    assert built.facts.sendings[0].steps[0].day == date(2026, 11, 3)


ANSWERS = (T.DELIVERED, T.RETURNED, T.DELIVERED, T.ACCEPTED)


@given(st.permutations(range(1, 5)), st.lists(st.integers(0, 3), max_size=3), st.integers())
def test_answers_in_any_order_end_where_the_newest_says(order: list[int], resends: list[int], seed: int) -> None:
    """Every notice contains all steps: whatever is lost, late or doubled, the steps rise and the newest notice is the end of it."""
    built, random = sent(), Random(seed)
    newest = 0
    for place, version in enumerate(order):
        if place in resends and states(built)[-1] in (T.SENT, T.RETURNED):
            built.execute(Resend(transfer=TRANSFER))
        days = sorted(random.randint(1, 20) for _ in range(version))
        news = note(*zip(days, ANSWERS[:version], strict=True), version=version)
        if version < newest:
            assert built.refusal(news).code == "old-news"
            continue
        built.execute(news)
        newest = version
        steps = built.facts.sendings[0].steps
        assert [step.day for step in steps] == sorted(step.day for step in steps)
        assert [step.state for step in steps if step.state is not T.SENT] == list(ANSWERS[:version])
        assert steps[0].state is T.SENT
    assert states(built)[-1] is T.ACCEPTED


def test_an_opinion_report_that_was_returned_is_edited_and_sent_again() -> None:
    built = sent("opinion")
    assert built.refusal(Edit(content="再改")).code == "not-allowed-now"
    built.execute(note((5, T.DELIVERED), (6, T.RETURNED)), Edit(content="再改"), Resend(transfer=TRANSFER))
    assert states(built) == [T.SENT, T.DELIVERED, T.RETURNED, T.SENT]
    assert built.refusal(Edit(content="又改")).code == "not-allowed-now"
