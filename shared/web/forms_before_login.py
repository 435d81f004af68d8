"""Forms submitted after the session ended, kept until the same account has logged in again. In memory only, never on disk.

A form contains a token of the account that it was rendered for (`forms.form_token`); only that account gets it back.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

_Form = dict[str, list[str]]
SUSPENDED_FORM = "lianxi.suspended_form"
"""Key in the scope of a request whose form is kept."""

SECONDS = 3600.0
MOST_BYTES = 32 * 1024 * 1024
"""The maximum size of all forms together; a further one replaces the oldest."""

PER_ACCOUNT = 5


class _StoredForm(NamedTuple):
    form: _Form
    size: int
    since: float


class SuspendedForms:
    """The forms of a process, by account and path. `clock`: a monotonic clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _StoredForm] = OrderedDict()

    def keep(self, account: str, path: str, form: _Form) -> None:
        """Stores a form for its account and page, instead of an earlier one of the same page."""
        # Maximum bytes of a character.
        size = sum(len(name) + sum(map(len, values)) for name, values in form.items()) * 4
        self._kept.pop((account, path), None)
        self._kept[account, path] = _StoredForm(form, size, since=self._clock())
        own = [key for key in self._kept if key[0] == account]
        for key in own[:-PER_ACCOUNT]:
            del self._kept[key]
        self._forget_old()

    def find(self, account: str, path: str) -> _Form | None:
        """Returns the form that this account submitted to this page; None when none is kept."""
        self._forget_old()
        found = self._kept.get((account, path))
        return None if found is None else found.form

    def has_any(self, account: str) -> bool:
        self._forget_old()
        return any(key[0] == account for key in self._kept)

    def discard(self, account: str, path: str) -> None:
        """Removes a form that has taken effect or is not wanted."""
        self._kept.pop((account, path), None)

    def _forget_old(self) -> None:
        oldest, total = self._clock() - SECONDS, sum(each.size for each in self._kept.values())
        for key, each in list(self._kept.items()):  # in the order in which they were kept
            if each.since > oldest and total <= MOST_BYTES:
                return
            total -= each.size
            del self._kept[key]
