"""Under which name an article is kept: what makes two addresses one, and the digests that stand for text."""

import hashlib
import re
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit, urlunsplit

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
_URL_SIGNS = "%!$&'()*+,/:;=?@[]~"
"""What a query may hold besides letters and digits; a browser writes anything else as its UTF-8 in `%` and hex."""
_AMP_CACHE = re.compile(r"(?i)^https?://(?:[\w-]+\.cdn\.ampproject\.org/\w|(?:www\.)?google\.[a-z.]+/amp)/(s/)?(.+)$")


def digest(text: str) -> str:
    """sha256 of a string's UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical_url(url: str) -> str:
    """`url` as it is shown and followed: out of an AMP cache, without tracking and host in lower case.

    What is left of the query stays byte for byte: a site may read it in a way of its own. Of the fragments only those
    stay that name a page of their own (`#!/article/1`).
    """
    try:
        if cached := _AMP_CACHE.match(url):
            url = f"http{'s' if cached[1] else ''}://{cached[2]}"
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https"):
            return url
        pieces = [piece for piece in parts.query.split("&") if piece and not _TRACKING.match(_name(piece))]
        query, fragment = (quote(text, _URL_SIGNS) for text in ("&".join(pieces), _page(parts.fragment)))
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, fragment))
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
        query = "&".join(_parameters(parts.query))
        return urlunsplit(("", ".".join(labels), path, query, parts.fragment)).lstrip("/")
    except ValueError:
        return url


def _name(piece: str) -> str:
    return unquote_plus(piece.partition("=")[0])


def _page(fragment: str) -> str:
    """A fragment that names a page; empty for one that is a place on it."""
    return fragment if fragment.startswith("!") and fragment.strip("!/") else ""


def _parameters(query: str) -> list[str]:
    """What a query states, each thing spelled in one way where that is sure, in one order.

    A name with an empty value states nothing. A piece without `=`, and one that is no UTF-8, stay as they are: another
    spelling might be another article.
    """
    stated: list[tuple[tuple[str, str], str]] = []
    for piece in filter(None, query.split("&")):
        name, sign, value = piece.partition("=")
        if sign and not value:
            continue
        try:
            pair = (unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict"))
            spelled = f"{quote_plus(pair[0])}={quote_plus(pair[1])}"
        except UnicodeDecodeError:
            sign = ""
        stated.append((pair, spelled) if sign else ((piece, ""), piece))
    return [spelled for _, spelled in sorted(stated)]


def plainest(urls: list[str]) -> str:
    """Of several addresses of one article the one to show: over TLS, and in none of the other forms."""
    return min(urls, key=lambda url: (not url.startswith("https:"), _is_form(url), len(url), url))


def _is_form(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.netloc.split(".")[0] in _FORMS - {"www"} or bool(_AMP_PATH.search(parts.path))
