"""The list of all buckets that a person may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from buckets.models import Account, Bucket, State
from buckets.views.responses import Request, number, page_or_part

PAGE_SIZE = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """Search by part of the name, filter by state and account, page by page."""
    accounts = list(Account.objects.of(request.user))
    query = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    account_id = number(request.GET.get("account"))
    buckets = Bucket.objects.of(request.user).select_related("account")
    if query:
        buckets = buckets.filter(name__icontains=query)
    if state in State.values:
        buckets = buckets.filter(state=state)
    if account_id is not None:
        buckets = buckets.filter(account__pk=account_id)
    page = Paginator(buckets, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "accounts": accounts,
        "states": State.choices,
        "query": query,
        "state": state,
        "account_id": account_id,
        "filtered": bool(query or state or account_id is not None),
    }
    return page_or_part(request, "buckets/buckets.html", "results", context)
