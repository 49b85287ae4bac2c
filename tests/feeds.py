"""Feeds and pages of our own, for the tests that fetch."""

from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler

from web_server import Reply, Site

BODY = (
    "The harbour office of Lonn has closed the northern pier until its crane is repaired, it said on Monday.",
    "Ships bound for the pier wait outside the bay, and about forty sailors remain on board, the office said.",
    "A spokeswoman for the ferry council said that the islands would be served from Abria until the end of the week.",
    "Fishermen were told to land their catch at the old quay, where the town keeps a cold store for such cases.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One entry; its page stands at `path`."""

    path: str
    title: str
    summary: str = "The northern pier of Lonn is closed until further notice."
    published: str = "Mon, 04 Mar 2030 06:00:00 GMT"
    full: str = ""


def rss(site: str, *stories: Story, title: str = "Lakeside Wire") -> bytes:
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{site}{s.path}</link><description>{escape(s.summary)}"
        f"</description><pubDate>{s.published}</pubDate>"
        + (f"<content:encoded>{escape(s.full)}</content:encoded>" if s.full else "")
        + "</item>"
        for s in stories
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return f"{head}<title>{title}</title>{items}</channel></rss>".encode()


def page(title: str, *paragraphs: str, head: str = "") -> Reply:
    words = "".join(f"<p>{escape(p)}</p>" for p in paragraphs or BODY)
    markup = f"<html><head><title>{escape(title)}</title>{head}</head><body><article><h1>{escape(title)}</h1>{words}"
    return Reply(f"{markup}</article></body></html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@dataclass
class Publisher:
    """A feed at `/feed` of a site, which knows what a reader has seen."""

    site: Site
    name: str = "http://wire.example"
    stories: tuple[Story, ...] = ()
    status: int = 200

    def __post_init__(self) -> None:
        self.site.pages["/feed"] = self.answer

    @property
    def address(self) -> str:
        return f"{self.name}/feed"

    def answer(self, handler: BaseHTTPRequestHandler) -> Reply:
        tag = f'"{hash(self.stories)}"'
        if self.status != 200:
            return Reply(status=self.status)
        if handler.headers["If-None-Match"] == tag:
            return Reply(status=304)
        return Reply(rss(self.name, *self.stories), headers={"Content-Type": "application/rss+xml", "ETag": tag})
