"""The catalog's tables."""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    literal_column,
    select,
)

SCHEMA_VERSION = 4

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("article_id", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("origin_id", String, nullable=False),  # the smallest article id of its origin
    Column("current", Integer, nullable=False),  # the version a question without a date sees; 0 when none is seen
    Column("removed", Integer),  # seconds since 1970 of the tombstone
    Column("rejected", String),  # why it is no article after all: what it was kept for, others repeated
    # Of the version seen, so that counting and reporting read no texts.
    Column("outlet", String, nullable=False, server_default=""),
    Column("published", String),
    Column("known_from", Integer),
)
# Most articles are their own origin; only the others have to be looked up by it.
Index("articles_joined", articles.c.origin_id, sqlite_where=articles.c.origin_id != articles.c.article_id)

versions = Table(
    "versions",
    metadata,
    Column("article_id", String, ForeignKey("articles.article_id"), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, 3 ... in order of arrival: what citations name
    Column("place", Integer, nullable=False),  # 0, 1, 2 ... in the order in which they were known
    Column("title", String, nullable=False),
    Column("text", String, nullable=False),
    Column("outlet", String, nullable=False),
    Column("authors", String, nullable=False),  # a JSON list
    Column("published", String),  # ISO 8601 with its zone, as stated
    Column("updated", String),
    Column("language", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("section", String, nullable=False),
    Column("guessed", String, nullable=False),  # a JSON list of field names
    Column("added", Integer, nullable=False),  # seconds since 1970
    Column("known_from", Integer, nullable=False),  # seconds since 1970: what an as-of time is compared with
    Column("content_hash", String, nullable=False),
    PrimaryKeyConstraint("article_id", "version"),
)
# Written out: SQLite uses such an index only where it reads the same condition, not where 0 is a parameter.
SEEN = articles.c.current > literal_column("0")
"""Articles that a question without a date sees a version of."""
LATER = versions.c.place > literal_column("0")
"""Versions after the first."""
Index("articles_seen", *(articles.c[name] for name in ("outlet", "known_from", "published")), sqlite_where=SEEN)
Index("versions_later", versions.c.article_id, sqlite_where=LATER)

# When which text was seen under an address: what versions follow from, in whatever order it arrived. An article
# that was seen once has no row here: its version says it all.
sightings = Table(
    "sightings",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article_id", String, nullable=False, index=True),
    Column("content_hash", String, nullable=False),
    Column("moment", Integer, nullable=False),  # seconds since 1970
    Column("dated", Integer, nullable=False),  # 0 when the moment is only that of arrival
    Column("stated", String, nullable=False),  # JSON: the columns of a version that one text may have differently
)

# Which articles are printings of one text, found pair by pair; an origin is all that hang together.
copies = Table(
    "copies",
    metadata,
    Column("article_id", String, nullable=False),
    Column("other_id", String, nullable=False, index=True),
    PrimaryKeyConstraint("article_id", "other_id"),
    sqlite_with_rowid=False,
)

# What was given and what became of it, for the report.
runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("started", Integer, nullable=False),  # seconds since 1970
    *(Column(name, Integer, nullable=False) for name in ("added", "updated", "unchanged", "copies")),
)
rejections = Table(
    "rejections",
    metadata,
    Column("source", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("run_id", Integer, nullable=False),  # the last run that met it
    PrimaryKeyConstraint("source", "reason"),
)

# The feeds that are followed. Times are seconds since 1970.
feeds = Table(
    "feeds",
    metadata,
    Column("address", String, primary_key=True),
    Column("linked", Integer, nullable=False),  # 1 when the pages behind its summaries are fetched
    Column("followed", Integer, nullable=False),  # since when
    Column("etag", String, nullable=False),
    Column("last_modified", String, nullable=False),
    Column("succeeded", Integer),  # when it was last read
    Column("failed", Integer),  # when that last went wrong
    Column("failure", String, nullable=False),  # and why
)
# The entries a feed has ever carried: what is new in it, and how often something is.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("address", String, nullable=False),
    Column("entry", String, nullable=False),  # 16 hex digits of what stays the same
    Column("content", String, nullable=False),  # 16 hex digits of what may change; empty when it is to be read again
    Column("moment", Integer, nullable=False),  # when it was published, else first seen
    PrimaryKeyConstraint("address", "entry"),
    sqlite_with_rowid=False,
)

# One row for every change, in the order they were committed: what an index follows.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article_id", String, nullable=False),
    sqlite_autoincrement=True,
)

# The texts that copies are looked for among, each once however often it is printed.
texts = Table(
    "texts",
    metadata,
    Column("text_no", Integer, primary_key=True),
    Column("content", Integer, nullable=False, unique=True),  # 64 bits that stand for its words
    Column("size", Integer, nullable=False),  # distinct shingles
    Column("sketch", LargeBinary, nullable=False),  # the smallest hashes of them, 8 bytes each
    sqlite_autoincrement=True,  # a number is never used again: runs of hashes may still name it
)
# Which versions print a text, and when.
printings = Table(
    "printings",
    metadata,
    Column("article_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text_no", Integer, nullable=False),
    Column("known_from", Integer, nullable=False),  # seconds since 1970
    PrimaryKeyConstraint("article_id", "version"),
    Index("printings_text", "text_no", "known_from", "article_id"),
    sqlite_with_rowid=False,
)
# The inverted index over the sketches' smallest hashes, as sorted runs: see `corpus.minima`.
minima = Table(
    "minima",
    metadata,
    Column("run_no", Integer, primary_key=True),
    Column("period", Integer, nullable=False),  # in which the texts were printed
    Column("size", Integer, nullable=False),  # entries
    Column("entries", LargeBinary, nullable=False),  # 64 bits each: a hash's low 32, the number of a text
    Index("minima_period", "period", "run_no", "size"),
    sqlite_autoincrement=True,
)

# Paragraphs of texts in the manner of forms and notices, by host, and the titles they stand under.
form_paragraphs = Table(
    "form_paragraphs",
    metadata,
    Column("hash", Integer, nullable=False),  # 64 bits of the host and the words
    Column("article_id", String, nullable=False, index=True),
    Column("title", Integer, nullable=False),  # 64 bits of it
    PrimaryKeyConstraint("hash", "article_id"),
    sqlite_with_rowid=False,
)


def read_meta(connection: Connection, key: str) -> str | None:
    """One value of the catalog's own facts, None when it was never set."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()
