"""What a member sees who asks for more than the role allows, and its record."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from buckets.access import NotAllowed
from buckets.audit import Kind, record
from buckets.http import Request


class RefusalMiddleware:
    """Turns `NotAllowed` into a page with its sentence, and writes it down."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotAllowed):
            return None
        record(
            Kind.REFUSED,
            by=request.user,
            account=error.account,
            bucket=error.bucket,
            permission=error.permission.name,
            role=error.role.value,
            path=request.path,
        )
        context = {"message": str(error), "account": error.account, "bucket": error.bucket}
        return render(request, "403.html", context, status=403)
