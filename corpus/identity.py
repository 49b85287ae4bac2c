"""Under which name an article is kept: what makes two addresses one, and the digests that stand for text."""

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?i)^((utm|itm|mtm|pk|at|hsa|vero|oly|wt|stm|ns)_\w+|(fb|gc|dc|msclk|yc|ysc|twc)l?id|gclsrc|[gw]braid|mc_[ce]id|igshid?|"
    r"cmpid|cmp|ocid|icid|ncid|smid|smtyp|sref|xtor|ref|ref_?src|ref_?url|referr?er|ito|sr_share|guccounter|"
    r"guce_\w+|spm|_ga|_gl|wkey|share_?token|amp(_\w+)?|outputtype)$"
)
"""Parameters that say where a reader came from, or which form of the page is wanted, never which article it is."""
_FORMS = frozenset(("www", "m", "mobile", "amp", "edition", "touch"))
"""First labels of a host that show the same articles as the host without them."""
_AMP_PATH = re.compile(r"(?i)^/amp(?=/)|/amp(\.html?)?/?$|\.amp(?=(\.html?)?$)")
_INDEX = re.compile(r"(?i)/(index|default)\.(html?|php|aspx?)$")
_AMP_CACHE = re.compile(r"(?i)^https?://(?:[\w-]+\.cdn\.ampproject\.org/\w|(?:www\.)?google\.[a-z.]+/amp)/(s/)?(.+)$")


def digest(text: str) -> str:
    """sha256 of a string's UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical_url(url: str) -> str:
    """`url` as it is shown and followed: out of an AMP cache, without fragment and tracking, host in lower case."""
    try:
        if cached := _AMP_CACHE.match(url):
            url = f"http{'s' if cached[1] else ''}://{cached[2]}"
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https"):
            return url
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), ""))
    except ValueError:  # a bracket that opens no IPv6 address: keep it as the name it is
        return url


def is_web_address(url: str) -> bool:
    """Whether `url` is http or https, has a host, and holds nothing that a browser would read in another way."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\\\x00-\x1f]", url)
    except ValueError:
        return False


def identity(url: str) -> str:
    """What all addresses of one article have in common: no scheme, no `www`, no mobile or AMP form, no index page.

    It is compared, never followed.
    """
    try:
        parts = urlsplit(canonical_url(url))
        if parts.scheme not in ("http", "https"):
            return url
        labels = parts.netloc.split(".")
        while len(labels) > 2 and labels[0] in _FORMS:
            labels.pop(0)
        path = _INDEX.sub("", _AMP_PATH.sub("", parts.path)).rstrip("/")
        return urlunsplit(("", ".".join(labels), path, urlencode(sorted(parse_qsl(parts.query))), "")).lstrip("/")
    except ValueError:
        return url


def plainest(urls: list[str]) -> str:
    """Of several addresses of one article the one to show: over TLS, and in none of the other forms."""
    return min(urls, key=lambda url: (not url.startswith("https:"), _is_form(url), len(url), url))


def _is_form(url: str) -> bool:
    parts = urlsplit(url)
    return parts.netloc.split(".")[0] in _FORMS - {"www"} or bool(_AMP_PATH.search(parts.path))
