"""The addresses of the whole site: our pages, signing in, and Django's administration."""

from allauth.account import views as allauth_views
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from corsconsole.sign_in import ChangePassword, Reauthenticate, SignIn

# The administration signs in through allauth too, and so under the same limit on attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Only what is needed of allauth.urls: no sign-up, no e-mail, no reset by mail.
auth_patterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", Reauthenticate.as_view(), name="account_reauthenticate"),
    path("password/change/", ChangePassword.as_view(), name="account_change_password"),
]


@login_not_required
def favicon(_request: HttpRequest) -> HttpResponse:
    """The icon for pages that name none: Django's administration, and what is not HTML."""
    return redirect(static("icon.svg"))


urlpatterns = [
    path("favicon.ico", favicon),
    path("auth/", include(auth_patterns)),
    path("admin/", admin.site.urls),
    path("", include("buckets.urls")),
]
