"""What of a file of articles is taken for no article, and why."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.junk import observe, why_no_article
from eval.datasets import DatasetError

REPEATED = "repeated on its host"


def load(path: Path) -> list[Article]:
    """The articles of a file, junk and all. Raises `DatasetError` when there are none."""
    from corpus.readers import read

    found = [item for item in read([path]) if isinstance(item, Article)]
    if not found:
        raise DatasetError(f"no articles in {path}")
    return found


def report(path: Path) -> Iterator[str]:
    """A line for every text that is rejected, and how many there are by reason.

    Repetition is looked for on its own, so that it is seen what it finds without the rules of content.
    """
    articles = load(path)
    reasons: Counter[str] = Counter()
    repeated = _repeated(articles)
    for number, article in enumerate(articles):
        found = [why for why in (why_no_article(article), REPEATED if number in repeated else "") if why]
        reasons.update(found)
        reasons["rejected"] += bool(found)
        if found:
            yield f"{', '.join(found)}: {article.url or article.title}: {' '.join(article.text.split())[:100]}"
    yield f"{reasons.pop('rejected'):,} of {len(articles):,} texts are no articles"
    for why, count in reasons.most_common():
        yield f"  {why:<50}{count:>6,}"


def _repeated(articles: list[Article]) -> set[int]:
    """The numbers of those that are nothing but paragraphs repeated on their host."""
    from sqlalchemy import create_engine

    from corpus.schema import metadata

    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        found = {name for n, article in enumerate(articles) for name in observe(connection, str(n), article)}
    engine.dispose()
    return {int(name) for name in found}
