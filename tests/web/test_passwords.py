"""Passwords that nobody may choose: common ones, and the breached ones of the operator's file."""

from hashlib import sha1
from pathlib import Path

import pytest

from shared.domain.errors import InvalidError
from shared.web.login.breached_passwords import BreachedPasswords
from shared.web.login.passwords import SHORTEST, check_password, common_passwords

LEAKED = [f"leaked password {number}" for number in range(200)]


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    """Returns a file in the form of Have I Been Pwned."""
    file = tmp_path / "hashes.txt"
    lines = sorted(sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in LEAKED)
    file.write_text("".join(f"{line}:{number * 997}\r\n" for number, line in enumerate(lines)), encoding="ascii")
    return file


def test_more_than_three_thousand_common_passwords_are_refused_in_any_case() -> None:
    chosen = [each for each in common_passwords() if len(each) >= SHORTEST and len(set(each)) > 3]
    assert len(chosen) > 3000
    for common in chosen:
        with pytest.raises(InvalidError, match="这是常见的密码"):
            check_password(common.swapcase(), account="nobody", breached=None)


def test_every_breached_password_is_found_and_no_other(hashes: Path) -> None:
    breached = BreachedPasswords(hashes)
    assert all(each in breached for each in LEAKED)
    assert not any(f"{each}!" in breached for each in LEAKED)


def test_one_line_without_an_end_is_found(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text(sha1(b"only one", usedforsecurity=False).hexdigest(), encoding="ascii")
    assert "only one" in BreachedPasswords(file)
    assert "another one" not in BreachedPasswords(file)


def test_a_breached_password_of_the_operators_file_is_refused(hashes: Path) -> None:
    breached = BreachedPasswords(hashes)
    check_password("never leaked before", account="nobody", breached=breached)
    with pytest.raises(InvalidError, match="这个密码已经泄露过"):
        check_password(LEAKED[7], account="nobody", breached=breached)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    for content in ("", "password\n", "0" * 32 + "\n"):
        (tmp_path / "wrong.txt").write_text(content, encoding="ascii")
        with pytest.raises(ValueError, match="wrong"):
            BreachedPasswords(tmp_path / "wrong.txt")
