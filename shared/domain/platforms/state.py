"""The state of a grass-roots platform, as the rules need it, without names of people."""

from datetime import date

from msgspec import Struct

from shared.contracts.facts import PlatformFacts
from shared.contracts.platform_dates import ContactVisit, GroupedTownships, PlatformStep
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass, PlatformState
from shared.domain.command import Command
from shared.domain.log import day_of
from shared.domain.matter import Matter
from shared.domain.platforms.commands import Appoint, RecordReception, Regroup, RenamePlatform


class Grouping(Struct, frozen=True, kw_only=True):
    """The townships of an area group, by their keys. `entry`: the number of the log entry that set them."""

    entry: int
    townships: tuple[str, ...]


class Reception(Struct, frozen=True, kw_only=True):
    """A meeting of members with the public at a contact point. `entry`: the number of its log entry."""

    entry: int
    visitors: int


class Platform(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """A grass-roots platform 基层平台. `deputies`: how many; `household`: the number of a household."""

    platform: PlatformClass
    parent: str | None = None
    household: str = ""
    contact_form: ContactPointForm | None = None
    deputies: int = 0
    groupings: tuple[Grouping, ...] = ()
    receptions: tuple[Reception, ...] = ()

    @property
    def status(self) -> PlatformState:
        return PlatformState(self.named_status)

    @property
    def townships(self) -> tuple[str, ...]:
        """Returns the townships of an area group now; none once it is closed."""
        return self.groupings[-1].townships if self.groupings and self.is_open else ()

    def townships_on(self, day: date) -> tuple[str, ...]:
        """Returns the townships of an area group on a day, as known now; none before it is active and once it is closed."""
        past = [state for since, state in self.dated_states() if since <= day]
        if not past or past[-1] != PlatformState.ACTIVE:
            return ()
        groupings = [each.townships for each in self.groupings if day_of(self.log, each.entry) <= day]
        return groupings[-1] if groupings else ()

    @property
    def is_open(self) -> bool:
        return self.status is not PlatformState.CLOSED

    @property
    def visitors(self) -> int:
        return sum(each.visitors for each in self.receptions)

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns what the command concerns: the people, the townships, or the meeting that it records."""
        match command:
            case Appoint() | Regroup() | RenamePlatform():
                return (command.name,)
            case RecordReception():
                return (f"reception:{len(self.receptions) + 1}",)
        return ()

    def can(self, command: str) -> bool:
        """Returns whether the command suits the class: only area groups have townships, only contact points record visits."""
        suitable = {"regroup": PlatformClass.AREA_GROUP, "record_visit": PlatformClass.CONTACT_POINT}
        return suitable.get(command, self.platform) is self.platform and super().can(command)

    def facts(self) -> PlatformFacts:
        """Returns the facts for the event."""
        visits = (ContactVisit(day_of(self.log, each.entry), each.visitors) for each in self.receptions)
        return PlatformFacts(
            year=self.year,
            platform=self.platform,
            contact_form=self.contact_form,
            steps=tuple(PlatformStep(day, PlatformState(state)) for day, state in self.dated_states()),
            townships=tuple(
                GroupedTownships(day_of(self.log, each.entry), len(each.townships)) for each in self.groupings
            ),
            visits=tuple(sorted(visits)),
        )
