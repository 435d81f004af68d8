"""Texts in requests: a line for names and titles, a text for everything longer."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shared.domain.lines import LONGEST_LINE, line_of

_TEXT = 100_000

Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)]
Text = Annotated[str, Field(max_length=_TEXT)]
