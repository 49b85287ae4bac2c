"""Drawings for a report's page, as SVG that takes its colours from the page's style sheet."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from eval.statistics import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# matplotlib knows no CSS variables: it draws in colours that stand for them.
_COLOURS = {"#010203": "var(--ink)", "#040506": "var(--muted)", "#070809": "var(--line)", "#0a0b0c": "var(--accent)"}
INK, MUTED, LINE, ACCENT = _COLOURS
_FONT = "DejaVu Sans"
_WIDTH = 4.7
"""Inches. Narrow, so that letters stay legible where a phone shows the drawing at half its size."""
_MANY = 30


def bars(estimates: Mapping[str, Estimate], title: str) -> str:
    """A bar for every measure, with its interval and its value; all are shares of 1."""
    figure, axes = _figure(0.9 + 0.27 * len(estimates), title)
    names, found = list(estimates), list(estimates.values())
    places = range(len(names))
    axes.barh(places, [e.mean for e in found], height=0.55, color=ACCENT, alpha=0.85, linewidth=0)
    axes.hlines(places, [e.low for e in found], [e.high for e in found], color=INK, linewidth=1.2)
    for place, e in zip(places, found, strict=True):
        axes.text(1.03, place, f"{e.mean:.3f}", va="center", ha="left", color=INK, fontsize=9)
    axes.set_yticks(list(places), names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.grid(axis="x", color=LINE, linewidth=0.7)
    axes.tick_params(axis="y", colors=INK)
    return _svg(figure, title)


def curve(points: Mapping[int, float], title: str) -> str:
    """Recall by depth."""
    figure, axes = _figure(2.9, title)
    axes.plot(list(points), list(points.values()), color=ACCENT, linewidth=2, marker="o", markersize=4)
    for depth in (1, 10):
        if depth in points:
            where = (depth + 0.6, points[depth] - (0.08 if points[depth] > 0.1 else -0.04))
            axes.annotate(f"{points[depth]:.3f} at {depth}", where, color=INK, fontsize=9)
    axes.set_ylim(0, 1.03)
    axes.set_xlim(0, max(points) + 1)
    axes.set_xlabel("articles looked at", color=MUTED)
    axes.grid(color=LINE, linewidth=0.7)
    return _svg(figure, title)


def calibration(points: Sequence[tuple[float, float, int]], title: str) -> str:
    """Share of what is so among what was given a probability: (mean probability, share, how many) of each bin."""
    figure, axes = _figure(3.4, title)
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
    axes.plot([p for p, _, _ in points], [share for _, share, _ in points], color=ACCENT, linewidth=2, marker="o")
    for mean, share, n in points:
        axes.annotate(f"{n}", (mean + 0.02, share - 0.06), color=MUTED, fontsize=9)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("probability given", color=MUTED)
    axes.set_ylabel("share supported", color=MUTED)
    axes.grid(color=LINE, linewidth=0.7)
    return _svg(figure, title)


def histogram(times: Sequence[float], median: float, p95: float, title: str) -> str:
    """Milliseconds a question took; the slowest hundredth is drawn in the last bar."""
    figure, axes = _figure(2.9, title)
    most = max(sorted(times)[int(0.99 * (len(times) - 1))], 1e-6)
    axes.hist(
        [min(t, most) for t in times], bins=min(_MANY, max(5, len(times) // 4)), range=(0, most),
        color=ACCENT, alpha=0.85, rwidth=0.9, linewidth=0,
    )  # fmt: skip
    for value, name, side in ((median, "median", "left"), (p95, "95%", "right")):
        axes.axvline(value, color=INK, linewidth=1, linestyle="--")
        axes.annotate(
            f" {name} {value:.0f} ", (value, 0.94 if side == "left" else 0.82), xycoords=("data", "axes fraction"),
            color=INK, fontsize=9, ha=side,
        )  # fmt: skip
    axes.set_xlabel("milliseconds", color=MUTED)
    axes.set_ylabel("questions", color=MUTED)
    axes.grid(axis="y", color=LINE, linewidth=0.7)
    return _svg(figure, title)


def _figure(height: float, title: str) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", fontsize=10.5, fontweight="bold", color=INK)
    axes.patch.set_alpha(0)
    figure.patch.set_alpha(0)
    axes.set_axisbelow(True)
    axes.tick_params(colors=MUTED, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure, axes


def _svg(figure: "Figure", title: str) -> str:
    """The drawing alone: no document type, no metadata, nothing that names another address but the SVG namespaces."""
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": title, "font.family": _FONT}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.S)
    text = re.sub(r' (?:width|height)="[\d.]+pt"', "", text, count=2)
    for drawn, meant in _COLOURS.items():
        text = text.replace(drawn, meant)
    return text.replace(f"'{_FONT}'", "system-ui").replace("<svg ", '<svg role="img" aria-hidden="true" ', 1)
