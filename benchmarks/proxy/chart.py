"""Bars of requests per CPU-second, nginx being 1, as SVG without any library."""

from html import escape

from contenders import TITLES
from report import ratio

BARS = {"ringmaster": "#1f6feb", "bounded": "#79b8ff", "haproxy": "#8c959f"}
TITLE = "Requests per CPU-second, nginx = 1 (more is better; lines: 95 % intervals)"
INK = "#24292f"
WIDTH, LEFT, RIGHT = 860, 250, 60
BAR, GAP, TOP = 15, 16, 56
SCALE_END = 2.2


def x_of(value):
    return LEFT + (WIDTH - LEFT - RIGHT) * min(value, SCALE_END) / SCALE_END


def text(x, y, words, anchor="start"):
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{INK}">{escape(words)}</text>'


def line(x1, y1, x2, y2, colour):
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-width="1.5"/>'


def box(x, y, width, height, colour):
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}"'
    return f'<rect {place} fill="{colour}"/>'


def bar(y, key, found):
    """With the interval as a whisker, and the median in figures."""
    if isinstance(found, str):
        return [text(LEFT + 4, y + 12, "no ratio")]
    middle = y + BAR / 2 - 1
    return [
        box(LEFT, y, x_of(found.middle) - LEFT, BAR - 2, BARS[key]),
        line(x_of(found.low), middle, x_of(found.high), middle, INK),
        text(x_of(found.high) + 6, y + 11, f"{found.middle:.2f}"),
    ]


def group(y, title, samples):
    drawn = [text(LEFT - 10, y + 12, title, "end")]
    for key in (key for key in BARS if key in samples):
        drawn += bar(y, key, ratio(samples, key, "nginx"))
        y += BAR
    return drawn, y + GAP


def legend():
    drawn, x = [], LEFT
    for key, colour in BARS.items():
        drawn.append(box(x, 31, 12, 12, colour))
        drawn.append(text(x + 17, 42, TITLES[key]))
        x += 40 + 7 * len(TITLES[key])
    return drawn


def draw(titles, samples):
    """Titles by the key of their case, in order."""
    drawn = [box(0, 0, WIDTH, "100%", "#ffffff"), text(LEFT, 20, TITLE), *legend()]
    y = TOP
    for key, title in titles.items():
        group_drawn, y = group(y, title, samples[key])
        drawn += group_drawn
    drawn.append(line(x_of(1), TOP - 6, x_of(1), y - GAP + 4, "#cf222e"))
    height = y + 4
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
            *drawn,
            "</svg>\n",
        ]
    )
