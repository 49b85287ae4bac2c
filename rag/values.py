"""What filters are made of, checked where it comes in: whoever calls from Python may give anything."""

from collections.abc import Iterable

from rag.errors import QuestionError

FIRST, LAST = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999 in seconds since 1970."""


def names(value: object, what: str) -> tuple[str, ...]:
    """Names as a tuple; one string is one name, and no list of letters. Raises `QuestionError`."""
    listed = (value,) if isinstance(value, str) else value
    if isinstance(listed, Iterable) and not isinstance(listed, bytes | dict):
        found = tuple(listed)
        if all(isinstance(name, str) for name in found):
            return found
    raise QuestionError(f"{what} must be a name or a list of names, and is {value!r}")


def seconds(value: object, what: str) -> int | None:
    """Seconds since 1970, None for none. Raises `QuestionError` for anything but a whole number, and for no year."""
    if value is None:
        return None
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise QuestionError(f"{what} must be seconds since 1970, and is {value!r}: make_filters takes dates")
    return within(int(value), what)


def within(moment: int, what: str) -> int:
    """The same seconds. Raises `QuestionError` for those of no year from 1 to 9999."""
    if not FIRST <= moment <= LAST:
        raise QuestionError(f"{what} is {moment} seconds from 1970, which is in no year from 1 to 9999")
    return moment
