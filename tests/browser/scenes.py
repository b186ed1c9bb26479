"""Every page of the console, in every condition in which it looks different, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from buckets.models import State
from tests.browser.furnishing import FULL, Furnishing

NOBODY: Final = "nobody"


def _look(_: Page) -> None:
    """The page is taken as it comes."""


@dataclass(frozen=True)
class Scene:
    """The page at ``path`` as ``who`` sees it after ``act``; ``heading`` proves it is that page."""

    name: str
    path: str
    heading: str
    act: Callable[[Page], None] = _look
    who: str = "olga-owner"

    def enter(self, page: Page) -> None:
        """Bring ``page`` there."""
        page.goto(self.path)
        self.act(page)
        expect(page.get_by_role("heading", level=1, name=self.heading)).to_be_visible()


def _signing_in(_: Furnishing) -> Iterator[Scene]:
    sign_in, password = reverse("account_login"), reverse("account_change_password")
    yield Scene("sign-in", sign_in, "Sign in", who=NOBODY)
    yield Scene("sign-in refused", sign_in, "Sign in", _sign_in_wrongly, who=NOBODY)
    yield Scene("switched off", reverse("account_inactive"), "Account inactive", who=NOBODY)
    yield Scene("sign-out", reverse("account_logout"), "Sign out?")
    yield Scene("password", password, "Change password")
    yield Scene("password refused", password, "Change password", _refused_on("Change password"))
    yield Scene("it is you", reverse("account_reauthenticate"), "Confirm it is you")
    too_many = "Too many attempts"
    yield Scene("sign-in, too often", sign_in, too_many, _sign_in_too_often, who=NOBODY)


def _lists(furnishing: Furnishing) -> Iterator[Scene]:
    buckets, activity = reverse("buckets"), reverse("activity")
    of_one = f"{activity}?bucket={furnishing['published']}"
    yield Scene("buckets", buckets, "Buckets")
    yield Scene("buckets, sorted", f"{buckets}?sort=-read&state=in-sync", "Buckets")
    yield Scene("buckets, one chosen", buckets, "Buckets", _choose_one)
    yield Scene("buckets, all chosen", buckets, "Buckets", _choose_all)
    yield Scene("viewer's buckets", buckets, "Buckets", who="vera-viewer")
    yield Scene("no bucket matches", f"{buckets}?q=nothing-is-called-so", "Buckets")
    yield Scene("no account yet", buckets, "Buckets", who="otto-outsider")
    yield Scene("no buckets yet", buckets, "Buckets", who="bela-beginner")
    yield Scene("activity", activity, "Activity")
    yield Scene("activity of a bucket", of_one, "Activity")
    yield Scene("no activity", activity, "Activity", who="otto-outsider")
    yield Scene("accounts", reverse("accounts"), "Accounts")
    yield Scene("no accounts", reverse("accounts"), "Accounts", who="otto-outsider")


def _buckets(furnishing: Furnishing) -> Iterator[Scene]:
    for word, bucket in furnishing.buckets.items():
        yield Scene(f"bucket, {word}", reverse("bucket", args=[bucket.pk]), bucket.name)
    for word in (State.IN_SYNC, State.CONFLICT, State.DRIFTED, State.NOT_PULLED):
        bucket = furnishing.buckets[word]
        path = reverse("bucket", args=[bucket.pk])
        yield Scene(f"viewer's bucket, {word}", path, bucket.name, who="vera-viewer")


def _findings(furnishing: Furnishing) -> Iterator[Scene]:
    bucket = furnishing.buckets["risky"]
    page, listed = reverse("bucket", args=[bucket.pk]), reverse("findings")
    first = bucket.findings.all()[0]
    ask = reverse("accept_finding", args=[bucket.pk, first.key])
    yield Scene("findings", listed, "Findings")
    yield Scene("findings, narrowed", f"{listed}?severity=high&sort=-bucket", "Findings")
    yield Scene("findings, accepted too", f"{listed}?accepted=all", "Findings")
    yield Scene("no finding matches", f"{listed}?q=nothing-is-called-so", "Findings")
    yield Scene("no findings", listed, "Findings", who="otto-outsider")
    yield Scene("findings of a bucket", page, bucket.name, _open_accepted)
    yield Scene("viewer's findings of a bucket", page, bucket.name, who="vera-viewer")
    yield Scene("accepting a finding", ask, "Accept this finding?")
    yield Scene("accepting, refused", ask, "Accept this finding?", _refused_on("Accept"))


def _panel(furnishing: Furnishing) -> Iterator[Scene]:
    bucket = reverse("bucket", args=[furnishing["in-sync"]])
    page = reverse("create_rule", args=[furnishing["in-sync"]])
    full = reverse("create_rule", args=[furnishing["full"]])
    yield Scene("panel", bucket, "Create Rule", _open_panel)
    yield Scene("panel, typing", bucket, "Create Rule", _type_wrongly)
    yield Scene("panel, refused", bucket, "Create Rule", _submit_wrongly)
    yield Scene("panel, late", bucket, "Create Rule", _submit_late)
    yield Scene("panel, editing", bucket, "Edit rule 1", _edit)
    yield Scene("page", page, "Create Rule")
    yield Scene("page, refused", page, "Create Rule", _refused_on("OK"))
    yield Scene("page, eleventh rule", full, "Create Rule", _refused_on("OK"))
    for start in ("upload", "debug"):
        yield Scene(f"starting point {start}", f"{page}?start={start}", "Create Rule")


def _questions(furnishing: Furnishing) -> Iterator[Scene]:
    for word in ("unpublished", "refused", "conflict", "drifted", "in-sync"):
        path = reverse("review", args=[furnishing[word]])
        yield Scene(f"review, {word}", path, "Review & publish")
        yield Scene(f"viewer's review, {word}", path, "Review & publish", who="vera-viewer")
    path = reverse("review", args=[furnishing["unpublished"]])
    yield Scene("review, too late", path, "Review & publish", _publish_too_late(furnishing))
    path = reverse("review", args=[furnishing["conflict"]])
    yield Scene("review, not agreed", path, "Review & publish", _publish_unticked)
    of_three = [furnishing["in-sync"]]
    row = furnishing.buckets["in-sync"].cors_rules.get(index=0)
    yield Scene("delete", reverse("delete_rule", args=[*of_three, row.pk]), "Delete rule 1?")
    yield Scene("clear", reverse("clear", args=of_three), "Clear all 3 rules?")
    discard = "Discard the unpublished changes?"
    yield Scene("discard", reverse("discard", args=[furnishing["refused"]]), discard)
    for word in ("conflict", "drifted"):
        path = reverse("discard", args=[furnishing[word]])
        yield Scene(f"adopt, {word}", path, "Adopt what OSS holds?")
    yield Scene("nothing to discard", reverse("discard", args=of_three), discard)


def _merge(furnishing: Furnishing) -> Iterator[Scene]:
    path = reverse("merge", args=[furnishing["conflict"]])
    yield Scene("merge", path, "Merge")
    yield Scene("merge, undecided", path, "Merge", _refused_on("Apply merge"))
    yield Scene("merge, decided", path, "Merge", _decide)


def _history(furnishing: Furnishing) -> Iterator[Scene]:
    published = furnishing.buckets["published"]
    yield Scene("history", reverse("history", args=[published.pk]), published.name)
    compared = reverse("compare", args=[published.pk]) + "?from=1&to=2"
    yield Scene("compared", compared, "From revision 1 to revision 2")
    restored = reverse("restore", args=[published.pk, 1])
    yield Scene("restore", restored, "Restore revision 1?")
    never = furnishing.buckets["not-pulled"]
    yield Scene("no history", reverse("history", args=[never.pk]), never.name)
    for word, number in (("published", 1), ("published", 2), ("read-only", 2), ("no-rules", 1)):
        path = reverse("revision", args=[furnishing[word], number])
        yield Scene(f"revision {number}, {word}", path, f"Revision {number}")


def _account(furnishing: Furnishing) -> Iterator[Scene]:
    name, args = furnishing.account.name, [furnishing.account.pk]
    account, edit, add = (
        reverse("account", args=args),
        reverse("edit_account", args=args),
        reverse("add_account"),
    )
    yield Scene("account", account, name)
    yield Scene("viewer's account", account, name, who="vera-viewer")
    viewer = furnishing.account.members.get(username="vera-viewer")
    remove = reverse("remove_member", args=[*args, viewer.pk])
    yield Scene("removing a member", remove, "Remove vera-viewer from")
    yield Scene("account, tested", account, name, _test_connection)
    yield Scene("account, wrong member", account, name, _add_nobody)
    yield Scene("adding an account", add, "Add account")
    yield Scene("adding, refused", add, "Add account", _refused_on("Add account"))
    yield Scene("editing an account", edit, "Edit account")
    yield Scene("editing, refused", edit, "Edit account", _edit_account_wrongly)


def _refusals(furnishing: Furnishing) -> Iterator[Scene]:
    bucket = [furnishing["in-sync"]]
    yield Scene("403", reverse("clear", args=bucket), "Not allowed", who="vera-viewer")
    yield Scene("404", reverse("bucket", args=bucket), "Not found", who="otto-outsider")
    yield Scene("stale form", reverse("account_logout"), "Please send it again", _lose_the_token)


GROUPS: Final = {
    "signing in": _signing_in,
    "lists": _lists,
    "buckets": _buckets,
    "findings": _findings,
    "panel": _panel,
    "questions": _questions,
    "merge": _merge,
    "history": _history,
    "account": _account,
    "refusals": _refusals,
}


def _refused_on(button: str) -> Callable[[Page], None]:
    """Send a form that has nothing in it, or nothing that will do."""

    def send(page: Page) -> None:
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()

    return send


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    _refused_on("Sign in")(page)


def _sign_in_too_often(page: Page) -> None:
    for _ in range(30):  # as the limit stands in a minute
        Client().post(page.url)
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in").click()


def _open_accepted(page: Page) -> None:
    page.locator(".accepted summary").click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def _open_panel(page: Page) -> None:
    page.get_by_role("link", name="Create Rule").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _edit(page: Page) -> None:
    page.get_by_role("link", name="Edit rule 1").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _type_wrongly(page: Page) -> None:
    _open_panel(page)
    wrong = "https://App.example.com/\nwww.example.com\nhttps://*.*.example.com\nhttps://a b"
    page.get_by_label("Sources").fill(wrong)
    page.get_by_label("Allowed Headers").fill("content-type:text/plain\nno header")
    page.get_by_label("Exposed Headers").fill("x-*")
    page.get_by_label("Cache Timeout").fill("ten")
    expect(page.locator("#problems-max_age li")).to_be_visible()


def _submit_wrongly(page: Page) -> None:
    _type_wrongly(page)
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _submit_late(page: Page) -> None:
    """Someone else is faster: the same person, in another tab."""
    other = page.context.new_page()
    other.goto(page.url)
    _open_panel(page)
    other.get_by_role("switch", name="Vary: Origin").click()
    expect(other.get_by_role("region", name="Unpublished changes")).to_be_visible()
    other.close()
    page.get_by_label("Sources").fill("https://late.example.com")
    page.get_by_label("GET", exact=True).check()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def _publish_too_late(furnishing: Furnishing) -> Callable[[Page], None]:
    """Somebody else publishes between the review and the push."""

    def publish(page: Page) -> None:
        furnishing.oss.store.put_cors(furnishing.buckets["unpublished"].name, FULL)
        _refused_on("Publish to OSS")(page)

    return publish


def _publish_unticked(page: Page) -> None:
    page.locator("form.publish").evaluate("(form) => form.noValidate = true")
    _refused_on("Publish to OSS")(page)


def _decide(page: Page) -> None:
    """Choose in every conflict, and see what comes of it."""
    for conflict in page.locator("[aria-required]").all():
        conflict.get_by_role("radio").last.check()
    page.locator(".agreed summary").click()
    expect(page.locator("#preview li").first).to_be_visible()


def _choose_one(page: Page) -> None:
    page.locator("[name=bucket]").first.check()
    expect(page.get_by_role("button", name="Check for drift")).to_be_visible()


def _choose_all(page: Page) -> None:
    page.get_by_label("Select all").check()
    expect(page.locator("[name=bucket]").first).to_be_disabled()


def _test_connection(page: Page) -> None:
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("The connection works")).to_be_visible()


def _add_nobody(page: Page) -> None:
    page.get_by_label("User name").fill("nobody")
    _refused_on("Set role")(page)


def _edit_account_wrongly(page: Page) -> None:
    for label in ("Name", "Region", "AccessKey ID"):
        page.get_by_label(f"{label} required", exact=True).fill("")
    page.get_by_label("Endpoint").fill("http://oss-cn-hangzhou.aliyuncs.com/path")
    _refused_on("Save")(page)


def _lose_the_token(page: Page) -> None:
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
