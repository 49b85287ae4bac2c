"""Copies, updates and look-alikes made from real articles, to see which of them are found to be copies."""

import random
import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from corpus.article import Article


@dataclass(frozen=True, slots=True)
class Planted:
    """An article made from a real one, and how. Look-alikes of a template have no real one behind them."""

    how: str
    article: Article
    base: Article | None



# -- copies ----------------------------------------------------------------------------------------------------------


def _headline(rng: random.Random, text: str, words: Sequence[str]) -> str:
    return _some(rng, words, 5, 11).capitalize() + "\n" + text


def _some(rng: random.Random, words: Sequence[str], least: int, most: int) -> str:
    """Words without what ends a sentence."""
    return " ".join(word.strip(string.punctuation) for word in rng.choices(words, k=rng.randint(least, most)))


def _dateline(rng: random.Random, text: str, words: Sequence[str]) -> str:
    place = rng.choice(("LONN", "ABRIA", "UPPER LONN", "PORT TARSIA"))
    return f"{place}, {rng.choice(('March', 'June'))} {rng.randint(1, 28)} (Lakeside Wire) \N{EM DASH} {text}"


def _footer(rng: random.Random, text: str, words: Sequence[str]) -> str:
    notes = (
        "Reporting by the Lakeside Wire desk; editing by the Abria bureau.",
        "This story was produced by the Lakeside Wire and has not been changed by the staff of the Valley Post.",
        "Copyright of the Lakeside Wire. All rights reserved. This material may not be published, broadcast, rewritten "
        "or redistributed without permission.",
        "Read more: " + _some(rng, words, 6, 20),
    )
    return text + "\n\n" + "\n".join(rng.sample(notes, rng.randint(1, 2)))


def _trimmed(rng: random.Random, text: str, words: Sequence[str]) -> str:
    """40 to 80% of the words: the start, a run from the middle, or all but some paragraphs."""
    share = rng.uniform(0.4, 0.8)
    way = rng.random()
    if way < 0.3 and text.count("\n\n") >= 6:
        parts = text.split("\n\n")
        kept = sorted(rng.sample(range(len(parts)), max(3, round(share * len(parts)))))
        return "\n\n".join(parts[i] for i in kept)
    pieces = re.findall(r"\S+\s*", text)
    size = round(share * len(pieces))
    start = 0 if way < 0.7 else rng.randint(0, len(pieces) - size)
    return "".join(pieces[start : start + size])


