"""The page: `python app.py [--library FOLDER] [--host HOST] [--port PORT]`."""

import ipaddress
import json
import logging
import signal
import socket
import sys
from pathlib import Path

import click

from corpus.errors import DatelineError
from rag.process import fail
from rag.settings import Settings, from_environment


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--library", type=click.Path(path_type=Path), help="Folder of the library; none there: the demo.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON.")
def main(library: Path | None, host: str | None, port: int | None, as_json: bool) -> None:
    """Open the page. Every setting has a DATELINE_ variable as well; these options win."""
    log = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, format=log, force=True)  # `dateline serve` has set that of a command
    try:
        given = {"library": library, "host": host, "port": port}
        kept = {name: value for name, value in given.items() if value is not None}
        run(from_environment(**kept), as_json=as_json)
    except DatelineError as error:
        sys.exit(fail(str(error), 1))
    except KeyboardInterrupt:  # while it loads; later `run` ends as if it were done
        click.echo("dateline: stopped", err=True)
        sys.exit(130)


def run(settings: Settings, *, as_json: bool = False) -> None:
    """Show the page until the process is told to end. Raises `DatelineError` when it cannot begin."""
    listening = listen(settings.host, settings.port)
    port = listening.getsockname()[1]
    # What is slow comes after the port is taken, and the models after the page stands.
    from rag.demo import demo_folder, fill
    from rag.library import Library

    demo = not settings.library.exists()
    folder = demo_folder(settings) if demo else settings.library
    try:
        Library.open(folder, settings, create=demo).close()  # says now, in the terminal, what is wrong with the folder
    except DatelineError as error:
        if not demo:
            raise
        kept = f"the demo archive is kept in {settings.cache}, and DATELINE_CACHE names another folder"
        raise DatelineError(f"{error} ({kept})") from error

    from ui.archive import Archive
    from ui.limits import RateLimit
    from ui.page import Page
    from ui.server import application, serve

    archive = Archive(lambda: Library.open(folder, settings, follow=True), demo=demo, fill=fill if demo else None)
    page = Page(archive, RateLimit(settings.questions_per_minute), settings.library)

    def started() -> None:
        where = address(settings.host, port)
        click.echo(json.dumps({"address": where}) if as_json else f"Dateline is on {where}")
        sys.stdout.flush()
        archive.start()

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways to end go through the `finally`
    try:
        serve(application(page.blocks, settings, port, started), listening)
    except KeyboardInterrupt:
        pass
    finally:
        archive.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `DatelineError` when the port is taken or the address is not this machine's."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(where[:2], family=family, backlog=128)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatelineError(f"cannot listen on {host} port {port}: {reason}. --port takes another one") from error


def address(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    try:
        name = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if name.is_unspecified:
        return f"http://127.0.0.1:{port}"
    return f"http://{f'[{name}]' if name.version == 6 else name}:{port}"


if __name__ == "__main__":
    main()
