"""What can go wrong while reading and keeping articles.

DatelineError            the root: everything Dateline raises on purpose
└── CorpusError
    ├── ReadError        a path cannot be read at all
    ├── CatalogError     the catalog is missing, damaged, newer than this program or not writable
    └── ArticleError     one article cannot be kept; the message is the reason
"""


class DatelineError(Exception):
    """Root of every error raised on purpose; the message says what to do next."""


class CorpusError(DatelineError):
    """Something about articles or the catalog."""


class ReadError(CorpusError):
    """A path or address cannot be read at all."""


class CatalogError(CorpusError):
    """The catalog is missing, damaged, newer than this program or not writable."""


class ArticleError(CorpusError):
    """One article cannot be kept."""
