"""The errors of a request, as one tree.

    LianxiError
    ├── InvalidError          422  a field has a value that a rule refuses
    ├── UnauthenticatedError  401  no account is logged in
    ├── ForbiddenError        403  the account lacks the permission
    ├── NotFoundError         404  the resource does not exist, or not yet
    └── ConflictError         409  not allowed in this state, or changed concurrently

`code` is stable and meant for programs; `title` and `detail` are Chinese and meant for people.
"""

from typing import ClassVar, Literal, NamedTuple

ErrorKind = Literal["not_found", "conflict", "forbidden", "invalid", "unauthenticated"]


class EntryCount(int):
    """The number of entries or characters of a field: it is shown for texts, too, which are not."""


class FieldError(NamedTuple):
    """One field, the value it had, and the rule (Chinese) that refuses it."""

    field: str
    value: object
    rule: str


class LianxiError(Exception):
    """The root of the tree. `extra`: further members of the problem document, such as `status` and `allowed`."""

    kind: ClassVar[ErrorKind]
    title: ClassVar[str]

    def __init_subclass__(cls, *, kind: ErrorKind | None = None, title: str | None = None) -> None:
        """Sets the kind and the title of the class; without them, it has those of the class above it."""
        super().__init_subclass__()
        cls.kind, cls.title = kind or cls.kind, title or cls.title

    def __init__(self, code: str, detail: str, *, fields: tuple[FieldError, ...] = (), **extra: object) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.fields = fields
        self.extra = extra


class InvalidError(LianxiError, kind="invalid", title="填写有误"): ...


class UnauthenticatedError(LianxiError, kind="unauthenticated", title="请先登录"): ...


class ForbiddenError(LianxiError, kind="forbidden", title="无权操作"): ...


class NotFoundError(LianxiError, kind="not_found", title="没有找到"): ...


class ConflictError(LianxiError, kind="conflict", title="现在不能这样做"): ...


def invalid(field: str, value: object, rule: str) -> InvalidError:
    """Returns the error of one field whose value a rule refuses."""
    return InvalidError("invalid", f"{field}：{rule}", fields=(FieldError(field, value, rule),))


def conflict(code: str, field: str, value: object, rule: str) -> ConflictError:
    """Returns the error of one field whose value the present state refuses."""
    return ConflictError(code, rule, fields=(FieldError(field, value, rule),))
