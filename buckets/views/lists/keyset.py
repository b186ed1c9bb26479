"""Pages of a list that keep their position while rows come and go.

A page is found from the row beside it, and not by counting rows off from the start as OFFSET
does: the last page costs what the first does, and no row is left out or shown twice because
another one was added in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.http import QueryDict

from buckets.views.lists.columns import Row

END: Final = "end"
"""What ``?before=`` says for the last page."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted, by fields that are never NULL and of which no two rows share all.

    NULL compares with nothing, and SQLite and PostgreSQL put it at different ends.
    """

    keys: tuple[str, ...]
    descending: bool = False

    def sort(self, rows: QuerySet[Any, Row], *, backwards: bool = False) -> QuerySet[Any, Row]:
        """``rows`` in this order, or from the end to the start."""
        down = self.descending is not backwards
        return rows.order_by(*(f"-{key}" if down else key for key in self.keys))

    def beyond(self, values: list[Any], *, backwards: bool = False) -> Q:
        """What comes behind the row with these ``values``, or before it."""
        way = "lt" if self.descending is not backwards else "gt"
        *front, (key, value) = zip(self.keys, values, strict=True)
        found = Q((f"{key}__{way}", value))
        for key, value in reversed(front):
            # The first condition follows from the second, and lets the database use an index.
            found = Q((f"{key}__{way}e", value)) & (Q((f"{key}__{way}", value)) | found)
        return found

    def values(self, row: Row) -> list[Any]:
        """Where ``row`` stands, as JSON can hold it."""
        values = (row[key] for key in self.keys)
        return [value.isoformat() if isinstance(value, datetime) else value for value in values]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list. ``start`` is the position of the first, from 1; ``total`` all there are.

    ``previous`` and ``next`` are what ``?before=`` and ``?after=`` say for the pages beside it,
    and empty where there is none. Places are about right while rows come and go.
    """

    rows: list[Row]
    start: int
    total: int
    previous: str
    next: str

    @property
    def end(self) -> int:
        """The position of the last row."""
        return self.start + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Listing:
    """``rows`` in this order, ``size`` a page.

    ``name`` tells this list, with its order and its filters, from all others: what marks a position
    in one means nothing in another.
    """

    rows: QuerySet[Any, Row]
    order: Order
    size: int
    name: str

    def page(self, said: QueryDict, *, total: int) -> Page:
        """The page that ``?after=`` or ``?before=`` says; the first where they mean nothing.

        ``total`` is how many rows there are.
        """
        before, after = said.get("before", ""), said.get("after", "")
        if before == END:
            page = self._last(total)
        elif before:
            page = self._before(before, total)
        else:
            page = self._after(after, total)
        return page or self._forwards(self._take(self.rows, self.size + 1), 1, total)

    def _last(self, total: int) -> Page | None:
        """As many rows as are left over behind full pages; None where that is the first page."""
        rows = self._take(self.rows, total % self.size or self.size, backwards=True)
        start = total - len(rows) + 1
        return self._shown(rows, start, total, is_last=True) if rows and start > 1 else None

    def _before(self, cursor: str, total: int) -> Page | None:
        """None where the first page will do: nobody wants a part of it."""
        values, position = self._position(cursor)
        start = position - self.size
        if start <= 1:
            return None
        ahead = self.rows.filter(self.order.beyond(values, backwards=True))
        rows = self._take(ahead, self.size, backwards=True)
        full = len(rows) == self.size
        return self._shown(rows, start, total, is_last=False) if full else None

    def _after(self, cursor: str, total: int) -> Page | None:
        """None where nothing is left there."""
        values, position = self._position(cursor)
        if not values:
            return None
        rows = self._take(self.rows.filter(self.order.beyond(values)), self.size + 1)
        return self._forwards(rows, position + 1, total) if rows else None

    def _take(self, rows: QuerySet[Any, Row], most: int, *, backwards: bool = False) -> list[Row]:
        """The first ``most`` of ``rows``, or the last; in order either way."""
        taken = list(self.order.sort(rows, backwards=backwards)[:most])
        return taken[::-1] if backwards else taken

    def _forwards(self, rows: list[Row], start: int, total: int) -> Page:
        """One row too many, if there is one, tells that there is another page."""
        return self._shown(rows[: self.size], start, total, is_last=len(rows) <= self.size)

    def _shown(self, rows: list[Row], start: int, total: int, *, is_last: bool) -> Page:
        end = start + len(rows) - 1
        return Page(
            rows,
            start,
            max(total, end),
            previous="" if start == 1 else self._cursor(rows[0], start),
            next="" if is_last else self._cursor(rows[-1], end),
        )

    def _cursor(self, row: Row, number: int) -> str:
        return self._signer.sign_object([self.order.values(row), number])

    def _position(self, cursor: str) -> tuple[list[Any], int]:
        """The values and the number of the row that it marks; none of either if it is not ours."""
        try:
            values, number = self._signer.unsign_object(cursor)
        except BadSignature:
            return [], 0
        return values, number

    @property
    def _signer(self) -> Signer:
        return Signer(salt=f"{__name__} {self.name}")
