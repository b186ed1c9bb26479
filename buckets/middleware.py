"""What a member sees who asks for more than the role allows, and its record."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from buckets.access import NotAllowed
from buckets.audit import Refused, record
from buckets.http import Request
from buckets.presenters.text import translate


class RefusalMiddleware:
    """Show `NotAllowed` as a page with its message, and record it."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
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
