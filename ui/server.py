"""The web server: a socket that is taken before anything slow begins, and the page behind its guard."""

import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from importlib.resources import files

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from rag.settings import Settings
from ui import theme
from ui.connections import Connection
from ui.guard import Guard
from ui.shell import Shell

SESSIONS = 1_000
"""Chats that are remembered, at some 20 KB each. Of one that is forgotten its page tells what a follow-up needs."""


def application(blocks: gr.Blocks, settings: Settings, port: int, started: Callable[[], None]) -> Guard:
    """The page as an ASGI application; `started` is called when it begins to answer."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        started()
        yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript")):
        app.add_api_route(f"/{name}", _file(name, kind), methods=["GET"])
    blocks.queue(api_open=False, max_size=256)
    blocks.state_session_capacity = SESSIONS
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name=settings.host,
        server_port=port,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme.theme(),
    )
    hosts = settings.hosts.split(",")
    return Guard(Shell(app), host=settings.host, port=port, hosts=hosts, waiting=lambda who: _waiting(blocks, who))


def _waiting(blocks: gr.Blocks, visitor: str) -> int:
    """How many events of a visitor wait in Gradio's queue."""
    queues = blocks._queue.event_queue_per_concurrency_id.values()
    clients = (event.request.client for queue in queues for event in queue.queue)
    return sum(client is not None and client.host == visitor for client in clients)


def _file(name: str, kind: str) -> Callable[[], Response]:
    content = files("ui").joinpath(name).read_bytes()
    return lambda: Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})


def serve(app: Guard, listening: socket.socket) -> None:
    """Answer until the process is told to end."""
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        http=Connection,
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    _Server(config, app).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that ends open streams before it waits for their end."""

    def __init__(self, config: uvicorn.Config, app: Guard) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop answering."""
        # A stream that is ended here returns without its last chunk, which uvicorn would report as a fault.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._app.close()
        await super().shutdown(sockets)
