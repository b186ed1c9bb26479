"""One page, or the part of it that htmx swaps."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as our views get it: signed in, and looked at by django-htmx."""

    user: User
    htmx: HtmxDetails


def number(text: str | None) -> int | None:
    """A whole number that an address or form carries, if it is one that the database can hold."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page.

    Not when it asks on going back: it then puts the answer in place of the whole page.
    """
    return bool(request.htmx) and not request.htmx.history_restore_request


def page_or_part(
    request: Request, template: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """``template`` with ``context``; only its partial ``part`` when htmx asked for that."""
    name = f"{template}#{part}" if wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
