"""The list of all buckets that a person may see."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import itemgetter
from typing import Final

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buckets.access import Permit, permits_of
from buckets.http import Request, page_or_part
from buckets.models import Account, Bucket, State
from buckets.presenters.elements import badge, link, moment
from buckets.views.lists.columns import Accounts, Cells, Column, account_name, bucket_address
from buckets.views.lists.keyset import Page
from buckets.views.lists.selection import Filters
from buckets.views.lists.state import Choice, ListState

PAGE_SIZE = 50

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a bucket that was never read counts as read, for sorting."""


def _names(_accounts: Accounts) -> Cells:
    address = bucket_address()
    return lambda row: link(address(row["id"]), row["name"])


def _states(_accounts: Accounts) -> Cells:
    badges = {state.value: badge(f"state state-{state}", state.label) for state in State}
    return lambda row: badges[row["state"]]


def _rules(_accounts: Accounts) -> Cells:
    return lambda row: str(row["rule_count"]) if row["live_id"] else "\N{EN DASH}"


def _regions(_accounts: Accounts) -> Cells:
    return itemgetter("region")


def _read_at(_accounts: Accounts) -> Cells:
    never = _("never")
    return lambda row: moment(row["read_at"]) if row["read_at"] else never


COLUMNS: Final = {
    "name": Column(gettext_lazy("Bucket"), _names, ("id", "name"), row_head=True),
    "state": Column(gettext_lazy("State"), _states, ("state",), ("state",)),
    "rules": Column(
        gettext_lazy("Rules"),
        _rules,
        ("rule_count", "live_id"),
        ("rule_count",),
        css="number",
        labelled=True,
    ),
    "account": Column(gettext_lazy("Account"), account_name, ("account_id",), ("account__name",)),
    "region": Column(
        gettext_lazy("Region"),
        _regions,
        ("region",),
        ("region",),
        css="unbroken",
    ),
    "read": Column(
        gettext_lazy("Read from OSS"),
        _read_at,
        ("read_at",),
        ("last_read",),
        lambda: {"last_read": Coalesce("read_at", Value(LONG_AGO))},
        css="unbroken",
        labelled=True,
    ),
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
    # Counted by the accounts, whose index holds all that it takes.
    mine = [account.pk for account in accounts]
    total = filters.narrow(Bucket.objects.filter(account__in=mine)).count()
    page = shown.page(buckets, said, total=total, size=PAGE_SIZE)
    context = {
        **shown.context(page),
        "lines": _lines(shown, page, permits),
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


def _lines(shown: ListState, page: Page, permits: list[Permit]) -> list[dict[str, object]]:
    """The rows, and what is read out where one can be chosen."""
    accounts = {permit.account.pk: permit.account.name for permit in permits}
    editable = {permit.account.pk for permit in permits if permit.can_edit}
    return [
        {
            "id": row["id"],
            "cells": cells,
            "choose": _("Select %(name)s") % row if row["account_id"] in editable else "",
        }
        for row, cells in shown.lines(page, accounts)
    ]
