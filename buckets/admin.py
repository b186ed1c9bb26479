"""For administrators: who is a member of what, should an account have lost its owner.

People are added under Django's own Users. Accounts are not here, so that no secret ever is.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from buckets.audit import MemberRemoved, MemberSet, record
from buckets.models import Membership


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no generics at run time
    list_display = ["account", "user", "role"]
    list_filter = ["role"]
    search_fields = ["account__name", "user__username"]
    autocomplete_fields = ["user"]

    def save_model(self, request: Any, obj: Membership, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        event = MemberSet(obj.user.get_username(), obj.role)
        record(event, by=request.user, account=obj.account)

    def delete_model(self, request: Any, obj: Membership) -> None:
        super().delete_model(request, obj)
        record(MemberRemoved(obj.user.get_username()), by=request.user, account=obj.account)

    def delete_queryset(self, request: Any, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            self.delete_model(request, membership)