def _edited(rng: random.Random, text: str, words: Sequence[str]) -> str:
    """A word changed, dropped, added, swapped or misspelt in every 18 to 60."""
    pieces = re.findall(r"\S+\s*", text)
    step, at = rng.randint(18, 60), 0
    while (at := at + rng.randint(step // 2, step * 3 // 2)) < len(pieces) - 1:
        word = pieces[at].strip()
        other = rng.choice(words)
        pieces[at] = rng.choice(
            (other + " ", "", f"{pieces[at]}{other} ", pieces[at + 1].strip() + " ", _misspelt(rng, word) + " ")
        )
    return "".join(pieces)


def _misspelt(rng: random.Random, word: str) -> str:
    at = rng.randint(0, len(word))
    return word[:at] + rng.choice(string.ascii_lowercase) + word[at + 1 :]


Edit = Callable[[random.Random, str, Sequence[str]], str]
_EDITS: dict[str, tuple[Edit, ...]] = {
    "new headline": (_headline,),
    "dateline": (_dateline,),
    "footer": (_footer,),
    "trimmed": (_trimmed,),
    "trimmed, headline, dateline, footer": (_trimmed, _dateline, _headline, _footer),
    "small edits": (_edited,),
    "small edits, trimmed, footer": (_edited, _trimmed, _footer),
}


def plant_copies(rng: random.Random, real: Sequence[Article], words: Sequence[str], count: int) -> Iterator[Planted]:
    """Printings by other outlets, all kinds in turn. `words` are what edits put in."""
    hows = list(_EDITS)
    for number in range(count):
        base = rng.choice(real)
        how = hows[number % len(hows)]
        text = base.text
        for edit in _EDITS[how]:
            text = edit(rng, text, words)
        yield Planted(how, _printed(rng, base, text, f"copy-{number}"), base)


def _printed(rng: random.Random, base: Article, text: str, name: str) -> Article:
    """The article that an outlet of ours makes of a text, up to nine days after the real one."""
    later = base.published + timedelta(hours=rng.randint(0, 9 * 24)) if base.published else None
    return replace(base, text=text, url=f"https://{name}.example.org/", outlet=name, published=later)


# -- what is none ----------------------------------------------------------------------------------------------------


def plant_updates(rng: random.Random, real: Sequence[Article], count: int) -> Iterator[Planted]:
    """The same story later: a new lead, other figures, paragraphs replaced and added."""
    long = [a for a in real if len(a.text.split()) >= 150 and a.text.count("\n\n") >= 5]
    for number in range(count):
        base = rng.choice(long)
        fresh = [p for _ in range(9) for p in rng.choice(long).text.split("\n\n") if 15 <= len(p.split()) <= 60] * 2
        parts = base.text.split("\n\n")
        told = [at for at, part in enumerate(parts) if len(part.split()) >= 12] or [0]
        parts[: told[0] + 1] = [fresh.pop()]
        for at in rng.sample(told[1:], min(len(told) - 1, max(1, round(rng.uniform(0.1, 0.3) * len(told))))):
            parts[at - told[0]] = fresh.pop()
        for _ in range(rng.randint(1, 3)):
            parts.insert(rng.randint(1, len(parts)), fresh.pop())
        text = _other_figures(rng, "\n\n".join(parts), 0.6)
        yield Planted("updates", _printed(rng, base, text, f"update-{number}"), base)


def _other_figures(rng: random.Random, text: str, share: float) -> str:
    def change(found: re.Match[str]) -> str:
        return str(int(found[0]) + rng.randint(1, 9)) if rng.random() < share else found[0]

    return re.sub(r"\d{1,9}", change, text)


def plant_renamed(rng: random.Random, real: Sequence[Article], count: int) -> Iterator[Planted]:
    """A real article with every name and figure exchanged: the hardest template there is."""
    names = sorted({w for a in real[:200] for w in re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", a.text)})
    for number in range(count):
        base = rng.choice(real)
        used = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", base.text))
        text = base.text
        for name in used:
            text = re.sub(rf"\b{name}\b", rng.choice(names), text)
        yield Planted("renamed", _printed(rng, base, _other_figures(rng, text, 1), f"renamed-{number}"), base)


_TEMPLATES = (
    "{A} beat {B} {n}-{m} on {day} night to move to {p} points in the league. {C} opened the scoring after {q} minutes "
    "with a header from close range, and {D} made it two before the break. {B} pulled one back through {E} in the "
    "second half, but the home side held on for the win in front of a crowd of {r}. \u201cWe worked hard for this one "
    "and I am proud of the players,\u201d coach {F} said after the match. {A} travel to {G} next week.",
    "Shares in {A} closed {p} percent higher on {day} as investors weighed the latest figures from the central bank. "
    "The index of leading stocks gained {n} points to end the session at {r}, led by {B} and {C}. Traders said volume "
    "was below average ahead of the holiday. {D} fell {m} percent after it cut its outlook for the year. The currency "
    "was little changed at {q} to the dollar, and the price of crude oil rose {m} cents to {p} a barrel.",
    "{A} and the surrounding area will see cloud in the morning and sunny spells in the afternoon on {day}, with a "
    "high of {n} degrees and a low of {m} degrees. Winds will be light from the west, rising to {p} miles an hour "
    "along the coast near {B}. The chance of rain is {q} percent. Sunrise is at {m}.{p} and sunset is at "
    "{n}.{q}. The weather "
    "office in {C} said that conditions should stay settled until the end of the week.",
    "A man aged {n} was taken to hospital after a crash on the road between {A} and {B} on {day} evening, police said. "
    "Officers were called at about {m}.{q} after a collision between a lorry and a car near {C}. The driver of the car "
    "was cut free by firefighters and remains in a stable condition. The road was closed for {p} hours while the "
    "scene was examined. Anyone who saw what happened is asked to call {D} police and give the reference {r}.",
)


def plant_templates(rng: random.Random, count: int) -> Iterator[Planted]:
    """Short reports that differ in their names, days and figures."""
    ends = ("nn", "a", "sia", "via", "den", "ry", "ick", "tor")
    names = [start + end for start in ("Lo", "Abri", "Tar", "Cor", "Vel", "Mer", "Ost", "Hal") for end in ends]
    for number in range(count):
        blanks = dict(zip("ABCDEFGH", rng.sample(names, 8), strict=True))
        blanks |= {k: str(rng.randint(1, 60)) for k in "nmpq"} | {"r": f"{rng.randint(1000, 90000):,}"}
        blanks["day"] = rng.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
        text = _TEMPLATES[number % len(_TEMPLATES)].format(**blanks)
        url = f"https://template-{number}.example.org/"
        yield Planted("templates", Article(text, title=f"Report {number}", url=url), None)
