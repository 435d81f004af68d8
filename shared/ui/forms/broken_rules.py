"""The rules that the fields of a rejected form break."""

from collections.abc import Sequence

from shared.domain.errors import FieldError
from shared.ui.forms.fields import SCORES, Choice


def broken_rules(errors: Sequence[FieldError], criteria: Sequence[Choice]) -> dict[str, str]:
    """Returns field -> the rule that it breaks; those of several scores together, each with the title of its criterion (`criteria`)."""
    found = dict[str, str]()
    for each in errors:
        name, _, number = each.field.partition(".")
        rule = each.rule
        if name == SCORES and number and int(number) < len(criteria):
            title = f"“{criteria[int(number)].title}”"
            rule = "；".join([*filter(None, [found.get(name)]), rule if title in rule else f"{title}{rule}"])
        found[name] = rule
    return found


def base_name(field_name: str) -> str:
    """Returns the name of the field without an index: `suggestions` for `suggestions.0`."""
    return field_name.partition(".")[0]
