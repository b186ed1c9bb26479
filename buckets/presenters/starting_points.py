"""Rules to start from, for what people most often come for."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buckets.cors.model import METHODS
from buckets.cors.validate.draft import Draft


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A draft with a name and what it is for; ``risky`` ones are marked so."""

    name: str | Promise
    purpose: str | Promise
    draft: Draft
    risky: bool = False


STARTING_POINTS: Final = {
    # What the vendor's browser SDK needs: it reads ETag after each part of a multipart upload.
    "upload": StartingPoint(
        _("Direct browser upload"),
        _("Pages of your site upload and read files. Enter your site as the source."),
        Draft(
            methods=("GET", "POST", "PUT", "HEAD"),
            allowed_headers="*",
            expose_headers="ETag\nx-oss-request-id",
            max_age="600",
        ),
    ),
    "read": StartingPoint(
        _("Public read"),
        _("Pages on any site may read files, and change none."),
        Draft(origins="*", methods=("GET", "HEAD"), expose_headers="ETag", max_age="7200"),
    ),
    "debug": StartingPoint(
        _("Wide open for debugging"),
        _("Pages on any site may do everything. Find the fault, then delete the rule."),
        Draft(
            origins="*",
            methods=METHODS,
            allowed_headers="*",
            expose_headers="ETag\nx-oss-request-id",
            max_age="0",
        ),
        risky=True,
    ),
}
