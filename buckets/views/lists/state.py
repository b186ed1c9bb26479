"""Where somebody is in a long list: how it is narrowed and sorted, and on which page.

All of it stands in the address. What there means nothing is as if it was not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buckets.models import Account
from buckets.views.lists.columns import Accounts, Column, Row
from buckets.views.lists.keyset import END, Listing, Order, Page


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the bar above a list: what ``?name=`` can say, and what it says."""

    name: str
    label: str
    options: Sequence[tuple[str, object]]
    chosen: str

    @classmethod
    def of_account(cls, accounts: Iterable[Account], chosen: int | None) -> list[Choice]:
        """One among ``accounts``, if there is something to choose."""
        named = [(str(account.pk), account.name) for account in accounts]
        options = [("", _("Any account")), *named]
        return [cls("account", _("Account"), options, str(chosen or ""))] if len(named) > 1 else []


@dataclass(frozen=True, slots=True)
class ListState:
    """The list at ``path``, narrowed by what ``filters`` say, and sorted by one of ``columns``.

    If nobody says otherwise it is the first. ``last`` are the fields that tell all rows apart.
    """

    path: str
    filters: Mapping[str, str]
    columns: Mapping[str, Column]
    last: tuple[str, ...]
    sort: str = ""

    @property
    def column(self) -> str:
        """The word for the column that it is sorted by."""
        named = self.sort.removeprefix("-")
        return named if named in self.columns else next(iter(self.columns))

    @property
    def keys(self) -> tuple[str, ...]:
        """What that column is sorted by."""
        return self.columns[self.column].keys

    @property
    def descending(self) -> bool:
        return self.sort == f"-{self.column}"

    @property
    def fields(self) -> dict[str, str]:
        """What an address has to say for it; nothing for what is so by itself."""
        said = f"-{self.column}" if self.descending else self.column
        sort = {} if said == next(iter(self.columns)) else {"sort": said}
        return {**self.filters, **sort}

    def address(self, **position: str) -> str:
        """Its address, at its start or at this position."""
        return f"{self.path}?{urlencode(self.fields | position)}".removesuffix("?")

    def page(self, found: QuerySet[Any], said: QueryDict, *, total: int, size: int) -> Page:
        """The page of what was ``found``, ``size`` rows each, that the address says."""
        order = Order((*self.keys, *self.last), self.descending)
        return Listing(self._rows(found), order, size, self.address()).page(said, total=total)

    def lines(self, page: Page, accounts: Accounts) -> Iterator[tuple[Row, SafeString]]:
        """Each row of ``page`` with its cells as HTML."""
        columns = [(column.cells(accounts), *column.tags()) for column in self.columns.values()]
        for row in page.rows:
            cells = (
                opening + conditional_escape(cell(row)) + closing
                for cell, opening, closing in columns
            )
            yield row, reduce(add, cells)  # safe, as each of them is

    def _rows(self, found: QuerySet[Any]) -> QuerySet[Any, Row]:
        """What was ``found``, with what the columns need of it and no more."""
        for column in self.columns.values():
            found = found.annotate(**column.query())
        fields = (field for column in self.columns.values() for field in column.fields)
        return found.values(*dict.fromkeys((*fields, *self.keys, *self.last)))

    def context(self, page: Page) -> dict[str, object]:
        """What the heads, the bar above and the links below the list show."""
        return {
            "page": page,
            "list": self.path,
            "filters": self.filters,
            "sort": self.fields.get("sort"),
            "heads": self._heads(),
            "links": self._links(page),
        }

    def _heads(self) -> list[dict[str, object]]:
        """The head of each column, with where a press on it leads: a second one turns it round."""
        direction = "descending" if self.descending else "ascending"
        return [
            {
                "column": name,
                "label": str(column.label),
                "css": column.css,
                "direction": direction if name == self.column else "",
                "href": self._pressed(name).address(),
            }
            for name, column in self.columns.items()
        ]

    def _links(self, page: Page) -> dict[str, str]:
        """Where one can turn to from ``page``."""
        links = {}
        if page.previous:
            links["first"] = self.address()
            links["previous"] = self.address(before=page.previous)
        if page.next:
            links["next"] = self.address(after=page.next)
            links["last"] = self.address(before=END)
        return links

    def _pressed(self, column: str) -> ListState:
        turned = column == self.column and not self.descending
        return replace(self, sort=f"-{column}" if turned else column)
