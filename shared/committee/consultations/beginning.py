"""What begins a consultation or another activity."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from shared.committee.texts import Line, Text
from shared.contracts.vocabulary import ActivityClass, ActivityForm, Level
from shared.domain.consultations.commands import RaiseTopic


@dataclass(frozen=True, kw_only=True)
class NewConsultation:
    """`organization`: by default the account's own; `class`: what kind of activity it is. Title and content stay in the service."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line
    content: Text = ""
    activity: Annotated[ActivityClass, Field(alias="class")] = ActivityClass.CONSULTATION
    form: ActivityForm | None = None
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, level: Level) -> RaiseTopic:
        """What the rules need to know of it."""
        return RaiseTopic(
            activity=self.activity,
            level=level,
            form=self.form,
            year=self.year,
            on=self.on,
            late_reason=self.late_reason,
        )

    def texts(self) -> dict[str, str]:
        """What is kept beside the state."""
        return {"content": self.content}
