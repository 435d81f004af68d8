"""The URL of a database, with the password from a separate file."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


class PasswordFileError(ValueError):
    """`LIANXI_DATABASE_PASSWORD_FILE` cannot be used; the message names the cause and never the content of the file."""


def with_password(url: str | None, file: Path | None) -> str | None:
    """Returns the URL with the password from the file; without a file, the URL unchanged. Raises `PasswordFileError`."""
    if file is None:
        return url
    if url is None or url.startswith("sqlite"):
        raise PasswordFileError("只与PostgreSQL的LIANXI_DATABASE一起才有意义")
    with suppress(ArgumentError):
        parsed = make_url(url)
        if parsed.password is not None:
            raise PasswordFileError("LIANXI_DATABASE里已有密码，只能用其中之一")
        if parsed.username is None:
            raise PasswordFileError("LIANXI_DATABASE里须有用户名")
        return parsed.set(password=_read(file)).render_as_string(hide_password=False)
    return url  # an invalid URL is reported when the database is opened


def _read(file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordFileError(f"{file} 读不出来（{getattr(error, 'strerror', None) or '不是文本'}）") from error
    if not password:
        raise PasswordFileError(f"{file} 是空的")
    return password
