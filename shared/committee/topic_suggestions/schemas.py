"""Request and response bodies of the topics that are suggested for annual plans."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text
from shared.committee.registers.register import NumberedEntryView
from shared.committee.topic_suggestions.repository import SuggestionSource, TopicState
from shared.contracts.consultation_vocabulary import PlanClass

LONGEST_PUBLIC_TOPIC, LONGEST_PUBLIC_TEXT = 100, 1000
"""The most characters of the topic and of the text that the public suggests."""


@dataclass(frozen=True, kw_only=True)
class NewTopicSuggestion(StrictBody):
    """A topic for an annual plan. `name`: the topic; `text`: why; `suggester`: by default the unit or the member of the account.

    `organization`: by default the account's own.
    """

    organization: Line | None = None
    name: Line
    text: Text = ""
    suggester: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class PublicTopic(StrictBody):
    """A topic that someone suggests without an account."""

    topic: Annotated[str, Field(max_length=LONGEST_PUBLIC_TOPIC)]
    text: Annotated[str, Field(max_length=LONGEST_PUBLIC_TEXT)] = ""


@dataclass(frozen=True, kw_only=True)
class AcceptedTopic:
    """A topic that is in a plan, since this day: all that the public reads of it."""

    topic: str
    accepted_on: date


@dataclass(frozen=True, kw_only=True)
class AcceptedTopics:
    """The accepted topics of a committee, the newest first."""

    organization: str
    organization_name: str
    items: list[AcceptedTopic]


@dataclass(frozen=True, kw_only=True)
class AcceptTopic(StrictBody):
    """Adds the topic to a plan as a new item, from the source `consulted`. `plan`: its id; `topic`: by default as it was suggested."""

    plan: Line
    topic: Annotated[str, Field(max_length=200)] = ""
    activity: Annotated[PlanClass, Field(alias="class")]
    lead_leader: Line
    department: Line
    person: Line
    deadline: date


@dataclass(frozen=True, kw_only=True)
class DeclineTopic(StrictBody):
    """Declines the topic, with a reason."""

    reason: Text


TopicSuggestionCommand = AcceptTopic | DeclineTopic


@dataclass(frozen=True, kw_only=True)
class TopicSuggestionView(NumberedEntryView):
    """A suggested topic. `decided_on`: since when it is in the plan or declined; `plan`, `item`: the plan, and the number of its item."""

    source: SuggestionSource
    source_title: str
    suggester: str
    made_on: date
    status: TopicState
    status_title: str
    decided_on: date | None
    reason: str
    plan: str | None
    item: int | None
