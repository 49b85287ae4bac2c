"""What one connection may cost: how long it may take to say what it wants, and how many of them one visitor may hold.

A client that says nothing, or says it a byte at a time, costs a file of this process for as long as it likes; when
there are no more, nobody else can come in and the library cannot open its own.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""Seconds between two looks at a connection. One that sends no whole request between them is closed."""
FILES = 4_096
"""Files that this process may have open, where the system lets it have as many."""
SHARE = 4
"""One visitor may hold no more than one in so many of all connections."""


def room() -> int:
    """How many connections there may be: half as many as files, of which the library needs some."""
    try:
        import resource
    except ImportError:  # not on this system
        return FILES // 2
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return FILES // 2
    if soft < FILES:
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        except (ValueError, OSError):  # some systems allow less than they say
            pass
    return min(soft, FILES) // 2


class Connection(H11Protocol):
    """A connection that is closed when there are too many, or when its client takes too long to ask.

    By h11, which limits the head of a request; httptools keeps as much of it as is sent.
    """

    most = room()
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or refuse to."""
        super().connection_made(transport)
        if self._too_many():
            transport.abort()
        else:
            self._timer = self.loop.call_later(PATIENCE, self._look, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def _too_many(self) -> bool:
        of_one = sum(isinstance(other, Connection) and other.visitor == self.visitor for other in self.connections)
        return len(self.connections) > self.most or of_one > self.most // SHARE

    @property
    def visitor(self) -> str:
        """The address at the other end."""
        return self.client[0] if self.client else ""

    def _look(self, waited_for: object) -> None:
        """Close the connection when it still waits for the request that it waited for at the last look."""
        cycle = self.cycle
        waits = cycle is None or cycle.response_complete or cycle.more_body
        if waits and cycle is waited_for:
            self.transport.abort()
        else:  # what is being answered now may end just before the next look, and the next request be on its way
            self._timer = self.loop.call_later(PATIENCE, self._look, cycle if waits else self)
