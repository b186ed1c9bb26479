"""The findings of all buckets that a person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buckets.access import permits_of
from buckets.cors.lint import CHECKS, Severity
from buckets.http import Request, number, page_or_part
from buckets.models import Acceptance, Account, KnownFinding, SeverityLabel
from buckets.models.finding import KnownFindingQuerySet
from buckets.presenters.elements import badge, link
from buckets.presenters.text import translate
from buckets.views.lists.columns import Accounts, Cells, Column, Row, account_name, bucket_address
from buckets.views.lists.state import Choice, ListState

PAGE_SIZE = 50


def _accepted() -> dict[str, Exists]:
    same = Acceptance.objects.on(localdate())
    return {"is_accepted": Exists(same.filter(bucket=OuterRef("bucket"), key=OuterRef("key")))}


def _severities(_accounts: Accounts) -> Cells:
    badges = {
        it.value: badge(f"severity severity-{it.name.lower()}", SeverityLabel(it).label)
        for it in Severity
    }
    return lambda row: badges[row["severity"]]


def _findings(_accounts: Accounts) -> Cells:
    address, accepted = bucket_address(), badge("tag", _("Accepted"))

    def cell(row: Row) -> SafeString:
        text = translate(CHECKS[row["kind"]].message(params=row["params"]))
        found = link(f"{address(row['bucket_id'])}#finding-{row['key']}", text)
        return format_html("{} {}", found, accepted) if row["is_accepted"] else found

    return cell


def _rules(_accounts: Accounts) -> Cells:
    def cell(row: Row) -> str:
        if row["rule"] is None:
            return str(row["bucket_name"])
        rule = badge("facts", _("Rule %(number)s") % {"number": row["rule"] + 1})
        return format_html("{} {}", row["bucket_name"], rule)

    return cell


COLUMNS: Final = {
    "severity": Column(gettext_lazy("Severity"), _severities, ("severity",), ("severity",)),
    "finding": Column(
        gettext_lazy("Finding"),
        _findings,
        ("kind", "params", "bucket_id", "key", "is_accepted"),
        ("kind",),
        _accepted,
        css="wide",
        row_head=True,
    ),
    "bucket": Column(gettext_lazy("Bucket"), _rules, ("bucket_name", "rule")),
    "account": Column(
        gettext_lazy("Account"),
        account_name,
        ("account_id",),
        ("account__name",),
        css="unbroken",
    ),
}
"""The columns, by the word that ``?sort=`` has for each; the gravest first."""

ACCEPTED: Final = {
    "": gettext_lazy("Not accepted"),
    "yes": gettext_lazy("Accepted"),
    "all": gettext_lazy("Both"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list: part of a bucket's name or of what was found, and four choices."""

    query: str = ""
    severity: str = ""
    kind: str = ""
    account_id: int | None = None
    accepted: str = ""

    @classmethod
    def of(cls, said: QueryDict, accounts: Iterable[Account]) -> Filters:
        """What an address says. What is not there to choose is as if unsaid."""
        account_id = number(said.get("account"))
        severity, kind = said.get("severity", "").upper(), said.get("kind", "")
        accepted = said.get("accepted", "")
        return cls(
            query=said.get("q", "").strip(),
            severity=severity.lower() if severity in Severity.__members__ else "",
            kind=kind if kind in CHECKS else "",
            account_id=account_id if account_id in {a.pk for a in accounts} else None,
            accepted=accepted if accepted in ACCEPTED else "",
        )

    @property
    def fields(self) -> dict[str, str]:
        """What an address has to say for these; empty where nothing was chosen."""
        said = {
            "q": self.query,
            "severity": self.severity,
            "kind": self.kind,
            "account": str(self.account_id or ""),
            "accepted": self.accepted,
        }
        return {name: value for name, value in said.items() if value}

    def narrow(self, findings: KnownFindingQuerySet, *, today: date) -> KnownFindingQuerySet:
        """Those of ``findings`` that match."""
        if self.query:
            in_name, in_value = Q(bucket_name__icontains=self.query), Q(value__icontains=self.query)
            findings = findings.filter(in_name | in_value)
        if self.severity:
            findings = findings.filter(severity=Severity[self.severity.upper()])
        if self.kind:
            findings = findings.filter(kind=self.kind)
        if self.account_id:
            findings = findings.filter(account=self.account_id)
        if self.accepted != "all":
            findings = findings.accepted(self.accepted == "yes", today=today)
        return findings


@require_safe
def index(request: Request) -> HttpResponse:
    """Search, filter by severity, sort of finding, account and whether accepted, sort, page."""
    accounts = [permit.account for permit in permits_of(request.user)]
    filters, today = Filters.of(request.GET, accounts), localdate()
    shown = ListState(
        reverse("findings"),
        filters.fields,
        COLUMNS,
        ("bucket_name", "id"),
        request.GET.get("sort", ""),
    )
    found = filters.narrow(KnownFinding.objects.of(request.user), today=today)
    mine = KnownFinding.objects.filter(account__in=[account.pk for account in accounts])
    total = filters.narrow(mine, today=today).count()
    page = shown.page(found, request.GET, total=total, size=PAGE_SIZE)
    names = {account.pk: account.name for account in accounts}
    context = {
        **shown.context(page),
        "lines": [cells for _row, cells in shown.lines(page, names)],
        "query": filters.query,
        "choices": _choices(filters, accounts),
    }
    return page_or_part(request, "buckets/findings.html", "results", context)


def _choices(filters: Filters, accounts: list[Account]) -> list[Choice]:
    severities = [(it.name.lower(), SeverityLabel(it).label) for it in Severity]
    kinds = [(it.id, translate(it.message("title"))) for it in CHECKS.values()]
    any_severity, any_kind = ("", _("Any severity")), ("", _("Any finding"))
    return [
        Choice("severity", _("Severity"), [any_severity, *severities], filters.severity),
        Choice("kind", _("Finding"), [any_kind, *kinds], filters.kind),
        *Choice.of_account(accounts, filters.account_id),
        Choice("accepted", _("Accepted"), list(ACCEPTED.items()), filters.accepted),
    ]
