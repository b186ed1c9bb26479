"""allauth's pages, answering a form that is not right as all our pages do: with status 422."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, PasswordChangeView, ReauthenticateView
from django.http import HttpResponse


class Unprocessable:
    """Before a `FormView`: gives its refusal of a form the status that says so."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


class SignIn(Unprocessable, LoginView):  # type: ignore[misc]
    pass


class ChangePassword(Unprocessable, PasswordChangeView):  # type: ignore[misc]
    pass


class Reauthenticate(Unprocessable, ReauthenticateView):  # type: ignore[misc]
    pass
