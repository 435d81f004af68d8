"""The route of a matter to the level above: the states at each of its origins, sealed with the transfer as one of its texts."""

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder, encode

from shared.contracts.dated import StateStep
from shared.domain.matter import Matter

ROUTE = "route"
"""The name of the text that carries the route to the receiver."""


class RouteLeg(Struct, frozen=True):
    """The states of a matter of the chain until it was sent on."""

    matter: str
    states: tuple[StateStep, ...]


_legs = Decoder(tuple[RouteLeg, ...])


def states_of(state: Matter) -> tuple[StateStep, ...]:
    """Returns every state that a matter reached, with its day."""
    return tuple(StateStep(day, str(status)) for day, status in state.dated_states())


def route_with(received: str, matter: str, state: Matter) -> str:
    """Returns the route that a matter is sent on with. `received`: the one that it came with."""
    return encode((*legs_in(received), RouteLeg(matter, states_of(state)))).decode()


def legs_in(route: str) -> tuple[RouteLeg, ...]:
    """Returns the legs of a route; none for a text that is malformed, which changes nothing but what is shown."""
    try:
        return _legs.decode(route or "[]")
    except (DecodeError, ValidationError):
        return ()
