"""One page, or the part of it that htmx swaps."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as our views get it: signed in, and looked at by django-htmx."""

    user: User
    htmx: HtmxDetails
    in_background: bool


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
    if wants_part(request):
        response = render_part(request, f"{template}#{part}", context, status=status)
    else:
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_part(
    request: Request, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render what htmx swaps in where it asked; any other HTML takes the place of the page."""
    response = render(request, template, context, status=status)
    response.is_part = True  # type: ignore[attr-defined]
    return response


View = TypeVar("View", bound=Callable[..., HttpResponse])


def in_background(view: View) -> View:
    """Mark a view that a page asks by itself: whatever keeps it from answering stays unsaid.

    A sign-in that ran out, or a role that was taken away, is told when the person does something.
    """
    view.in_background = True  # type: ignore[attr-defined]
    return view
