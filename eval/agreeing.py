"""Articles of four outlets on one story, which give the same figures in other words, or of which one gives another.

Each story is built from facts, each with four wordings and the ways in which a newsroom writes a number: exact,
"more than" and "about" a rounded one, in words. Beside the facts stand figures of other things that look alike: the
injured beside the dead, last year's beside this year's, a part beside the whole.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from corpus.article import Article

OUTLETS = ("Lakeside Wire", "Valley Post", "Coast Review", "Upland Courier")


@dataclass(frozen=True, slots=True)
class Fact:
    """One quantity of a story: a question, its range, and a wording for each outlet with `{n}` for the figure."""

    question: str
    low: int
    high: int
    wordings: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Planted:
    """Articles on one story, its questions, and which of them have a figure that differs (0 for an agreeing story)."""

    articles: tuple[Article, ...]
    questions: tuple[str, ...]
    differing: frozenset[int] = frozenset()


_KINDS: tuple[tuple[str, tuple[Fact, ...], tuple[str, ...]], ...] = (
    (
        "Flood in {place}",
        (
            Fact("How many people were killed in the {place} flood?", 6, 90, (
                "{n} people were killed when the river {river} flooded {place} on Monday, rescuers said.",
                "The flood in {place} on Monday killed {n} people, according to the fire service.",
                "{n} people died in the floods that hit {place} when the {river} burst its banks.",
                "Rescuers in {place} said that {n} people had been killed by the flood.")),
            Fact("How many people were injured in the {place} flood?", 110, 400, (
                "{n} people were injured in {place}, most of them by falling trees.",
                "Hospitals in {place} treated {n} injured people after the flood.",
                "The flood in {place} also injured {n} people, the regional health office said.",
                "{n} people were hurt in the {place} flood.")),
            Fact("How many people had to leave their homes in {place}?", 2_100, 9_800, (
                "{n} people in {place} were told to leave their homes.",
                "{n} people were evacuated from {place} during the night.",
                "The flood has displaced {n} people in {place}, officials said.",
                "{n} people have fled their homes in {place} since the flood.")),
        ),
        (
            "In the flood of 1987, 31 people were killed in {place}.",
            "40 of them came from the villages down the {river}.",
            "The mayor of {place} asked people to stay away from the bridges.",
            "Two people were still missing on Tuesday, a spokesman said.",
        ),
    ),
    (
        "Blast at the {place} works",
        (
            Fact("How many workers were hurt in the blast at the {place} works?", 14, 70, (
                "{n} workers were injured in a blast at the {place} works on Monday.",
                "An explosion at the chemical works in {place} hurt {n} workers, the company said.",
                "{n} workers were taken to hospital, injured by the blast in {place}.",
                "The blast at the works in {place} injured {n} workers, a union said.")),
            Fact("How many firefighters were sent to the {place} works?", 110, 390, (
                "{n} firefighters were sent to the works in {place}.",
                "The fire service sent {n} firefighters to the blaze in {place}.",
                "{n} firefighters were deployed at the {place} works through the night.",
                "It took {n} firefighters, sent from three counties, to put out the fire in {place}.")),
            Fact("How many jobs are there at the {place} works?", 1_100, 4_900, (
                "The works in {place} has {n} jobs.",
                "There are {n} jobs at the {place} works, the largest employer on the {river}.",
                "{n} jobs depend on the {place} works, the company said.",
                "The company said that the {n} jobs at the works in {place} were safe.")),
        ),
        (
            "Three workers were killed at the works in {place} in an accident nine years ago.",
            "12 of them had left hospital by the evening.",
            "Police closed the road along the {river}.",
            "The company will pay for 25 further inspectors.",
        ),
    ),
    (
        "Rally in {place}",
        (
            Fact("How many people took part in the rally in {place}?", 11_000, 96_000, (
                "{n} people took part in a rally against the new tax in {place} on Monday, police said.",
                "Police put the crowd in {place} at {n} people.",
                "{n} people gathered in {place} to protest against the tax, by the police's count.",
                "The rally in {place} was attended by {n} people, according to the police.")),
            Fact("How many people were arrested at the rally in {place}?", 12, 80, (
                "{n} people were arrested at the end of the rally in {place}.",
                "Police arrested {n} people in {place} after bottles were thrown.",
                "{n} people were detained in {place}, the police said.",
                "There were {n} arrests in {place} after the rally.")),
            Fact("How much would the tax cost a household in {place} a year?", 210, 980, (
                "The tax would cost a household in {place} {n} dollars a year.",
                "A household in {place} would pay {n} dollars a year under the tax.",
                "For a household in {place} the price of the tax would be {n} dollars a year, the council said.",
                "The council in {place} said that the tax would cost each household {n} dollars a year.")),
        ),
        (
            "A rally in {place} last spring drew 4,000 people.",
            "Eight of them were children.",
            "Shops along the {river} were closed.",
            "The rally lasted three hours.",
        ),
    ),
    (
        "New line to {place}",
        (
            Fact("How many passengers a day will the line to {place} carry?", 12_000, 88_000, (
                "The line to {place} will carry {n} passengers a day.",
                "{n} passengers a day will use the new line to {place}, the railway said.",
                "The railway expects {n} passengers a day on the line to {place}.",
                "The new line, which reaches {place} along the {river}, should carry {n} passengers a day.")),
            Fact("How much did the line to {place} cost?", 310, 940, (
                "The line to {place} cost {n} million euros.",
                "The railway spent {n} million euros on the line to {place}.",
                "Building the line to {place} cost {n} million euros, the ministry said.",
                "The price of the line to {place} was {n} million euros.")),
            Fact("How many trains a day go to {place}?", 22, 96, (
                "{n} trains a day go to {place}.",
                "There will be {n} trains a day to {place}.",
                "The timetable has {n} trains a day to {place}.",
                "The railway will run {n} trains a day to {place}.")),
        ),
        (
            "The old line to {place} carried 3,000 passengers a day before it was closed.",
            "A bridge over the {river} alone cost 41 million euros.",
            "The station in {place} has six platforms.",
            "The railway has bought 14 new trains.",
        ),
    ),
    (
        "Refugees in {place}",
        (
            Fact("How many refugees have arrived in {place}?", 1_200, 9_700, (
                "{n} refugees have arrived in {place} since Friday, the aid agency said.",
                "The aid agency said that {n} refugees had arrived in {place}.",
                "{n} refugees have crossed the {river} into {place}.",
                "{n} refugees entered {place} over the weekend, according to the aid agency.")),
            Fact("How many tents have been put up in {place}?", 210, 890, (
                "{n} tents have been put up in {place}.",
                "Soldiers put up {n} tents on the sports ground in {place}.",
                "In {place}, {n} tents stand on the sports ground.",
                "The army has put up {n} tents in {place}.")),
            Fact("How many children are among the refugees in {place}?", 110, 990, (
                "{n} children are among the refugees in {place}.",
                "Among the refugees in {place} are {n} children, the agency said.",
                "There are {n} children among those who came to {place}.",
                "The agency counted {n} children among the refugees in {place}.")),
        ),
        (
            "In 2019, 700 refugees arrived in {place}.",
            "60 of them were taken to hospital.",
            "The school in {place} is closed.",
            "The agency asked for 30 more doctors.",
        ),
    ),
)  # fmt: skip

_PLACES = (
    "Arvenholt Brakmoor Celdrin Dorvast Ellamere Fjarnby Garvick Hestrel Ivenmouth Jorsund Kelbrin Lothwick Marnesk "
    "Nordvale Ostwick Pellgarth Quarnby Ristova Skelmoor Tavrin Ulverne Vostrand Wexmoor Yarlund Zelmark"
).split()
_RIVERS = "Anse Brisk Corl Dove Esker Finn Gale".split()
DAY = datetime(2031, 5, 6, 7, tzinfo=UTC)


def stories(number: int, *, seed: int = 5, differing: bool = False) -> Iterator[Planted]:
    """`number` stories of four articles each; with `differing` the last article gives its first fact otherwise."""
    rng = random.Random(seed)
    for at in range(number):
        yield _story(rng, at, differing=differing)


def _story(rng: random.Random, at: int, *, differing: bool) -> Planted:
    title, facts, others = _KINDS[at % len(_KINDS)]
    blanks = {"place": _PLACES[at % len(_PLACES)], "river": rng.choice(_RIVERS)}
    values = [rng.randint(fact.low, fact.high) for fact in facts]
    articles = []
    for who, outlet in enumerate(OUTLETS):
        told = list(values)
        if differing and who == len(OUTLETS) - 1:
            told[0] = round(told[0] * rng.choice((0.6, 1.7))) + 1
        lines = [
            _said(rng, fact.wordings[(who + at) % 4], value, exact=who == 0 or (differing and value != known))
            for fact, value, known in zip(facts, told, values, strict=True)
        ]
        lines += rng.sample(others, 2)
        text = "\n\n".join(line[:1].upper() + line[1:] for line in (lines[0], *rng.sample(lines[1:], len(lines) - 1)))
        articles.append(
            Article(
                text.format(**blanks), f"{title.format(**blanks)}: report {who + 1}",
                f"https://{outlet.split()[0].lower()}.example.org/{blanks['place'].lower()}", outlet, ("News desk",),
                published=DAY + timedelta(days=at, hours=3 * who), language="en", kind="news",
            )
        )  # fmt: skip
    questions = tuple(fact.question.format(**blanks) for fact in facts)
    return Planted(tuple(articles), questions, frozenset({0}) if differing else frozenset())


def _said(rng: random.Random, wording: str, value: int, *, exact: bool) -> str:
    """The wording with the figure as one newsroom would write it; the blanks for names stay."""
    place = 10 ** (len(str(value)) - 2)
    ways = [f"{value:,}"]
    if value >= 100 and not exact:
        ways += [f"more than {value // place * place:,}", f"about {round(value / place) * place:,}"]
    return wording.replace("{n}", rng.choice(ways))
