"""What a response says: whether there is anything to read, what it is, and what went wrong on the way."""

import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore
import httpx

from corpus.errors import FetchError

_BUSY = frozenset((429, 502, 503, 504))
_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server told of a response, so that it need not send the same again."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The condition to ask under."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


UNKNOWN = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back."""

    url: str
    """After redirects."""
    body: bytes
    media_type: str = ""
    charset: str = ""
    """As the header has it, not checked."""
    validators: Validators = UNKNOWN
    fresh_for: int = 0
    """Seconds for which asking again is pointless."""
    not_modified: bool = False
    """What the validators stand for is still what there is; `body` is empty."""


class TryAgainError(FetchError):
    """Trouble that may pass."""


def check_status(response: httpx.Response, longest_wait: float) -> None:
    """Raise `FetchError` unless there is something to read, or to follow, or nothing new."""
    code = response.status_code
    unchanged = code == HTTPStatus.NOT_MODIFIED and _CONDITIONS & set(response.request.headers)
    if response.is_success or response.next_request is not None or unchanged:
        return
    after = _seconds_of(response.headers.get("retry-after", ""))
    words = f"HTTP {code} {response.reason_phrase}".strip()
    if after:
        words += f"; it asks to be left alone for {after:.0f} seconds"
    kind = TryAgainError if code in _BUSY and after <= longest_wait else FetchError
    raise kind(words, status=code, retry_after=after)


def check_length(response: httpx.Response, size: int) -> None:
    """Raise `FetchError` when the response says that it is longer than `size` bytes."""
    stated = response.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:20]) > size:
        raise FetchError(f"over the limit of {size:,} bytes")


def _seconds_of(retry_after: str) -> float:
    """The header's value is a number of seconds or a date."""
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", retry_after):
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError, TypeError):  # what it is not says nothing
        return 0.0


def trouble(error: Exception, host: str) -> FetchError:
    """What went wrong on the way, in words; worth another attempt unless it is the server's identity."""
    first = error.args[0] if error.args else None  # httpcore hides the cause, and keeps it here
    if isinstance(first, ssl.SSLError):
        why = getattr(first, "verify_message", "") or words_of(error)
        return FetchError(f"no secure connection to {host}: {why}")
    if isinstance(error, httpcore.TimeoutException):
        return TryAgainError(f"{host} does not answer in time")
    return TryAgainError(f"no answer from {host}: {words_of(error)}")


def words_of(error: Exception) -> str:
    """One line about a library's error."""
    return (" ".join(str(error).split()) or type(error).__name__)[:200]


def fetched(response: httpx.Response, content: bytes, asked: Validators) -> Fetched:
    """What came, or came not because it is what was `asked` about."""
    headers = response.headers
    unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
    given = Validators(headers.get("etag", "")[:1000], headers.get("last-modified", "")[:100])
    fresh = re.search(r"\bmax-age=([0-9]{1,9})\b", headers.get("cache-control", ""))
    return Fetched(
        url=str(response.url),
        body=content,
        media_type=headers.get("content-type", "").split(";")[0].strip().lower()[:100],
        charset=response.charset_encoding or "",
        validators=asked if unchanged and not any((given.etag, given.last_modified)) else given,
        fresh_for=int(fresh[1]) if fresh else 0,
        not_modified=unchanged,
    )
