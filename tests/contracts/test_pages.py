"""Pages both ways; what would stop a reader is no page."""

from collections.abc import Callable
from datetime import date

import pytest

from shared.contracts.pages import MalformedPageError, ReportPage, TallyPage, decode_report, decode_tallied, encode_page
from shared.contracts.stamps import MEASURES_VERSION, Stamp

STAMP = Stamp(cluster="one", measures=MEASURES_VERSION, topic="lianxi.tallies", partition=3, position=77)
STEPS = {"proposals_filed": {date(2014, 1, 5): 41, date(2014, 1, 9): 2}, "proposals_filed/moved": {date(2014, 1, 5): 1}}
TALLY = TallyPage(stamp=STAMP, organization="520603", year=2014, month="2014-01", steps=STEPS)
REPORT = ReportPage(stamp=STAMP, organization="520603", year=2014, month="2014-01", own={}, subtree=STEPS)


def test_a_page_is_read_as_it_was_written() -> None:
    assert decode_tallied(encode_page(TALLY)) == TALLY
    assert decode_report(encode_page(REPORT)) == REPORT


@pytest.mark.parametrize(
    ("encoded", "instead"),
    [
        (b":41", b":9223372036854775808"),
        (b":41", b":-9223372036854775809"),
        (b":41", b":1" + b"0" * 4000),
        (b":41", b":1000000000001"),
        (b":41", b":4.1"),
        (b'"position":77', b'"position":9223372036854775808'),
        (b'"position":77', b'"position":-1'),
        (b'"partition":3', b'"partition":18446744073709551616'),
        (b'"measures":%d' % MEASURES_VERSION, b'"measures":2147483648'),
        (b'"year":2014', b'"year":10000'),
        (b'"year":2014', b'"year":-1'),
        (b'"month":"2014-01"', b'"month":"2014-01-05"'),
        (b'"month":"2014-01"', b'"month":"2014-01\\n"'),
        (b'"month":"2014-01"', b'"month":"2014-13"'),
        (b'"month":"2014-01"', b'"month":"2014-00"'),
        (b'"month":"2014-01"', b'"month":"0000-01"'),
        (b'"520603"', b'"' + b"5" * 33 + b'"'),
        (b'"520603"', b'"520603\\u0000"'),
        (b'"520603"', b'"520603\\n"'),
        (b'"520603"', b'"A/B"'),
    ],
)
@pytest.mark.parametrize(("page", "decode"), [(TALLY, decode_tallied), (REPORT, decode_report)])
def test_a_number_or_a_name_that_no_reader_could_store_makes_no_page(
    page: TallyPage | ReportPage, decode: Callable[[bytes], object], encoded: bytes, instead: bytes
) -> None:
    value = encode_page(page)
    assert encoded in value
    with pytest.raises(MalformedPageError):
        decode(value.replace(encoded, instead))


def test_the_largest_amount_is_still_a_page() -> None:
    assert isinstance(decode_report(encode_page(REPORT).replace(b":41", b":1000000000000")), ReportPage)


def test_a_report_page_knows_what_its_whole_month_adds_up_to_without_movements() -> None:
    assert REPORT.subtree_month == {"proposals_filed": 43}
    assert REPORT.own_month == {}
    assert encode_page(REPORT) == encode_page(decode_report(encode_page(REPORT)))
