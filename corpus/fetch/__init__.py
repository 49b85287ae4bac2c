"""Fetching pages and feeds from the public web, and from nowhere else.

    fetched = Fetcher.allowing().fetch("https://example.org/feed.xml")

Every address is checked before it is asked, after every redirect, and the connection goes to the very address that
was checked. `robots.txt` is honoured, hosts are given time between two requests, and what comes back is limited in
size and time.
"""

from corpus.fetch.body import unpacked
from corpus.fetch.fetcher import Fetcher, Limits
from corpus.fetch.guard import Place, parse_allowed
from corpus.fetch.response import Fetched, Validators

__all__ = ["Fetched", "Fetcher", "Limits", "Place", "Validators", "parse_allowed", "unpacked"]
