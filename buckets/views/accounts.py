"""Accounts: adding one, testing it, and who may use it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from buckets.access import Permission, Permit, load_account
from buckets.forms.account import AccountForm, MemberForm
from buckets.http import Request
from buckets.models import Account, Membership
from buckets.oss.errors import OssError
from buckets.presenters.text import translate
from buckets.sync.accounts import LastOwner, add_account, change_account, remove_member, set_role
from buckets.sync.discover import count_buckets

_NO_OWNER = gettext_lazy("An account needs an owner. Make someone else owner first.")


@require_safe
def index(request: Request) -> HttpResponse:
    """The accounts that the person is a member of."""
    memberships = Membership.objects.filter(user=request.user).select_related("account")
    context = {"memberships": memberships.order_by("account__name")}
    return render(request, "buckets/accounts.html", context)


def add(request: Request) -> HttpResponse:
    """Add an account; whoever brings the AccessKey is its owner."""
    form = AccountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "buckets/account_form.html", {"form": form}, status=status)
    account = form.save(commit=False)
    add_account(account, by=request.user)
    messages.success(request, _("The account was added. Test the connection next."))
    return redirect("account", account.pk)


@require_safe
def show(request: Request, account_id: int) -> HttpResponse:
    """One account with its settings, its members and what can be done."""
    account, permit = load_account(request.user, account_id, Permission.VIEW)
    return _page(request, account, permit, MemberForm())


def edit(request: Request, account_id: int) -> HttpResponse:
    """Change the settings; an empty secret keeps the stored one."""
    account, permit = load_account(request.user, account_id, Permission.MANAGE)
    form = AccountForm(request.POST or None, instance=account)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "account": permit.account}
        status = 422 if request.method == "POST" else 200
        return render(request, "buckets/account_form.html", context, status=status)
    change_account(form.save(commit=False), by=request.user)
    messages.success(request, _("The account was changed."))
    return redirect("account", account_id)


@require_POST
def test(request: Request, account_id: int) -> HttpResponse:
    """Try the AccessKey by listing buckets, and show the result."""
    account, _permit = load_account(request.user, account_id, Permission.EDIT)
    try:
        tested = count_buckets(account, by=request.user)
    except OssError as error:
        messages.error(request, _with_marks(error))
    else:
        text = ngettext(
            "The connection works: OSS lists %(count)s bucket.",
            "The connection works: OSS lists %(count)s buckets.",
            tested.found,
        )
        messages.success(request, text % {"count": tested.found})
        if tested.clock:
            messages.warning(request, translate(tested.clock))
    return redirect("account", account_id)


@require_POST
def set_member(request: Request, account_id: int) -> HttpResponse:
    """Give someone a role, or another role than they had."""
    account, permit = load_account(request.user, account_id, Permission.MANAGE)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            set_role(account, form.cleaned_data["user"], form.cleaned_data["role"], by=request.user)
        except LastOwner:
            form.add_error("role", _NO_OWNER)
    if not form.is_valid():
        return _page(request, account, permit, form, status=422)
    messages.success(
        request,
        _("%(name)s has the role %(role)s now.")
        % {"name": form.cleaned_data["username"], "role": form.cleaned_data["role"].label},
    )
    return redirect("account", account_id)


def remove(request: Request, account_id: int, user_id: int) -> HttpResponse:
    """Ask once, then take someone's membership away; the last owner stays."""
    account, _permit = load_account(request.user, account_id, Permission.MANAGE)
    member = get_object_or_404(account.memberships.select_related("user"), user__pk=user_id)
    if request.method != "POST":
        context = {"account": account, "member": member}
        return render(request, "buckets/remove_member.html", context)
    try:
        remove_member(account, member.user, by=request.user)
    except LastOwner:
        messages.error(request, _NO_OWNER)
        return redirect("account", account_id)
    told = _("%(name)s is no longer a member of %(account)s.")
    messages.success(request, told % {"name": member.user.get_username(), "account": account.name})
    if member.user == request.user:
        return redirect("accounts")
    return redirect("account", account_id)


def _page(
    request: Request, account: Account, permit: Permit, form: MemberForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "account": account,
        "permit": permit,
        "members": account.memberships.select_related("user"),
        "bucket_count": account.buckets.count(),
        "member_form": form,
    }
    return render(request, "buckets/account.html", context, status=status)


def _with_marks(error: OssError) -> str:
    """The sentence, with OSS's code and request id for support where there are any."""
    marks = " · ".join(filter(None, [error.code, error.request_id]))
    return f"{translate(error.message)} ({marks})" if marks else translate(error.message)
