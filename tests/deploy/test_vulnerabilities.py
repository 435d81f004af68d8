"""The check of known vulnerabilities finds what an advisory names, and nothing else."""

import json
from pathlib import Path

import pytest

from deploy.build.vulnerabilities import check, main, read

LOCK = "starlette==1.0.1 \\\n    --hash=sha256:00\nsqlalchemy[asyncio]==2.0.50 ; python_version >= '3.11' \\\n"


def advisory(folder: Path, name: str, **affected: object) -> Path:
    """Writes an advisory about a package of PyPI and returns its folder."""
    package = {"name": name, "ecosystem": "PyPI"}
    content = {"id": f"TEST-{name}", "summary": "an example", "affected": [{"package": package, **affected}]}
    (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def _range(*events: dict[str, str]) -> list[dict[str, object]]:
    return [{"type": "ECOSYSTEM", "events": list(events)}]


def _found(folder: Path) -> list[str]:
    return [each.advisory for each in check(LOCK, read(folder))]


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([{"introduced": "0"}], 1),
        ([{"introduced": "0"}, {"fixed": "1.0.1"}], 0),
        ([{"introduced": "0"}, {"fixed": "1.0.2"}], 1),
        ([{"introduced": "0"}, {"fixed": "0.9"}, {"introduced": "1.0.0"}, {"fixed": "1.1"}], 1),
        ([{"introduced": "1.0.2"}], 0),
        ([{"introduced": "0"}, {"last_affected": "1.0.1"}], 1),
        ([{"introduced": "0"}, {"last_affected": "1.0.0"}], 0),
    ],
)
def test_a_version_is_found_between_introduction_and_fix(
    tmp_path: Path, events: list[dict[str, str]], found: int
) -> None:
    assert _found(advisory(tmp_path, "Starlette", ranges=_range(*events))) == ["TEST-Starlette"] * found


def test_a_listed_version_is_found_under_any_spelling_of_the_package_and_with_extras(tmp_path: Path) -> None:
    assert _found(advisory(tmp_path, "SQLAlchemy", versions=["2.0.50"])) == ["TEST-SQLAlchemy"]
    assert _found(advisory(tmp_path, "SQLAlchemy", versions=["2.0.49"])) == []


def test_a_withdrawn_advisory_and_a_file_in_another_format_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "withdrawn.json").write_text('{"id": "TEST", "withdrawn": "2024-01-01T00:00:00Z"}', encoding="utf-8")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    assert list(read(tmp_path)) == []
    assert main([str(tmp_path)]) == 1


def test_without_advisories_the_check_is_skipped_with_a_message(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "没有核查" in capfd.readouterr().err


def test_our_own_locks_are_checked_and_a_finding_fails_the_command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([str(advisory(tmp_path, "no-such-package", ranges=_range({"introduced": "0"})))]) == 0
    assert main([str(advisory(tmp_path, "msgspec", ranges=_range({"introduced": "0"})))]) == 1
    assert "TEST-msgspec" in capfd.readouterr().err
