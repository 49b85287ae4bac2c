"""What one visitor can cost the others: connections held open, endless requests, a queue filled up."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from page_server import Server, serving

from corpus.catalog import Catalog
from ui.guard import WAITING
from ui.page import AT_ONCE

ONE, OTHER = "127.0.0.1", "127.0.0.2"
HASTY = """
from ui import archive, connections
archive.Archive._open = lambda self: self._closed.wait()  # for ever, so that whoever asks it waits
connections.PATIENCE = 0.3
connections.Connection.most = 80
import app
app.main()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page") / "library"
    Catalog(folder / "catalog.sqlite", create=True).close()
    with serving(folder, abused=True, way=("-c", HASTY)) as running:
        yield running


def ask(server: Server, visitor: str, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(ONE, server.port, timeout=20, source_address=(visitor, 0))
    try:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def hold(server: Server, said: bytes) -> socket.socket:
    held = socket.create_connection((ONE, server.port), timeout=20)
    held.sendall(said)
    return held


def gone(held: socket.socket) -> bool:
    """Whether the server has ended the connection, waiting for it."""
    try:
        return held.recv(1) == b""
    except ConnectionError:
        return True


HALVES = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x",
    "half a body": b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n{",
}


@pytest.mark.parametrize("said", HALVES)
def test_who_does_not_say_what_he_wants_is_not_waited_for(server: Server, said: str) -> None:
    with hold(server, HALVES[said]) as held:
        assert gone(held)


def test_who_asks_again_and_again_is_answered_on_one_connection(server: Server) -> None:
    connection = http.client.HTTPConnection(ONE, server.port, timeout=20)
    used = set[object]()
    for _ in range(4):  # longer than is waited, with pauses that are shorter
        connection.request("GET", "/page.css")
        used.add(connection.sock.getsockname())
        assert connection.getresponse().read()
        time.sleep(0.2)
    connection.close()
    assert len(used) == 1


def test_an_endless_head_is_not_kept(server: Server) -> None:
    sent = 0
    with hold(server, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n") as held, suppress(ConnectionError):
        while sent < 100_000_000:
            held.sendall(b"X-More: " + b"x" * 80_000 + b"\r\n")
            sent += 80_000
    assert sent < 100_000_000


def test_connections_that_one_visitor_holds_leave_room_for_others(server: Server) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(hold(server, b"GET / HTTP/1.1\r\n")) for _ in range(30)]
        assert gone(held[-1])
        assert ask(server, OTHER, "GET", "/config")[0] == 200


def test_a_queue_that_one_visitor_fills_takes_others(server: Server) -> None:
    functions = json.loads(ask(server, ONE, "GET", "/config")[1])["dependencies"]
    asking = max(functions, key=lambda function: len(function["inputs"]))

    def join(visitor: str, session: str) -> int:
        data: list[object] = ["What is the news?", [], "", "", "", "", [], "", None]
        sent = {"fn_index": asking["id"], "session_hash": session, "data": data}
        return ask(server, visitor, "POST", "/gradio_api/queue/join", sent)[0]

    taken = [join(ONE, f"abuse{number}") for number in range(AT_ONCE + WAITING + 10)]
    assert taken.count(200) <= AT_ONCE + WAITING
    assert taken[-1] == 429
    assert join(OTHER, "other") == 200
    stop = {"session_hash": "abuse1", "fn_index": asking["id"], "event_id": "x"}
    assert ask(server, ONE, "POST", "/gradio_api/cancel", stop)[0] != 429
