"""The list of all buckets that a person may see."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buckets.access import Permit, permits_of
from buckets.http import Request, page_or_part
from buckets.models import Account, Bucket, State
from buckets.views.lists.keyset import Page
from buckets.views.lists.selection import Filters
from buckets.views.lists.state import Choice, Column, ListState

PAGE_SIZE = 50

SHOWN: Final = ("id", "name", "state", "live_id", "rule_count", "account_id", "region", "read_at")

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a bucket that was never read counts as read, for sorting."""

COLUMNS: Final = {
    "name": Column(gettext_lazy("Bucket")),
    "state": Column(gettext_lazy("State"), ("state",)),
    "rules": Column(gettext_lazy("Rules"), ("rule_count",), is_number=True),
    "account": Column(gettext_lazy("Account"), ("account__name",)),
    "region": Column(gettext_lazy("Region"), ("region",)),
    "read": Column(gettext_lazy("Read from OSS"), ("last_read",)),
}
"""The columns, by the word that ``?sort=`` has for each."""


@require_safe
def index(request: Request) -> HttpResponse:
    """Search by part of the name, filter by state and account, sort by any column, page by page."""
    permits, said = permits_of(request.user), request.GET
    accounts = [permit.account for permit in permits]
    filters = Filters.of(said, accounts)
    shown = ListState(
        reverse("buckets"), filters.fields, COLUMNS, ("name", "id"), said.get("sort", "")
    )
    buckets = filters.narrow(Bucket.objects.of(request.user))
    if "last_read" in shown.keys:
        buckets = buckets.annotate(last_read=Coalesce("read_at", Value(LONG_AGO)))
    # Counted by the accounts, whose index holds all that it takes.
    mine = [account.pk for account in accounts]
    total = filters.narrow(Bucket.objects.filter(account__in=mine)).count()
    page = shown.page(buckets.values(*SHOWN, *shown.keys), said, total=total, size=PAGE_SIZE)
    context = {
        **shown.context(page),
        "lines": _lines(page, permits),
        "accounts": accounts,
        "query": filters.query,
        "choices": _choices(filters, accounts),
        "can_choose": any(permit.can_edit for permit in permits),
        "can_publish": any(permit.can_publish for permit in permits),
    }
    return page_or_part(request, "buckets/buckets.html", "results", context)


def _choices(filters: Filters, accounts: list[Account]) -> list[Choice]:
    states = [("", _("Any state")), *State.choices]
    return [
        Choice("state", _("State"), states, filters.state),
        *Choice.of_account(accounts, filters.account_id),
    ]


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
