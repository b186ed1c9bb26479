"""The catalogue: every page that an address leads to, once, in each look that it has.

The client and a browser visit all of them. What only a click or a form leads to stays with them,
as what is done on one of these pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from buckets.models import State
from tests.pages.installation import Installation

NOBODY: Final = "nobody"
"""Who has not signed in."""

FORBIDDEN: Final = "403"
MISSING: Final = ("404", "no such page")
"""The entries that are refused."""


@dataclass(frozen=True)
class Entry:
    """The page at ``path`` as ``who`` sees it; ``heading``, a part of its title, proves it."""

    name: str
    path: str
    heading: str
    who: str = "owner"


Entries = Iterator[Entry]
Group = Callable[[Installation], Entries]


def signing_in(_: Installation) -> Entries:
    sign_in, confirm = reverse("account_login"), reverse("account_reauthenticate")
    yield Entry("sign-in", sign_in, "Sign in", NOBODY)
    yield Entry("switched off", reverse("account_inactive"), "Account inactive", NOBODY)
    yield Entry("sign-out", reverse("account_logout"), "Sign out?")
    yield Entry("password", reverse("account_change_password"), "Change password")
    yield Entry("it is you", f"{confirm}?next=/buckets/", "Confirm it is you")
    yield Entry("sign-in, first", f"{sign_in}?next=/buckets/", "Sign in", NOBODY)


def lists(it: Installation) -> Entries:
    buckets, activity, accounts = map(reverse, ("buckets", "activity", "accounts"))
    yield Entry("buckets", buckets, "Buckets")
    yield Entry("buckets, sorted", f"{buckets}?sort=-read&state=in-sync", "Buckets")
    searched = f"{buckets}?q={it.texts.odd}&state={it.texts.odd}"
    yield Entry("buckets, searched for what is odd", searched, "Buckets", "editor")
    yield Entry("viewer's buckets", buckets, "Buckets", "viewer")
    yield Entry("no bucket matches", f"{buckets}?q=nothing-is-called-so", "Buckets", "editor")
    yield Entry("no account yet", buckets, "Buckets", "outsider")
    yield Entry("no buckets yet", buckets, "Buckets", "beginner")
    yield Entry("activity", activity, "Activity")
    of_one = f"{activity}?bucket={it.buckets['published'].pk}"
    yield Entry("activity of a bucket", of_one, "Activity")
    yield Entry("no activity", activity, "Activity", "outsider")
    yield Entry("accounts", accounts, "Accounts")
    yield Entry("no accounts", accounts, "Accounts", "outsider")


def buckets(it: Installation) -> Entries:
    for word, bucket in it.buckets.items():
        yield Entry(f"bucket, {word}", it.url("bucket", word), bucket.name)
    for word in (State.IN_SYNC, State.CONFLICT, State.DRIFTED, State.NOT_PULLED, "risky"):
        name = it.buckets[word].name
        yield Entry(f"viewer's bucket, {word}", it.url("bucket", word), name, "viewer")


def findings(it: Installation) -> Entries:
    listed = reverse("findings")
    yield Entry("findings", listed, "Findings")
    yield Entry("findings, narrowed", f"{listed}?severity=high&sort=-bucket", "Findings")
    yield Entry("findings, accepted too", f"{listed}?accepted=all", "Findings")
    yield Entry("no finding matches", f"{listed}?q={it.texts.odd}nothing", "Findings")
    yield Entry("no findings", listed, "Findings", "outsider")
    first = it.buckets["risky"].findings.all()[0]
    ask = it.url("accept_finding", "risky", first.key)
    yield Entry("accepting a finding", ask, "Accept this finding?")


def panel(it: Installation) -> Entries:
    new, title = it.url("create_rule", "in-sync"), "Create Rule"
    yield Entry("page", new, title)
    yield Entry("page, eleventh rule", it.url("create_rule", "full"), title)
    for start in ("upload", "debug"):
        yield Entry(f"starting point {start}", f"{new}?start={start}", title)


def questions(it: Installation) -> Entries:
    title = "Review & publish"
    for word in ("unpublished", "refused", "conflict", "drifted", "in-sync"):
        path = it.url("review", word)
        yield Entry(f"viewer's review, {word}", path, title, "viewer")
        yield Entry(f"review, {word}", path, title)
    for word in ("conflict-full", "publishing"):
        yield Entry(f"publisher's review, {word}", it.url("review", word), title, "publisher")
    row = it.buckets["in-sync"].cors_rules.get(index=0)
    yield Entry("delete", it.url("delete_rule", "in-sync", row.pk), "Delete rule 1?")
    yield Entry("clear", it.url("clear", "in-sync"), "Clear all 3 rules?")
    yield Entry("clear, against an expectation", it.url("clear", "expected"), "Clear all 3 rules?")
    discard = "Discard the unpublished changes?"
    yield Entry("discard", it.url("discard", "refused"), discard)
    for word in ("conflict", "drifted"):
        yield Entry(f"adopt, {word}", it.url("discard", word), "Adopt what OSS holds?")
    yield Entry("nothing to discard", it.url("discard", "in-sync"), discard)


def merge(it: Installation) -> Entries:
    yield Entry("merge", it.url("merge", "conflict"), "Merge")


def history(it: Installation) -> Entries:
    published = it.buckets["published"].name
    compare = it.url("compare", "published")
    yield Entry("history", it.url("history", "published"), published)
    yield Entry("compared", f"{compare}?from=1&to=2", "From revision 1 to revision 2")
    itself = "From revision 1 to revision 1"
    yield Entry("compared with itself", f"{compare}?from=1&to=1", itself, "editor")
    restored = it.url("restore", "published", 1)
    yield Entry("restore", restored, "Restore revision 1?")
    yield Entry("no history", it.url("history", "not-pulled"), it.buckets["not-pulled"].name)
    for word, number in (("published", 1), ("published", 2), ("read-only", 2), ("no-rules", 1)):
        path = it.url("revision", word, number)
        yield Entry(f"revision {number}, {word}", path, f"Revision {number}")


def account(it: Installation) -> Entries:
    name, args = it.account.name, [it.account.pk]
    show = reverse("account", args=args)
    yield Entry("account", show, name)
    yield Entry("viewer's account", show, name, "viewer")
    viewer = it.people["viewer"]
    remove = reverse("remove_member", args=[*args, viewer.pk])
    yield Entry("removing a member", remove, f"Remove {viewer.username} from")
    yield Entry("adding an account", reverse("add_account"), "Add account")
    yield Entry("editing an account", reverse("edit_account", args=args), "Edit account")


def refusals(it: Installation) -> Entries:
    yield Entry(FORBIDDEN, it.url("clear", "in-sync"), "Not allowed", "viewer")
    missing, no_such_page = MISSING
    yield Entry(missing, it.url("bucket", "in-sync"), "Not found", "outsider")
    yield Entry(no_such_page, "/nowhere/", "Not found")
