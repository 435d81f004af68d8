"""The rules of the consent to the membership in a conference, as sentences."""

from datetime import date

import pytest

from shared.contracts.dated import DatedFlag
from shared.domain.charter import Charter
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.own_records.commands import Consent, OwnCommand, WithdrawConsent
from shared.domain.own_records.decisions import Consents, decide

TODAY = date(2026, 11, 23)
LATE = "补录"


def after(*commands: OwnCommand, before: Consents = ()) -> Consents:
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
