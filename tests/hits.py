"""Hits made by hand, for what is counted of them, and a cache for runs of the evaluation."""

from pathlib import Path

from corpus.article import Article
from corpus.versions import Version
from rag.encoders import load_encoder
from rag.settings import Settings
from rag.types import Copy, Hit, Passage


def cache_with_model(folder: Path) -> Path:
    """The folder as a cache that has the converted model and nothing else."""
    usual = Settings().cache
    load_encoder("minilm", usual)
    for converted in usual.glob("minilm-*"):
        (folder / converted.name).symlink_to(converted.resolve())
    return folder


def hit(rank: int, url: str, text: str, copies: tuple[str, ...] = ()) -> Hit:
    """A passage that is the whole text of an article, with the addresses of its other printings."""
    article = Article(text, url=url)
    version = Version(article.article_id, 1, article.article_id, article, 0, 0, None)
    passage = Passage(f"{article.article_id}-1-0", article.article_id, 1, 0, len(text))
    others = tuple(Copy(Article("-", url=u).article_id, u, "", "", None) for u in copies)
    return Hit(rank, 1 / rank, passage, version, others)


def hits(*texts: str) -> list[Hit]:
    """Hits in order, each of an article of its own: `https://example.org/1` and so on."""
    return [hit(rank, f"https://example.org/{rank}", text) for rank, text in enumerate(texts, 1)]
