"""Diagnosis of database errors: one sentence for the operator, which names the setting to correct, and errors that a value causes.

Storing a value again that caused an error fails again.
"""

from collections.abc import Iterator

from sqlalchemy.exc import DataError, DBAPIError

_BY_STATE = {
    "28000": "数据库不接受这个用户：请检查 LIANXI_DATABASE 里的用户名，以及数据库的 pg_hba.conf",
    "28P01": "数据库不接受口令：请检查 LIANXI_DATABASE 和 LIANXI_DATABASE_PASSWORD_FILE",
    "3D000": "没有 LIANXI_DATABASE 指定的库：请先建立它（CREATE DATABASE），各服务各有一个",
    "42501": "数据库的用户没有所需的权限：它须拥有自己的库（ALTER DATABASE … OWNER TO …）",
    "53300": "数据库的连接已满：请提高它的 max_connections，或减少各服务的副本",
    "57P03": "数据库正在启动，尚不能使用：稍后再试",
}
"""The sentences, by SQLSTATE of PostgreSQL."""


def sentence(error: BaseException) -> str | None:
    """Returns the sentence for an error; None if the cause is not known."""
    for each in _causes(error):
        if (known := _BY_STATE.get(getattr(each, "sqlstate", None) or "")) is not None:
            return f"{known}（{_first_line(each)}）"
    if any(isinstance(each, ConnectionError | TimeoutError) for each in _causes(error)):
        return f"数据库没有应答：请检查 LIANXI_DATABASE 的主机和端口，以及数据库是否在运行（{_first_line(error)}）"
    return None


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yields the error and its causes."""
    following: BaseException | None = error
    while following is not None:
        yield following
        following = getattr(following, "orig", None) or following.__cause__


_DATA_EXCEPTION = "22"
_LIMIT_EXCEEDED = "54000"
"""SQLSTATE of a value that is too long for an index."""


def is_value_error(error: BaseException) -> bool:
    """Returns whether a value cannot be stored: too long, out of range, or with characters that the database refuses.

    asyncpg reports these as `DBAPIError` with an SQLSTATE, and never as `DataError`. Violated constraints are `IntegrityError` under both
    databases and are no value errors: another transaction may have caused them.
    """
    if isinstance(error, DataError):
        return True
    state = getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DBAPIError) else ""
    return state.startswith(_DATA_EXCEPTION) or state == _LIMIT_EXCEEDED
