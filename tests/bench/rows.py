"""The database: statements a batch, and the time of the processor that a page of the list takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path, reverse
from django.utils import timezone

from buckets.cors.formats import xml
from buckets.models import Bucket, Run, RunItem
from buckets.sync.ledger import Ledger
from buckets.sync.runs.lifecycle import start
from buckets.sync.runs.results import settle_readings
from buckets.sync.snapshot import Reading
from tests.bench.calls import account_at, new_buckets, new_names
from tests.bench.figures import Figure, ratio

BUCKETS = 10_000
DOCUMENT = (
    b"<CORSConfiguration><CORSRule><AllowedOrigin>https://app.example.com</AllowedOrigin>"
    b"<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
)
_ROUNDS, _PAGES = 9, 10


class PeerAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Django admin's own list of the same rows and columns, as well set up as it can be."""

    list_display = ("name", "state", "rule_count", "account", "region", "read_at")
    list_select_related = ("account",)
    list_per_page = 50
    search_fields = ("name",)
    list_filter = ("state", "account")


_site = AdminSite(name="peer")
_site.register(Bucket, PeerAdmin)
urlpatterns = [path("peer/", _site.urls), path("", include("corsconsole.urls"))]


def measure(state: Path) -> Iterator[Figure]:
    ids = new_buckets(account_at("https://oss-cn-hangzhou.aliyuncs.com"), new_names(BUCKETS))
    yield from statements(ids)
    with override_settings(ROOT_URLCONF=__name__):
        yield from pages()


def statements(ids: list[int]) -> Iterator[Figure]:
    """Every bucket new, then every bucket as it was."""
    owner = User.objects.get(username="olga")
    for what in ("new", "unchanged"):
        run = start(Run.Kind.PULL, ids, by=owner)
        items = list(run.items.for_work())
        reading = Reading(DOCUMENT, xml.read(DOCUMENT), timezone.now())
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            ledger = Ledger(owner)
            done = settle_readings(ledger, dict.fromkeys(items, reading), follow=True)
            ledger.commit()
            RunItem.objects.store(done)
        assert run.items.counts() == {what: BUCKETS}
        how = f"bookkeeping of {BUCKETS:,} {what} snapshots in one batch, counted"
        yield Figure(f"SQL statements for {BUCKETS:,} {what} snapshots", len(queries), 60, how)


def pages() -> Iterator[Figure]:
    """The same rows, 50 a page, by the same person in the same run."""
    User.objects.filter(username="olga").update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(User.objects.get(username="olga"))
    first, peer = reverse("buckets"), "/peer/buckets/bucket/"
    last = f"{first}?before=end"

    def spent(address: str) -> float:
        began = time.process_time()
        for _ in range(_PAGES):
            answer = client.get(address)
            assert answer.status_code == 200, answer
        return time.process_time() - began

    for address in (first, last, peer):  # templates are compiled once
        spent(address)
    value = ratio(lambda _: spent(first), lambda _: spent(peer), rounds=_ROUNDS)
    how = f"the list with {BUCKETS:,} buckets: our server CPU to Django admin's changelist"
    yield Figure("CPU of the buckets list, to Django admin's", value, 0.4, how)
    value = ratio(lambda _: spent(last), lambda _: spent(first), rounds=_ROUNDS)
    yield Figure("CPU of the last page, to the first", value, 1.15, f"of {BUCKETS // 50} pages")
    with CaptureQueriesContext(connection) as queries:
        client.get(last)
    yield Figure("Queries of the buckets list", len(queries), 8, "counted on the last page")
