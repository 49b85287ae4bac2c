"""What the page's server, started by `dateline serve`, answers and refuses, asked without a browser."""

import http.client
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_server import SERVE, START, Server, serving, start_app

from corpus.catalog import Catalog
from ui.guard import MAX_BODY


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page") / "library"
    Catalog(folder / "catalog.sqlite", create=True).close()
    hosts = "news.example.org, other.example.org:8443"
    with serving(folder, abused=True, way=SERVE, DATELINE_HOSTS=hosts) as running:
        yield running


def request(
    server: Server, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, body, {"Host": f"127.0.0.1:{server.port}", **(headers or {})})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode(errors="replace")
    finally:
        connection.close()


def test_stands_and_is_guarded(server: Server) -> None:
    status, headers, text = request(server, "GET", "/")
    assert status == 200
    assert "Dateline" in text
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_document_names_nothing_outside(server: Server) -> None:
    _, _, text = request(server, "GET", "/")
    assert "githubusercontent" not in text
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_serve_says_its_address_in_json(tmp_path: Path) -> None:
    Catalog(tmp_path / "library" / "catalog.sqlite", create=True).close()
    process = start_app("--library", str(tmp_path / "library"), "--port", "0", "--json", way=SERVE)
    assert process.stdout is not None
    said = process.stdout.readline()
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert json.loads(said)["address"].startswith("http://127.0.0.1:"), errors


def test_a_page_that_lost_the_server_finds_it_again(server: Server) -> None:
    """Gradio asks for this until it is answered, and then loads the page anew."""
    status, _, text = request(server, "GET", "/gradio_api/app_id")
    assert status == 200
    assert "app_id" in json.loads(text)


@pytest.mark.parametrize("path", ["/page.css", "/page.js", "/theme.css"])
def test_own_files(server: Server, path: str) -> None:
    assert request(server, "GET", path)[0] == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "127.0.0.1", "[::1]:7860", "news.example.org"])
def test_own_names_answer(server: Server, host: str) -> None:
    assert request(server, "GET", "/", {"Host": host})[0] == 200


def test_configured_name_with_port(server: Server) -> None:
    assert request(server, "GET", "/", {"Host": "other.example.org:8443"})[0] == 200
    assert request(server, "GET", "/", {"Host": f"news.example.org:{server.port}"})[0] == 200
    assert request(server, "GET", "/", {"Host": "news.example.org:9999"})[0] == 421
    assert request(server, "GET", "/", {"Host": "other.example.org"})[0] == 421


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:1", "0.0.0.0:7860", "evil@localhost", ""]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/gradio_api/queue/join"), ("GET", "/config")])
def test_foreign_host_is_refused(server: Server, host: str, method: str, path: str) -> None:
    status, _, text = request(server, method, path, {"Host": host})
    assert status == 421
    assert "DATELINE_HOSTS" in text


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:1", "https://127.0.0.1.evil.example", "file://", "http://["],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/gradio_api/queue/join"), ("OPTIONS", "/")])
def test_foreign_origin_is_refused(server: Server, origin: str, method: str, path: str) -> None:
    status, headers, _ = request(server, method, path, {"Origin": origin})
    assert status == 403
    assert "Access-Control-Allow-Origin" not in headers


def test_own_origin_answers(server: Server) -> None:
    assert request(server, "GET", "/", {"Origin": f"http://127.0.0.1:{server.port}"})[0] == 200


def test_cross_site_read_without_origin_is_refused(server: Server) -> None:
    across = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert request(server, "GET", "/config", across)[0] == 403
    assert request(server, "GET", "/", {**across, "Sec-Fetch-Mode": "navigate"})[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=x"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file=app.py"),
        ("GET", "/gradio_api/file/app.py"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://127.0.0.1:9/"),
        ("GET", "/gradio_api/stream/a/b/c/playlist.m3u8"),
        ("POST", "/gradio_api/stream/a"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/api/predict"),
        ("POST", "/gradio_api/call/_ask"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/deep_link"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/process_recording"),
        ("GET", "/monitoring"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/login_check"),
        ("GET", "/assets/../../../../etc/passwd"),
        ("GET", "/assets/%2e%2e/%2e%2e/gradio/routes.py"),
        ("GET", "/custom_component/1/client/component/index.js"),
        ("PUT", "/"),
        ("DELETE", "/"),
    ],
)  # fmt: skip
def test_unneeded_routes_are_closed(server: Server, method: str, path: str) -> None:
    assert request(server, method, path, body=b"{}" if method == "POST" else None)[0] == 404


def test_multipart_upload_is_closed(server: Server) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert request(server, "POST", "/gradio_api/upload", headers, body)[0] == 404


def test_large_request_is_refused(server: Server) -> None:
    body = b'{"data": ["' + b"x" * MAX_BODY + b'"]}'
    assert request(server, "POST", "/gradio_api/queue/join", {"Content-Type": "application/json"}, body)[0] == 413


def test_large_request_that_hides_its_size(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n"
        connection.sendall((head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").encode())
        try:
            for _ in range(40):
                connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
            connection.sendall(b"0\r\n\r\n")
            answer = connection.recv(4096)
        except ConnectionError:
            answer = b""
    assert b" 200 " not in answer
    assert request(server, "GET", "/")[0] == 200


@pytest.mark.parametrize("value", [None, 7, "x" * 3_000, ["a"] * 50, {"path": "/etc/passwd"}, {"__type__": "update"}])
def test_handlers_bear_any_value(server: Server, value: object) -> None:
    _, _, text = request(server, "GET", "/config")
    functions = json.loads(text)["dependencies"]
    assert functions
    for function in functions:
        assert function["api_visibility"] == "private"
        sent = {
            "fn_index": function["id"],
            "session_hash": "abc",
            "data": [value] * len(function["inputs"]),
        }
        headers = {"Content-Type": "application/json"}
        status, _, _ = request(server, "POST", "/gradio_api/queue/join", headers, json.dumps(sent).encode())
        assert status in (200, 400, 422)
    assert request(server, "GET", "/")[0] == 200


def test_port_in_use_is_one_line(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    Catalog(folder / "catalog.sqlite", create=True).close()
    process = start_app("--library", str(folder), "--port", str(server.port))
    out, err = process.communicate(timeout=START)
    assert process.returncode == 1
    assert out == ""
    assert err.count("\n") == 1
    assert f"port {server.port}" in err


@pytest.mark.parametrize("damage", ["file", "garbage", "no catalog"])
def test_unreadable_library_is_one_line(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "library"
    if damage == "file":
        folder.write_text("not a folder")
    else:
        folder.mkdir()
        if damage == "garbage":
            (folder / "catalog.sqlite").write_bytes(b"not a database" * 100)
    process = start_app("--library", str(folder), "--port", "0")
    out, err = process.communicate(timeout=START)
    assert process.returncode == 1
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_wrong_setting_is_one_line() -> None:
    process = start_app("--port", "0", DATELINE_QUESTIONS_PER_MINUTE="none")
    _, err = process.communicate(timeout=START)
    assert process.returncode == 1
    assert err.count("\n") == 1
    assert "DATELINE_QUESTIONS_PER_MINUTE" in err
    assert "questions one visitor may ask" in err


def test_a_demo_that_cannot_be_kept_says_where_it_would_be() -> None:
    process = start_app("--port", "0", "--library", "nowhere", DATELINE_CACHE=os.devnull)
    _, err = process.communicate(timeout=START)
    assert process.returncode == 1
    assert err.count("\n") == 1
    assert "DATELINE_CACHE names another folder" in err
