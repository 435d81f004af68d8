"""A service starts only with a charter whose organizations readers accept from its topics."""

from dataclasses import replace

import pytest

from deploy.ops.hosting import charters_of
from shared.committee.charter_check import check_writer
from shared.contracts.writers import SelfHosted, Writer, Writers
from shared.domain.charters.charters import CharterError


@pytest.mark.parametrize("writer", Writer)
def test_each_service_takes_the_charter_of_its_level(writer: Writer) -> None:
    check_writer(writer, charters_of(writer))


def test_a_county_service_refuses_a_charter_that_hosts_cities() -> None:
    with pytest.raises(CharterError, match=r"county 的章程中有.*：这一级的单位不由本服务发布"):
        check_writer(Writer.COUNTY, charters_of(Writer.CITY))


def test_a_township_service_refuses_a_charter_that_keeps_the_records_of_townships() -> None:
    hosted = charters_of(Writer.TOWNSHIP)
    kept = replace(hosted, keeps=charters_of(Writer.COUNTY).keeps)
    with pytest.raises(CharterError, match="township 的章程中有"):
        check_writer(Writer.TOWNSHIP, kept)


def test_a_process_refuses_organizations_that_another_service_writes_about() -> None:
    own = SelfHosted(Writer.COUNTY, "522722")
    writers, charters = Writers(frozenset({own})), charters_of(Writer.COUNTY)
    check_writer(own, charters, writers, ["522722"])
    check_writer(Writer.COUNTY, charters, writers, ["522625"])
    with pytest.raises(CharterError, match="522625 不由 county-522722 发布"):
        check_writer(own, charters, writers, ["522722", "522625"])
    with pytest.raises(CharterError, match="522722 不由 county 发布"):
        check_writer(Writer.COUNTY, charters, writers, ["522722", "522625"])
