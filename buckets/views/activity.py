"""What people did and were refused, in the accounts that a person may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from buckets.http import Request, number
from buckets.models import Account, Bucket, Event, Run
from buckets.presenters.events import event_details, event_text

PAGE_SIZE = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """All events, newest first; of one bucket, if the person sees it, with ``?bucket=``."""
    accounts = Account.objects.of(request.user).values("pk")
    events = Event.objects.filter(account_id__in=accounts).defer("before", "after")
    bucket_id = number(request.GET.get("bucket"))
    bucket = Bucket.objects.of(request.user).filter(pk=bucket_id).first() if bucket_id else None
    if bucket:
        events = events.filter(bucket_id=bucket.pk)
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    runs = [event.params["run"] for event in page if "run" in event.params]
    kept = set(Run.objects.of(request.user).filter(pk__in=runs).values_list("pk", flat=True))
    lines = [
        {
            "event": event,
            "text": event_text(event),
            "detail": event_details(event),
            "run": run if (run := event.params.get("run")) in kept else None,
        }
        for event in page
    ]
    context = {"page": page, "lines": lines, "bucket": bucket}
    return render(request, "buckets/activity.html", context)
