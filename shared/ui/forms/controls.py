"""A form as a template shows it: its fields with what was typed, what was wrong, and what it asks twice."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.charter import Charter
from shared.domain.errors import LianxiError
from shared.ui.forms.fields import Choice, FormField, Sort, form_fields
from shared.ui.forms.labels import Label, label
from shared.web.pages.forms import KEY_FIELD, Form, first

ALREADY_SENT = "form-already-sent"
"""The code of the refusal of a form that was sent before with other content."""

ChoicesByField = Mapping[str, tuple[Choice, ...]]
"""Field -> what can be chosen for it here and now."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One field. `values`: what it holds; `error`: the rule that refused it; `open`: it may be left empty."""

    id: str
    name: str
    title: str
    hint: str
    sort: Sort
    required: bool
    choices: tuple[Choice, ...]
    """Of a line: what is offered beside it; other values can be typed."""
    values: tuple[str, ...]
    error: str

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


@dataclass(frozen=True, kw_only=True)
class RejectedForm:
    """A form that was sent and led to nothing: refused (`error`), or to be confirmed (`question`); `pending`: its id in the store."""

    command: str
    form: Form
    error: LianxiError | None = None
    question: str = ""
    pending: str = ""
    notice: str = ""

    @property
    def key(self) -> str:
        """That of the form as it was sent: however often it is shown again and sent, it takes effect once."""
        used = self.error is not None and self.error.code == ALREADY_SENT
        return "" if used else first(self.form, KEY_FIELD)


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A form. `key`: stands for it when it is sent twice; `version`: of what it was shown for; `question`: what is to be confirmed."""

    command: str
    title: str
    action: str
    controls: tuple[Control, ...]
    version: str = ""
    open: bool = False
    question: str = ""
    pending: str = ""
    error: LianxiError | None = None
    notice: str = ""
    key: str

    @property
    def wrong(self) -> list[Control]:
        return [each for each in self.controls if each.error]

    @property
    def said(self) -> str:
        """The error, where no field of the form says it."""
        if self.error is None:
            return ""
        named = {each.name for each in self.controls}
        unsaid = [each.rule for each in self.error.fields if _base(each.field) not in named]
        return "；".join(unsaid) if self.error.fields else self.error.detail


def new_key() -> str:
    """A key for a form that was not shown before."""
    return secrets.token_urlsafe(18)


def form_view(  # noqa: PLR0913 - all that a form is made of
    body: type[Any],
    *,
    command: str,
    title: str,
    action: str,
    initial: Mapping[str, str],
    charter: Charter | None = None,
    offers: ChoicesByField | None = None,
    typed: Collection[str] = (),
    version: str = "",
    rejected: RejectedForm | None = None,
    shown: bool = False,
    key: str = "",
) -> FormView:
    """The form of a command; one that was tried holds everything that was typed. `typed`: fields that accept what is not offered too."""
    mine = rejected if rejected is not None and rejected.command == command else None
    wrong = {_base(each.field): each.rule for each in (mine.error.fields if mine and mine.error else ())}
    controls = tuple(
        _control(
            each,
            label(each.name, command=command, charter=charter),
            command,
            initial=initial,
            offers=offers or {},
            typed=each.name in typed,
            form=mine.form if mine else None,
            wrong=wrong,
        )
        for each in form_fields(body)
        if offers is None or each.name not in offers or offers[each.name]
    )
    return FormView(
        command=command,
        title=title,
        action=action,
        controls=controls,
        version=version,
        open=shown if rejected is None else mine is not None,
        question=mine.question if mine else "",
        pending=mine.pending if mine else "",
        notice=mine.notice if mine else "",
        key=(mine.key if mine else key) or new_key(),
        error=mine.error if mine else None,
    )


def _control(  # noqa: PLR0913 - all that a field is made of
    blank: FormField,
    said: Label,
    command: str,
    *,
    initial: Mapping[str, str],
    offers: ChoicesByField,
    typed: bool,
    form: Form | None,
    wrong: Mapping[str, str],
) -> Control:
    given = offers.get(blank.name, ())
    sort: Sort = blank.sort
    if given and not typed:
        sort = "many" if blank.sort in ("numbers", "many", "list") else "choice"
    usual = initial.get(blank.name, blank.default)
    values = tuple(form.get(blank.name, [])) if form is not None else (usual,) if usual else ()
    return Control(
        id=f"{command}-{blank.name}",
        name=blank.name,
        title=said.title,
        hint=_hint(said, given) if typed else said.hint,
        sort=sort,
        required=blank.required,
        choices=_choices(blank, given, sort),
        values=values,
        error=wrong.get(blank.name, ""),
    )


def _hint(said: Label, given: tuple[Choice, ...]) -> str:
    """Returns the hint of a field that offers only the newest of what it accepts."""
    older = f"列表只列最近的，更早的填写编号，如 {given[-1].value}" if given else ""
    return "；".join(each for each in (said.hint, older) if each)


def _choices(blank: FormField, given: tuple[Choice, ...], sort: Sort) -> tuple[Choice, ...]:
    """Of one choice: what is offered begins with the usual one; else nothing, or what must be chosen, stands first."""
    choices = given or blank.choices
    if sort != "choice" or (blank.default and not given):
        return choices
    if given and (not blank.required or len(given) == 1):
        return choices
    return (Choice("", "请选择" if blank.required else "（不填）"), *choices)


def _base(field_name: str) -> str:
    """`suggestions.0` is a line of `suggestions`."""
    return field_name.partition(".")[0]
