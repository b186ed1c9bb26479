"""The columns of a list: each is one object, and all there is to say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import BaseExpression, Combinable
from django.utils.functional import Promise

Row = dict[str, Any]

Accounts = Mapping[int, str]
"""The names of the accounts that the person is a member of."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head, the cells, the order and the query of a column.

    ``template`` shows a cell: it gets as ``value`` what the function ``value`` makes of a row, and
    this as ``column``. ``fields`` are what that needs of the row, ``keys`` what is sorted by before
    what tells all rows apart, and ``query`` makes those of both that the database has to compute.
    ``css`` is the class of the head and the cells.
    """

    label: str | Promise
    value: Callable[[Row, Accounts], object]
    fields: tuple[str, ...]
    keys: tuple[str, ...] = ()
    query: Callable[[], Mapping[str, BaseExpression | Combinable]] = dict
    template: str = "buckets/columns/text.html"
    css: str = ""


def account_name(row: Row, accounts: Accounts) -> str:
    """The account of a row; none of one that the person became a member of this very moment."""
    return accounts.get(row["account_id"], "")
