"""Every command declares its facts: title, event, who may give it, the role it is recorded for, and what its fields are."""

from collections import Counter
from dataclasses import fields

import pytest

from shared.contracts.vocabulary import Role
from shared.domain.catalogue import COMMAND_SETS
from shared.domain.command import Command
from shared.domain.command_set import CommandSet
from shared.domain.transitions import GIVEN_BY_NOBODY

of_each_kind = pytest.mark.parametrize("commands", COMMAND_SETS.values(), ids=lambda commands: commands.name)
EVERY = sorted(
    {command for commands in COMMAND_SETS.values() for command in commands.every}, key=lambda each: each.__name__
)
of_each_command = pytest.mark.parametrize("command", EVERY, ids=lambda command: command.__name__)


@of_each_kind
def test_names_and_events_of_the_commands_of_a_kind_are_unique(commands: CommandSet) -> None:
    names = Counter(command.name for command in commands.every)
    events = Counter(command.event.past for command in commands.every)
    assert max(names.values()) == max(events.values()) == 1


@of_each_kind
def test_every_command_may_be_given_by_the_secretariat_and_the_role_it_is_recorded_for(commands: CommandSet) -> None:
    for name, grant in commands.permissions():
        if name.partition(".")[2] in GIVEN_BY_NOBODY:
            assert grant.scopes == {}
        else:
            assert {Role.SECRETARIAT, grant.recorded_for} <= set(grant.scopes)
            assert grant.scopes[Role.SECRETARIAT] in ("own", "keeper")


@of_each_command
def test_a_command_has_a_title_and_an_event_with_a_title(command: type[Command]) -> None:
    assert command.title_zh
    assert command.event.title_zh
    assert command.event.past.isidentifier()


@of_each_command
def test_texts_and_labels_are_those_of_fields(command: type[Command]) -> None:
    named = {field.name for field in fields(command)}
    assert {*command.texts, *command.labels} <= named
    completed = (command, *command.__subclasses__())  # a decision may complete a command with a text
    assert set(command.notice_texts) <= {text for each in completed for text in each.texts}


@of_each_command
def test_no_client_sends_what_only_a_completed_command_states(command: type[Command]) -> None:
    assert not {field.name for field in fields(command)} & {"returns", "meets_checklist"}
