"""What `rag` raises on purpose.

corpus.errors.DatelineError
├── corpus.errors.CorpusError  articles and the catalog
├── LibraryError               the library folder cannot be opened or used as asked
│   └── IndexAheadError        the index has seen more than the catalog holds: the catalog is not the one it belongs to
├── EncoderError               the embedding model cannot be loaded or used, or is not the one that made the index
├── IndexDamagedError          an index is damaged; `verify --repair` rebuilds it
├── QuestionError              a question or a filter cannot be understood
└── LanguageModelError         the language model could not be reached or gave nothing usable
"""

from corpus.errors import DatelineError


class LibraryError(DatelineError):
    """The library folder cannot be opened or used as asked."""


class IndexAheadError(LibraryError):
    """The index has followed changes that the catalog does not have."""


class EncoderError(DatelineError):
    """The embedding model cannot be loaded or used, or is not the one that made the index."""


class IndexDamagedError(DatelineError):
    """An index cannot be read; `dateline verify --repair` rebuilds it."""


class QuestionError(DatelineError):
    """A question or a filter cannot be understood."""


class LanguageModelError(DatelineError):
    """The language model could not be reached or gave nothing usable."""
