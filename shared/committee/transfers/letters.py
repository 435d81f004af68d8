"""Records of `lianxi.transfers` as letters: what they bring, and whom they concern. What is no letter goes to the dead ones."""

import re
from typing import NamedTuple

from aiokafka import ConsumerRecord

from shared.committee.transfers.travelling import Dispatch, Notice, travelling
from shared.contracts.codec import MalformedEventError, decode
from shared.contracts.dated import FIRST_YEAR
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.messaging.dead_letters import dead_letter

_LAST_YEAR = 9000
_WORD = re.compile(r"[a-z_]{1,32}")


class Letter(NamedTuple):
    """A record that can be read; `traceparent`: the trace that it was sent in."""

    record: ConsumerRecord
    subject: str
    traceparent: str | None
    content: Dispatch | Notice

    @property
    def addressees(self) -> set[str]:
        """The organizations that it concerns."""
        if isinstance(self.content, Dispatch):
            return {self.content.facts.to}
        return {organization_of(origin) for origin in self.content.facts.chain}


def read(records: list[ConsumerRecord], *, consumer: str) -> tuple[list[Letter], list[DeadLetter]]:
    """The newest letter about each subject, in the order in which they came; the dead letters are of what cannot be read."""
    newest: dict[str, Letter] = {}
    dead: list[DeadLetter] = []
    for record in records:
        try:
            letter = _letter(record)
        except MalformedEventError as error:
            dead.append(dead_letter(record, consumer=consumer, reason=str(error)))
            continue
        if letter is not None:
            known = newest.get(letter.subject)
            if known is None or letter.content.version > known.content.version:
                newest[letter.subject] = letter
    return list(newest.values()), dead


def _letter(record: ConsumerRecord) -> Letter | None:
    event = decode(record.value, topic=record.topic, partition=record.partition)
    content = None if event is None else travelling(event)
    if event is None or content is None:
        return None
    _check(content)
    return Letter(record, event.subject, event.envelope.traceparent, content)


def _years(content: Dispatch | Notice) -> set[int]:
    """Those of all days that it names, and of the time at which it was recorded."""
    if isinstance(content, Dispatch):
        return {content.facts.sent.year, content.facts.limit.year, content.time.year}
    facts = content.facts
    honours = {each.day.year for each in (*facts.adopted, *facts.instructed)}
    return honours | {step.day.year for step in facts.steps} | {day.year for day in facts.fed_back} | {content.on.year}


def _check(content: Dispatch | Notice) -> None:
    """What no service of ours would have sent."""
    facts = content.facts
    word = content.facts.state if isinstance(content, Notice) else content.facts.kind
    if not _WORD.fullmatch(word):
        raise MalformedEventError("the kind or state is no word")
    if not all(FIRST_YEAR <= year <= _LAST_YEAR for year in _years(content)):
        raise MalformedEventError("a day lies outside of what can be counted")
    ids = [*facts.chain, content.matter]
    if max(map(len, ids)) > LONGEST_ID:
        raise MalformedEventError("an id is too long")
    way = [organization_of(matter) for matter in facts.chain]
    way.append(content.teller if isinstance(content, Notice) else content.facts.to)
    if len(set(way)) < len(way):
        raise MalformedEventError(f"the way goes in a circle: {' → '.join(way)}")
