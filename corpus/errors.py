"""What can go wrong while reading and keeping articles.

DatelineError            the root: everything Dateline raises on purpose
└── CorpusError
    ├── ReadError        a path or address cannot be read at all
    │   └── FetchError   an address cannot be fetched
    │       └── RefusedError  ... because our own rules or the site's `robots.txt` say so
    ├── CatalogError     the catalog is missing, damaged, newer than this program or not writable
    └── ArticleError     one article cannot be kept; the message is the reason
"""


class DatelineError(Exception):
    """Root of every error raised on purpose; the message says what to do next."""


class CorpusError(DatelineError):
    """Something about articles or the catalog."""


class ReadError(CorpusError):
    """A path or address cannot be read at all."""


class FetchError(ReadError):
    """An address cannot be fetched; the message is the reason."""

    def __init__(self, reason: str, *, status: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.status = status
        """The HTTP status that said so; 0 when there was none."""
        self.retry_after = retry_after
        """Seconds for which the server asked not to be asked again."""


class RefusedError(FetchError):
    """An address that is not asked at all."""


class CatalogError(CorpusError):
    """The catalog is missing, damaged, newer than this program or not writable."""


class ArticleError(CorpusError):
    """One article cannot be kept."""
