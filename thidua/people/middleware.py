"""Who acts, from which post, and what must be done before anything else."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from thidua.people.models import Person
from thidua.people.queries import needs_second_factor, valid_posts

Answer = Callable[[HttpRequest], HttpResponse]


class FirstStart:
    """An installation without any person leads to the set-up page, once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.is_set_up = self.is_set_up or Person.objects.exists()
        setup = reverse("people:set_up")
        if self.is_set_up or request.path == setup or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        return redirect(setup)


class SignedInFrom:
    """Notes where somebody is signed in, and when last seen: at once from a new place, else every few minutes. A page
    that is only read shall not write: at a deadline that was half of the database's work.
    """

    NOTED_EVERY = timedelta(minutes=5)

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            self.note(request, timezone.now())
        return self.get_response(request)

    def note(self, request: HttpRequest, now: datetime) -> None:
        letters = UserSession._meta.get_field("user_agent").max_length
        agent = request.META.get("HTTP_USER_AGENT", "")[:letters]
        place = {"user_id": request.user.pk, "ip": get_adapter().get_client_ip(request), "user_agent": agent}
        rows = UserSession.objects.filter(session_key=request.session.session_key)
        noted = rows.values(*place, "last_seen_at").first()
        if noted is None:
            UserSession.objects.get_or_create(session_key=request.session.session_key, defaults=place)
        elif noted.pop("last_seen_at") < now - self.NOTED_EVERY or noted != place:
            rows.update(**place, last_seen_at=now)


class ActingPost:
    """Sets `request.user.acting_post`: the chosen post while it is valid, else the first valid one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated:
            posts = valid_posts(person)
            chosen = request.session.get("post")
            person.acting_post = next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
        return self.get_response(request)


class SecondFactor:
    """Who holds a role that `MFA_REQUIRED_ROLES` names sets up a second factor before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.must_set_up(request):
            return self.get_response(request)
        setup = reverse("mfa_activate_totp")
        return HttpResponseClientRedirect(setup) if getattr(request, "htmx", False) else redirect(setup)

    def must_set_up(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated or not needs_second_factor(request.user):
            return False
        open_paths = (reverse("mfa_activate_totp"), reverse("account_logout"), reverse("account_reauthenticate"))
        if request.path in open_paths or request.path.startswith(settings.STATIC_URL):
            return False
        return not is_mfa_enabled(request.user)
