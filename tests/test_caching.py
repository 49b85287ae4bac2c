"""What is kept for texts that come again."""

import gc
import weakref

from rag.caching import FEW, LONG, cached_by_text


class Made:
    """Something that can be seen to be gone."""


def test_short_texts_are_kept_and_few_long_ones() -> None:
    calls: list[str] = []

    @cached_by_text(1_000)
    def made(text: str, language: str = "en") -> Made:
        calls.append(text + language)
        return Made()

    short, long = [str(n) for n in range(100)], [str(n) * LONG for n in range(10, 10 + 2 * FEW)]
    kept = [weakref.ref(made(text)) for text in (*short, *long)]
    gc.collect()
    assert sum(made() is not None for made in kept[:100]) == 100
    assert sum(made() is not None for made in kept[100:]) == FEW
    assert made(short[0]) is kept[0]()
    assert made(long[-1]) is kept[-1]()
    assert made(short[0], "de") is not kept[0]()
    assert len(calls) == len(kept) + 1
