"""The errors inside of exception groups, which task groups nest."""

from collections.abc import Iterator


def errors_of(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """Yields the errors of a group and of its nested groups."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from errors_of(error)
        else:
            yield error
