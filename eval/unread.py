"""Which sentences of a file of articles are passed over: orders to a model, and questions of something else."""

from collections.abc import Iterator
from pathlib import Path

from eval.junk import load
from rag.orders import orders, passed_over
from rag.sentences import sentences


def report(path: Path) -> Iterator[str]:
    """A line for each of them, then how many there are. Raises `DatasetError` where the file has no articles."""
    total = ordering = asking = 0
    for article in load(path):
        total += len(sentences(article.text, article.language))
        for start, end in sorted(passed_over(article.text, article.language)):
            said = article.text[start:end]
            ordering, asking = ordering + orders(said), asking + (not orders(said))
            yield f"{'order' if orders(said) else 'question'}: {' '.join(said.split())}"
    yield f"{total:,} sentences: {ordering:,} orders and {asking:,} questions of something else are passed over"
