"""What kind of story an article is, by the signals that pages and feeds carry."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from urllib.parse import urlsplit

from corpus.article import Kind

TYPES: dict[str, Kind] = {
    "liveblogposting": "live", "advertisercontentarticle": "sponsored", "opinionnewsarticle": "opinion",
    "review": "review", "reviewnewsarticle": "review", "criticreview": "review", "newsarticle": "news",
    "reportagenewsarticle": "news", "analysisnewsarticle": "news", "backgroundnewsarticle": "news",
}  # fmt: skip
"""schema.org types, in lower case. ClaimReview is no review."""

WORDS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "sponsored", "sponsored content", "sponsor content", "sponsored post", "sponsored story", "paid post",
            "paid content", "paidpost", "paid partnership", "partner content", "partnercontent", "branded content",
            "brandedcontent", "brand studio", "brandvoice", "advertorial", "advertisement feature",
            "advertiser content", "promoted content", "anzeige", "publireportage", "publirreportaje",
            "contenido patrocinado", "conteúdo patrocinado",
        ),
        "sponsored",
    ),
    **dict.fromkeys(
        ("live", "live blog", "liveblog", "live updates", "live news", "livecoverage", "live coverage", "liveticker",
         "en direct", "en vivo", "ao vivo"),
        "live",
    ),
    **dict.fromkeys(
        ("review", "reviews", "film review", "movie review", "book review", "album review", "tv review",
         "restaurant review", "product review", "film reviews", "movie reviews", "book reviews", "rezension",
         "rezensionen", "reseñas"),
        "review",
    ),
    **dict.fromkeys(
        ("opinion", "opinions", "editorial", "editorials", "op ed", "oped", "op eds", "commentary", "comment", "column",
         "columns", "columnist", "columnists", "commentisfree", "comment is free", "letters", "letters to the editor",
         "letter to the editor", "viewpoint", "viewpoints", "guest essay", "perspective", "perspectives", "meinung",
         "kommentar", "kommentare", "leitartikel", "opinión", "opiniones", "columnas", "opinião", "opiniao", "opinioni",
         "tribune", "tribunes", "idées", "opinie", "leserbriefe"),
        "opinion",
    ),
    **dict.fromkeys(
        ("wire", "wires", "wire service", "wirestory", "newswire", "newswires", "ap news", "reuters", "afp", "dpa"),
        "wire",
    ),
    **dict.fromkeys(
        ("news", "world news", "local news", "us news", "uk news", "breaking news", "national news",
         "international news", "business news", "politics", "world", "nachrichten", "noticias", "notícias", "actualité",
         "actualités", "nieuws", "notizie"),
        "news",
    ),
}  # fmt: skip
"""Sections, breadcrumbs, labels above the headline and folders of an address: words in lower case, no punctuation."""

AGENCIES = frozenset(
    (
        "associated press", "ap", "ap news", "reuters", "thomson reuters", "afp", "agence france presse", "dpa",
        "deutsche presse agentur", "upi", "united press international", "bloomberg news", "pa media",
        "press association", "efe", "agencia efe", "ansa", "xinhua", "kyodo", "kyodo news", "tass", "interfax", "pti",
        "press trust of india", "ani", "asian news international", "ians", "canadian press",
        "australian associated press", "aap", "anp", "belga", "apa", "austria presse agentur", "keystone sda", "ntb",
        "ritzau", "tt nyhetsbyrån", "lusa", "estadão conteúdo", "anadolu agency", "yonhap",
        "yonhap news agency", "bernama", "antara",
    )
)  # fmt: skip
"""News agencies, in lower case without "the" and punctuation."""

# What says most about how a text should be read comes first: a sponsored review is sponsored, an editor's review in
# the news pages a review. Nearly every page calls itself a NewsArticle, so that comes last.
ORDER: tuple[Kind, ...] = ("sponsored", "live", "review", "opinion", "wire", "news")

_SLUG: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(^|-)live-?(blog|updates|ticker|coverage)(-|\b)"), "live"),
    (re.compile(r"^(opinion|editorial|op-ed|commentary|letters?-to-the-editor)-"), "opinion"),
)
_SPONSOR = re.compile(r"^(sponsored|paid for|presented|paid post|brought to you|advertisement) (by|from)\b")


def kind_of(
    *,
    url: str = "",
    section: str = "",
    labels: Iterable[str] = (),
    types: Iterable[str] = (),
    authors: Sequence[str] = (),
) -> Kind:
    """The kind that the signals say, `unknown` without one. `types` are schema.org's, `labels` words beside it."""
    found = set(
        chain(
            (TYPES.get(name.lower(), "unknown") for name in types),
            _of_labels(chain([section], labels)),
            _of_address(url),
            ("wire" for name in authors if is_agency(name)),
        )
    )
    return next((kind for kind in ORDER if kind in found), "unknown")


def is_agency(name: str) -> bool:
    """Whether a byline is a news agency's: `The Associated Press`, `dpa/AFP`, `By Reuters Staff`."""
    if not name:
        return False
    parts = [_plain(part) for part in re.split(r"[/|]|\s+-\s+", re.sub(r"(?i)^\s*(by|from|von)\s+", "", name)[:200])]
    bare = [re.sub(r"^the | (staff|reporters?|staff writer|and|with)$", "", part) for part in parts if part]
    return bool(bare) and all(part in AGENCIES for part in bare)


def _of_labels(labels: Iterable[str]) -> Iterator[Kind]:
    for label in labels:
        plain = _plain(label[:200])
        if _SPONSOR.match(plain):
            yield "sponsored"
        for part in {plain, *(_plain(part) for part in re.split(r"[/|>:,;]", label[:200]))}:
            if part in WORDS:
                yield WORDS[part]


def _of_address(url: str) -> Iterator[Kind]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    *folders, slug = [part for part in parts.path.lower().split("/") if part] or [""]
    host = (parts.hostname or "").split(".")[0]
    for folder in (host, *folders):
        if (plain := _plain(folder)) in WORDS and not (folder == host and WORDS[plain] == "news"):
            yield WORDS[plain]
    for pattern, kind in _SLUG:
        if pattern.search(slug):
            yield kind


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", words.lower()).split())
