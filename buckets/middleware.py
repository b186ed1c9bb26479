"""What is answered in place of a page: to htmx, to the signed out, to who may not do it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import reselect, reswap, retarget, trigger_client_event

from buckets.access import NotAllowed
from buckets.audit import Refused, record
from buckets.http import Request, wants_part
from buckets.presenters.text import translate

Next = Callable[[Request], HttpResponse]
View = Callable[..., HttpResponseBase]


class SwapMiddleware:
    """Tells htmx where an answer goes that is not the part of the page that it asked for.

    Such as a page that says why not, or one that a redirect led to: it is shown whole. Of a view
    that is asked in the background nothing is shown then.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if not wants_part(request) or getattr(response, "is_part", False):
            return response
        if getattr(request, "in_background", False):
            return HttpResponse(status=204)
        if response.content and response.headers["Content-Type"].startswith("text/html"):
            reswap(reselect(retarget(response, "#main"), "#main"), "outerHTML")
        return response

    def process_view(self, request: Request, view: View, *_: object) -> None:
        request.in_background = getattr(view, "in_background", False)


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks whoever is not signed in to do so; htmx gets an event, as there is no page to swap."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        asked = super().process_view(request, view_func, view_args, view_kwargs)
        if asked is None or not wants_part(cast(Request, request)):
            return asked
        return trigger_client_event(HttpResponse(status=204), "signed-out")


class RefusalMiddleware:
    """Show `NotAllowed` as a page with its message, and record it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotAllowed):
            return None
        refused = Refused(error.permission.name, error.role.value, request.path)
        record(refused, by=request.user, account=error.account, bucket=error.bucket)
        context = {
            "message": translate(error.message),
            "account": error.account,
            "bucket": error.bucket,
        }
        return render(request, "403.html", context, status=403)
