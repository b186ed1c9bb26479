"""The list of all buckets that a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buckets.access import Permit, permits_of
from buckets.models import Bucket, State
from buckets.models.bucket import BucketQuerySet
from buckets.views.keyset import END, Listing, Order, Page, Row
from buckets.views.responses import Request, page_or_part
from buckets.views.selection import Filters

PAGE_SIZE = 50

SHOWN: Final = ("id", "name", "state", "live_id", "rule_count", "account_id", "region", "read_at")

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a bucket that was never read counts as read, for sorting."""

LABELS: Final = {
    "name": gettext_lazy("Bucket"),
    "state": gettext_lazy("State"),
    "rules": gettext_lazy("Rules"),
    "account": gettext_lazy("Account"),
    "region": gettext_lazy("Region"),
    "read": gettext_lazy("Read from OSS"),
}
"""The columns, by the word that ``?sort=`` has for each."""

KEYS: Final = {
    "name": (),
    "state": ("state",),
    "rules": ("rule_count",),
    "account": ("account__name",),
    "region": ("region",),
    "read": ("last_read",),
}
"""What each is sorted by, before the name and at last the id."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The column that the list is sorted by."""

    column: str = "name"
    descending: bool = False

    @classmethod
    def of(cls, said: QueryDict) -> Sort:
        """What ``?sort=`` says, as ``state`` or ``-state``; by name where it means nothing."""
        text = said.get("sort", "")
        column = text.removeprefix("-")
        return cls(column, text.startswith("-")) if column in LABELS else cls()

    @property
    def fields(self) -> dict[str, str]:
        """What an address has to say for it; empty for what is so by itself."""
        text = f"-{self.column}" if self.descending else self.column
        return {} if text == "name" else {"sort": text}

    @property
    def order(self) -> Order:
        return Order((*KEYS[self.column], "name", "id"), self.descending)

    def rows(self, buckets: BucketQuerySet) -> QuerySet[Bucket, Row]:
        """What is shown of ``buckets``, and what they are sorted by."""
        if self.column == "read":
            buckets = buckets.annotate(last_read=Coalesce("read_at", Value(LONG_AGO)))
        rows: QuerySet[Bucket, Row] = buckets.values(*SHOWN, *KEYS[self.column])
        return rows

    def press(self, column: str) -> Sort:
        """What follows from a press on the head of ``column``: a second one turns it round."""
        return Sort(column, column == self.column and not self.descending)

    def direction(self, column: str) -> str:
        """How ``column`` is sorted, in the words of ``aria-sort``."""
        if column != self.column:
            return ""
        return "descending" if self.descending else "ascending"


@require_safe
def index(request: Request) -> HttpResponse:
    """Search by part of the name, filter by state and account, sort by any column, page by page.

    All of it stands in the address. What there means nothing is as if it was not said.
    """
    permits = permits_of(request.user)
    accounts = [permit.account for permit in permits]
    filters, sort = Filters.of(request.GET, accounts), Sort.of(request.GET)
    fields = filters.fields | sort.fields
    buckets = filters.narrow(Bucket.objects.of(request.user))
    listing = Listing(sort.rows(buckets), sort.order, PAGE_SIZE, urlencode(fields))
    # Counted by the accounts, whose index holds all that it takes.
    mine = [account.pk for account in accounts]
    total = filters.narrow(Bucket.objects.filter(account__in=mine)).count()
    page = listing.page(request.GET, total=total)
    context = {
        "page": page,
        "lines": _lines(page, permits),
        "heads": _heads(filters, sort),
        "links": _links(page, fields),
        "accounts": accounts,
        "states": State.choices,
        "filters": filters,
        "sort": sort.fields.get("sort"),
        "can_choose": any(permit.can_edit for permit in permits),
        "can_publish": any(permit.can_publish for permit in permits),
    }
    return page_or_part(request, "buckets/buckets.html", "results", context)


def _lines(page: Page, permits: list[Permit]) -> list[dict[str, str]]:
    """The rows as text. There are many, so what is the same in each is made once."""
    accounts = {permit.account.pk: permit.account.name for permit in permits}
    editable = {permit.account.pk for permit in permits if permit.can_edit}
    labels = {value: str(label) for value, label in State.choices}
    choose = _("Select %(name)s")
    before, _zero, behind = reverse("bucket", args=[0]).rpartition("0")
    text, when = cache(conditional_escape), cache(_when)
    return [
        {
            "id": str(row["id"]),
            "url": f"{before}{row['id']}{behind}",
            "name": row["name"],
            "state": text(row["state"]),
            "label": text(labels[row["state"]]),
            "rules": text(row["rule_count"] if row["live_id"] else "\N{EN DASH}"),
            # None of one that the person became a member of this very moment.
            "account": text(accounts.get(row["account_id"], "")),
            "region": text(row["region"]),
            "choose": choose % row if row["account_id"] in editable else "",
            **when(row["read_at"] and row["read_at"].replace(microsecond=0)),
        }
        for row in page.rows
    ]


def _when(at: datetime | None) -> dict[str, str]:
    """A time as the tag ``when`` shows it. A run reads many buckets in the same second."""
    if at is None:
        return {"at": ""}
    local = localtime(at)
    exact = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return {"at": local.isoformat(), "exact": exact, "ago": naturaltime(at)}


def _heads(filters: Filters, sort: Sort) -> list[dict[str, str]]:
    """The head of each column, with where a press on it leads."""
    return [
        {
            "column": column,
            "label": str(label),
            "direction": sort.direction(column),
            "href": _address(filters.fields | sort.press(column).fields),
        }
        for column, label in LABELS.items()
    ]


def _links(page: Page, fields: dict[str, str]) -> dict[str, str]:
    """Where one can turn to from ``page``."""
    links = {}
    if page.previous:
        links["first"] = _address(fields)
        links["previous"] = _address(fields | {"before": page.previous})
    if page.next:
        links["next"] = _address(fields | {"after": page.next})
        links["last"] = _address(fields | {"before": END})
    return links


def _address(fields: dict[str, str]) -> str:
    return f"{reverse('buckets')}?{urlencode(fields)}".removesuffix("?")
