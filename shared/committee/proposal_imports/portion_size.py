"""The number of rows that one transaction of an import enters: as many as it can without delaying other writers."""

LEAST, FIRST, MOST = 50, 50, 200
"""Rows. Smaller portions would not be quicker: most of their time is the index of the search, whose pages the rows share."""
SECONDS = 0.15
"""The aim for the time of a transaction, for which other writers wait."""


class PortionSize:
    """The rows of the next portion, by the time that the last one took."""

    def __init__(self) -> None:
        self.rows = FIRST

    def adjust(self, seconds: float) -> None:
        """Adjusts the size after a portion that took so long; it grows slowly and shrinks at once."""
        fitting = self.rows * SECONDS / max(seconds, 1e-3)
        self.rows = round(max(LEAST, min(fitting, 1.25 * self.rows, MOST)))
