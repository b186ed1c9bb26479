"""The list of all buckets that a person may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from buckets.models import Account, Bucket, State
from buckets.views.responses import Request, number, page_or_part

PAGE_SIZE = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """Search by part of the name, filter by state and account, page by page.

    A state or account that the person cannot choose is as if none was chosen.
    """
    accounts = list(Account.objects.of(request.user))
    query = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    account_id = number(request.GET.get("account"))
    account_id = account_id if account_id in {account.pk for account in accounts} else None
    buckets = Bucket.objects.of(request.user).select_related("account")
    if query:
        buckets = buckets.filter(name__icontains=query)
    if state:
        buckets = buckets.filter(state=state)
    if account_id:
        buckets = buckets.filter(account=account_id)
    page = Paginator(buckets, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "accounts": accounts,
        "states": State.choices,
        "query": query,
        "state": state,
        "account_id": account_id,
        "filtered": bool(query or state or account_id),
    }
    return page_or_part(request, "buckets/buckets.html", "results", context)
