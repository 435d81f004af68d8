"""The usual commands of every kind of matter, which bring one into a state for tests, are legal in their order."""

import pytest

from tests.support.matters import RULES, MatterBuilder

STATES = [(kind, command.name) for kind, rules in RULES.items() for command in rules.lifecycle]


@pytest.mark.parametrize("kind", RULES)
def test_the_usual_commands_of_a_kind_are_accepted_in_their_order(kind: str) -> None:
    matter, rules = MatterBuilder(kind), RULES[kind]
    matter.execute(*rules.lifecycle)
    assert [event.command.name for event in matter.events] == [each.name for each in (rules.begin, *rules.lifecycle)]


@pytest.mark.parametrize(("kind", "last"), STATES)
def test_a_matter_is_brought_to_a_state_at_once_or_by_way_of_the_states_before(kind: str, last: str) -> None:
    at_once, stepwise = MatterBuilder(kind).bring_to(last), MatterBuilder(kind)
    for command in RULES[kind].lifecycle[: len(at_once.events) - 1]:
        stepwise.bring_to(command.name)
    assert at_once.state == stepwise.state
    assert at_once.events[-1].command.name == last
