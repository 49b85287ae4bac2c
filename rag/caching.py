"""Results kept for texts that are asked about again."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

LONG = 20_000
"""Characters from which on a text is one of a few: an article may have a hundred times as many."""
FEW = 16
"""Long texts of which the result is kept: those at hand, which all their passages ask about."""

Options = ParamSpec("Options")
Made = TypeVar("Made")
OfText = Callable[Concatenate[str, Options], Made]


def cached_by_text(maxsize: int) -> Callable[[OfText[Options, Made]], OfText[Options, Made]]:
    """`lru_cache` for a function of a text, which is bounded in memory, too: it keeps the result of few long texts."""

    def around(function: OfText[Options, Made]) -> OfText[Options, Made]:
        short, long = lru_cache(maxsize)(function), lru_cache(FEW)(function)

        def cached(text: str, /, *args: Options.args, **kwargs: Options.kwargs) -> Made:
            return (short if len(text) < LONG else long)(text, *args, **kwargs)  # type: ignore[arg-type]  # hashable

        return update_wrapper(cached, function)

    return around
