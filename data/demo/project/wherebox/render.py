"""Text for a terminal: tables that fit, and times as people say them."""
from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ELLIPSIS = "\u2026"


@dataclass(frozen=True)
class Column:
    """One column of a table. Those with `shrinks` give way when the line is too long."""

    title: str
    shrinks: bool = False
    right: bool = False


def width(text: str) -> int:
    """Cells a text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def cut(text: str, limit: int) -> str:
    """At most `limit` cells of a text, with an ellipsis where something is missing."""
    if width(text) <= limit:
        return text
    kept, used = [], 0
    for c in text:
        used += width(c)
        if used > limit - 1:
            break
        kept.append(c)
    return "".join(kept).rstrip() + ELLIPSIS


def padded(text: str, cells: int, right: bool) -> str:
    space = " " * max(0, cells - width(text))
    return space + text if right else text + space


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], limit: int) -> str:
    """Rows under their titles, two spaces between columns, no line longer than `limit`."""
    cells = [max([width(column.title), *(width(row[i]) for row in rows)])
             for i, column in enumerate(columns)]
    excess = sum(cells) + 2 * (len(columns) - 1) - limit
    for i in sorted(range(len(columns)), key=lambda i: -cells[i]):
        if excess > 0 and columns[i].shrinks:
            given = min(excess, max(0, cells[i] - 8))
            cells[i] -= given
            excess -= given
    lines = [[column.title for column in columns], *rows]
    return "\n".join(
        "  ".join(padded(cut(text, cells[i]), cells[i], columns[i].right)
                  for i, text in enumerate(line)).rstrip()
        for line in lines)


def ago(time: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says something."""
    passed = now - time
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min ago"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} h ago"
    if passed < timedelta(days=14):
        days = passed // timedelta(days=1)
        return "yesterday" if days == 1 else f"{days} days ago"
    return time.strftime("%d %b %Y").lstrip("0")
