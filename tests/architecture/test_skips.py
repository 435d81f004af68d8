"""A test that is skipped for a reason that is not on the list fails."""

import pytest

from tests.support import skips

pytest_plugins = ["pytester"]

_QUICK = ("-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:hypothesispytest")

_TESTS = """
import pytest

def test_that_runs():
    pass

@pytest.mark.skipif(True, reason="no such program")
def test_that_needs_a_program():
    pass

def test_that_gives_up():
    pytest.skip("the network is away")

@pytest.mark.xfail(strict=True)
def test_that_must_fail():
    assert False
"""


def _outcomes(pytester: pytest.Pytester) -> dict[str, int]:
    pytester.makepyfile(_TESTS)
    return pytester.runpytest_inprocess(*_QUICK, plugins=[skips]).parseoutcomes()


def test_a_skip_that_the_list_does_not_explain_is_a_failure(pytester: pytest.Pytester) -> None:
    assert _outcomes(pytester) == {"passed": 1, "failed": 1, "errors": 1, "xfailed": 1}


def test_a_skip_whose_reason_is_on_the_list_stays_one(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skips, "ALLOWED", {"no such program": "an example"})
    assert _outcomes(pytester) == {"passed": 1, "failed": 1, "skipped": 1, "xfailed": 1}


def test_a_file_that_skips_itself_is_a_failure(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest; pytest.importorskip('no_such_module')")
    assert pytester.runpytest_inprocess(*_QUICK, plugins=[skips]).ret == pytest.ExitCode.INTERRUPTED
