"""Articles and pages made from a seed, of any number and length: words of the demo archive, as frequent as words are.

They read as nonsense, but cost what real ones cost: sentences, paragraphs, word frequencies, dates, 97 outlets.
"""

import gzip
import html
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any
from uuid import UUID

from rag.demo import demo_path

OUTLETS = 97
START = datetime(2021, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=3)
SYLLABLES = [start + end for start in "bcdfglmnprstv" for end in ("a", "en", "i", "or", "un", "est")]
SHORT, LONG = 60, 1_500
"""Words in an article."""


def articles(count: int, words: int, *, first: int = 0) -> Iterator[dict[str, Any]]:
    """Records as `dateline add` reads them, each another story, three minutes apart."""
    rng = random.Random(f"7 {first}")
    known, weights = _vocabulary()
    for n in range(first, first + count):
        yield {
            "url": f"https://www.outlet{n % OUTLETS}.example.org/news/{n}",
            "title": " ".join(rng.choices(known[50:], k=8)).capitalize(),
            "outlet": f"Outlet {n % OUTLETS}",
            "published": (START + n * APART).isoformat(),
            "authors": ["A. Reporter"],
            "text": _text(rng, known, weights, words),
        }


def _vocabulary() -> tuple[list[str], list[float]]:
    text = demo_path("articles.jsonl").read_text(encoding="utf-8")
    common = [word for word, _ in Counter(re.findall("[a-z]{2,14}", text.lower())).most_common(2_000)]
    rng = random.Random(1)
    rare = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(20_000)})
    rng.shuffle(rare)
    words = common + rare
    return words, list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))  # Zipf, Mandelbrot


def _text(rng: random.Random, known: list[str], weights: list[float], words: int) -> str:
    sentences = []
    while words > 0:
        length = min(words, rng.randint(9, 22))
        words -= length
        sentences.append(" ".join(rng.choices(known, cum_weights=weights, k=length)).capitalize() + ".")
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def write_lines(path: Path, count: int, words: int, *, first: int = 0) -> int:
    """Write JSON lines; returns their bytes."""
    with path.open("w", encoding="utf-8") as file:
        for article in articles(count, words, first=first):
            file.write(json.dumps(article) + "\n")
    return path.stat().st_size


def write_pages(folder: Path, count: int, words: int) -> int:
    """Write pages with the usual surroundings of a story; returns their bytes."""
    folder.mkdir()
    for n, article in enumerate(articles(count, words)):
        (folder / f"{n:06}.html").write_text(page(article), encoding="utf-8")
    return sum(path.stat().st_size for path in folder.iterdir())


def write_warc(path: Path, pages: Iterable[bytes]) -> int:
    """Write pages as a crawl keeps them, a gzip member for each; returns the file's bytes."""
    with path.open("wb") as file:
        for n, body in enumerate(pages):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {START + n * APART:%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"WARC-Record-ID: <urn:uuid:{UUID(int=n)}>\r\nWARC-Target-URI: https://www.crawled.example.org/{n}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + answer + b"\r\n\r\n", 6))
    return path.stat().st_size


def page(article: dict[str, Any]) -> str:
    """A story as a news site would show it: menus, related links, a footer, metadata."""
    title, said = html.escape(article["title"]), html.escape(article["published"])
    story = "".join(f"<p>{html.escape(part)}</p>" for part in article["text"].split("\n\n"))
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    related = "".join(f'<div class="card"><a href="/news/{n}"><h3>Another story {n}</h3></a></div>' for n in range(25))
    data = {"@type": "NewsArticle", "headline": article["title"], "datePublished": article["published"]}
    return f"""<!doctype html><html lang="en"><head><title>{title} | {article["outlet"]}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{article["outlet"]}">
<meta property="article:published_time" content="{said}"><link rel="canonical" href="{article["url"]}">
<script type="application/ld+json">{json.dumps(data)}</script><style>{".a{color:red}" * 200}</style></head>
<body><nav><ul>{menu}</ul></nav><main><article>
<h1>{title}</h1>
<div class="byline">By A. Reporter</div>{story}</article>
<aside>{related}</aside></main>
<footer><p>Copyright {article["outlet"]}. All rights reserved.</p></footer></body></html>"""
