"""Signing in through the pages, and what an account asks for."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.urls import reverse

from thidua.people.models import Person

PASSWORD = "con-đường-làng-xanh"
NEW_PASSWORD = "dòng-sông-mùa-hạ"
DAY = timedelta(days=1)
LOGIN = "/tai-khoan/dang-nhap/"


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def confirm(client):
    """Give the password once more, as what touches the account itself wants."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def bind_phone(client) -> str:
    """Set up the second factor of who is signed in; gives the secret that the telephone keeps."""
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret


def signed_in(client) -> Person | None:
    user = get_user(client)
    return user if user.is_authenticated else None


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def follow_link(client, path, password=NEW_PASSWORD):
    """Open the link as one does, then fill in what it shows."""
    shown = client.get(path, follow=True)
    if not shown.redirect_chain:
        return shown
    return client.post(shown.redirect_chain[-1][0], {"password1": password, "password2": password})
