"""The columns of a list: each is one object, and all there is to say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import BaseExpression, Combinable
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

Row = dict[str, Any]

Accounts = Mapping[int, str]
"""The names of the accounts that the person is a member of."""

Cells = Callable[[Row], str]
"""What makes of a row what its cell shows: text, or HTML that is marked as safe."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head, the cells, the order and the query of a column.

    ``cells`` is called once for a page, and so makes once what is the same in each row. ``fields``
    are what it needs of a row, ``keys`` what is sorted by before what tells all rows apart,
    and ``query`` makes those of both that the database has to compute. ``css`` is the class of
    the head and the cells. Cells are ``row_head`` where they name their row, and ``labelled``
    where a narrow screen, which shows no head, repeats its label beside them.
    """

    label: str | Promise
    cells: Callable[[Accounts], Cells]
    fields: tuple[str, ...]
    keys: tuple[str, ...] = ()
    query: Callable[[], Mapping[str, BaseExpression | Combinable]] = dict
    css: str = ""
    row_head: bool = False
    labelled: bool = False

    def tags(self) -> tuple[SafeString, SafeString]:
        """Return the tags that open and close each of its cells."""
        name = "th" if self.row_head else "td"
        attributes = {
            "scope": "row" if self.row_head else None,
            "class": self.css or None,
            "data-label": self.label if self.labelled else None,
        }
        return format_html("<{}{}>", name, flatatt(attributes)), format_html("</{}>", name)


def account_name(accounts: Accounts) -> Cells:
    """The account of a row; none of one that the person became a member of this very moment."""
    return lambda row: accounts.get(row["account_id"], "")


def bucket_address() -> Callable[[int], str]:
    """Return what makes the address of a bucket of its key: `reverse` is slow for each row."""
    before, _zero, after = reverse("bucket", args=[0]).rpartition("0")
    return lambda bucket_id: f"{before}{bucket_id}{after}"
