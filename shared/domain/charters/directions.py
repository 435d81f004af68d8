"""The direction of a transfer, seen from the sender."""

from shared.contracts.titled import Titled
from shared.contracts.vocabulary import UPWARDS, Level


class Direction(Titled):
    """Whether a matter is sent to a higher level, to a lower one, or to the same one; the title names the addressees."""

    UP = "up", "上级单位"
    DOWN = "down", "下级单位"
    SIDEWAYS = "sideways", "平级单位"

    @property
    def opposite(self) -> "Direction":
        """Returns the direction seen from the addressee; its title names the senders."""
        return {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}.get(self, self)


def direction(sender: Level, to: Level) -> Direction:
    """Returns the direction from an organization of one level to one of another; joint conferences are below all others."""
    if sender is to:
        return Direction.SIDEWAYS
    ranks = {level: rank for rank, level in enumerate(UPWARDS)}
    return Direction.UP if ranks.get(to, -1) > ranks.get(sender, -1) else Direction.DOWN
