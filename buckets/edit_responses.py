"""What all edits from a page share: the version that the person saw, and being too late."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from buckets.http import Request, number
from buckets.models import Bucket
from buckets.presenters.events import event_text
from buckets.presenters.text import in_sequence
from buckets.sync.edit import NotEditable, StaleVersion


def seen(request: Request) -> int | None:
    """The version of the bucket that the person saw, or None if the form does not say."""
    return number(request.POST.get("version"))


def edited(
    request: Request, bucket_id: int, edit: Callable[[], Bucket], *, done: str = ""
) -> HttpResponse:
    """Make the edit and show the bucket; if someone was faster, say what they did instead.

    ``done`` is said of an edit that was made on a page of its own. One that is made on the
    bucket's page says nothing: it is seen where it was made, and a message would take the focus.
    """
    try:
        bucket = edit()
    except StaleVersion as meanwhile:
        messages.warning(request, not_done(meanwhile))
    except NotEditable:
        not_editable(request)
    else:
        if done:
            say_done(request, bucket, done)
    return redirect("bucket", bucket_id)


def say_done(request: Request, bucket: Bucket, done: str) -> None:
    """Say ``done`` of an edit of the version that the person saw, and what browsers see of it."""
    if bucket.version == seen(request):
        messages.info(request, _("Nothing was changed."))
        return
    if bucket.has_unpublished_changes:
        follows = _("Browsers see the result once it is published.")
    else:
        follows = _("The rules here are what OSS holds.")
    messages.success(request, in_sequence([done, follows]))


def not_editable(request: Request) -> None:
    """Say why nothing was changed."""
    messages.error(request, _("This bucket cannot be edited as it is now. Pull it first."))


def not_done(meanwhile: StaleVersion) -> str:
    """What others did first."""
    told = "; ".join(event_text(event) for event in meanwhile.events)
    if not told:
        return _("Nothing was done, because the page was not up to date. Try again.")
    return _(
        "Nothing was done, because the rules changed after you opened the page (%(changes)s). "
        "Look at them and try again."
    ) % {"changes": told}
