"""The rules of the commands on an own record, as sentences: consents to memberships in conferences, and declared figures."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.dated import DatedFlag
from shared.contracts.declared import DeclaredBound, DeclaredFigure
from shared.domain.charters.charter import Charter
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.own_records.commands import (
    Consent,
    ConsentCommand,
    DeclareFigure,
    WithdrawConsent,
    WithdrawDeclaration,
)
from shared.domain.own_records.decisions import Consents, decide
from shared.domain.own_records.declarations import decide_declaration

TODAY = date(2026, 11, 23)
LATE = "补录"


def after(*commands: ConsentCommand, before: Consents = ()) -> Consents:
    for command in commands:
        before = decide(before, command, charter=Charter(), today=TODAY).consents
    return before


def consent(year: int) -> Consent:
    return Consent(conference="wulingshan", on=date(year, 1, 1), late_reason=LATE)


def withdrawal(year: int) -> WithdrawConsent:
    return WithdrawConsent(conference="wulingshan", on=date(year, 1, 1), late_reason=LATE)


def test_a_consent_holds_until_it_is_withdrawn_and_may_be_given_again() -> None:
    assert after(consent(2014), withdrawal(2016), consent(2018)) == (
        DatedFlag(date(2014, 1, 1), holds=True),
        DatedFlag(date(2016, 1, 1), holds=False),
        DatedFlag(date(2018, 1, 1), holds=True),
    )


def test_nobody_consents_twice_or_withdraws_what_was_not_given() -> None:
    with pytest.raises(ConflictError, match="already-consented"):
        after(consent(2014), consent(2015))
    for before in ((), after(consent(2014), withdrawal(2015))):
        with pytest.raises(ConflictError, match="no-consent"):
            after(withdrawal(2016), before=before)


def test_a_consent_that_is_withdrawn_on_its_own_day_never_took_effect() -> None:
    annulled = after(consent(2014), withdrawal(2014))
    assert annulled == ()
    assert after(consent(2012), before=annulled) == (DatedFlag(date(2012, 1, 1), holds=True),)


def test_a_withdrawal_is_not_before_the_consent_and_no_day_lies_in_the_future() -> None:
    with pytest.raises(InvalidError, match="on"):
        after(consent(2014), withdrawal(2013))
    with pytest.raises(InvalidError, match="on"):
        after(Consent(conference="wulingshan", on=date(2026, 11, 24)))


def test_a_consent_for_a_past_day_needs_a_reason() -> None:
    with pytest.raises(InvalidError, match="late_reason"):
        after(Consent(conference="wulingshan", on=date(2014, 1, 1)))


def declare(year: int = 2013, **given: Any) -> DeclareFigure:
    numbers: dict[str, Any] = {
        "measure": "suggestions_adopted",
        "numerator": 30,
        "denominator": 60,
        "source": "工作报告",
    }
    return DeclareFigure(year=year, bound=DeclaredBound.AT_LEAST, **numbers | given)


def declared(command: DeclareFigure) -> DeclaredFigure | None:
    return decide_declaration((), command, charter=Charter(), today=TODAY).declared


def test_a_declared_figure_counts_to_the_last_day_of_its_year_or_to_today() -> None:
    figure = DeclaredFigure(2013, "suggestions_adopted", 30, 60, DeclaredBound.AT_LEAST, date(2013, 12, 31))
    assert declared(declare()) == figure
    assert declared(declare(TODAY.year)) == figure._replace(year=TODAY.year, as_of=TODAY)
    assert declared(declare(as_of=date(2014, 3, 1))) == figure._replace(as_of=date(2014, 3, 1))


@pytest.mark.parametrize(
    ("field", "command"),
    [
        ("year", declare(TODAY.year + 1)),
        ("year", declare(1948)),
        ("as_of", declare(as_of=date(2012, 12, 31))),
        ("as_of", declare(as_of=date(2026, 11, 24))),
    ],
)
def test_a_figure_of_a_year_in_the_future_or_counted_before_its_year_is_refused(
    field: str, command: DeclareFigure
) -> None:
    with pytest.raises(InvalidError) as refusal:
        declared(command)
    assert [each.field for each in refusal.value.fields] == [field]


def test_only_a_declared_figure_is_withdrawn() -> None:
    command, before = WithdrawDeclaration(measure="suggestions_adopted", year=2013), declared(declare())
    assert before is not None
    event = decide_declaration((before,), command, charter=Charter(), today=TODAY)
    assert (event.event.type, event.declared) == ("own.declaration_withdrawn.v1", None)
    for other in ((), (before._replace(year=2014),), (before._replace(measure="suggestions_done"),)):
        with pytest.raises(ConflictError, match="no-declaration"):
            decide_declaration(other, command, charter=Charter(), today=TODAY)
