"""For administrators: who is a member of what, should an account have lost its owner.

People are added under Django's own Users. Accounts are not here, so that no secret ever is.
"""

from django.contrib import admin

from buckets.models import Membership


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no generics at run time
    list_display = ["account", "user", "role"]
    list_filter = ["role"]
    search_fields = ["account__name", "user__username"]
    autocomplete_fields = ["user"]
