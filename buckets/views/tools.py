"""Tools that need no bucket to begin with."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from buckets.http import Request


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the name of its address, what it is called, and what it is for."""

    name: str
    title: str | Promise
    purpose: str | Promise


TOOLS: Final = (
    Tool(
        "simulator",
        _("Simulator"),
        _("Test a request of a page on rules that you paste, and see what OSS and browsers do."),
    ),
    Tool(
        "doctor",
        _("Error doctor"),
        _("Paste a browser's error, an answer of OSS or a HAR file, and get the cause."),
    ),
    Tool(
        "same_origin",
        _("Same-origin checker"),
        _("Compare two addresses: does a request between them need CORS at all?"),
    ),
)


@require_safe
def index(request: Request) -> HttpResponse:
    """All tools, one card each."""
    return render(request, "buckets/tools.html", {"tools": TOOLS})
