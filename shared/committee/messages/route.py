"""The route of a matter: the states at each of its origins, sealed with the transfer as one of its texts, and later with notices."""

from collections.abc import Mapping

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder, encode

from shared.contracts.dated import StateStep
from shared.domain.matter import Matter

ROUTE = "route"
"""The name of the text that carries the route to the receiver."""


Route = Mapping[str, tuple[StateStep, ...]]
"""The states of each matter of a chain, by its id."""


NO_ROUTE: Route = {}
"""The route of a matter without origins."""


class RouteLeg(Struct, frozen=True):
    """The states of a matter of the chain."""

    matter: str
    states: tuple[StateStep, ...]


_legs = Decoder(tuple[RouteLeg, ...])


def states_of(state: Matter) -> tuple[StateStep, ...]:
    """Returns every state that a matter reached, with its day."""
    return tuple(StateStep(day, str(status)) for day, status in state.dated_states())


def route_with(received: Route, matter: str, state: Matter) -> str:
    """Returns the text of the route of a matter. `received`: the states of its origins."""
    legs = [RouteLeg(origin, states) for origin, states in received.items()]
    return encode((*legs, RouteLeg(matter, states_of(state)))).decode()


def route_in(text: str) -> Route:
    """Returns the route in a text; an empty one for a text that is malformed, which changes nothing but what is shown."""
    try:
        return {each.matter: each.states for each in _legs.decode(text or "[]")}
    except (DecodeError, ValidationError):
        return {}
