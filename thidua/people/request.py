"""The type of a request past the sign-in wall."""

from django.http import HttpRequest

from thidua.people.models import Person


class Request(HttpRequest):
    """For view signatures: `LoginRequiredMiddleware` has let it through, so `user` is a person."""

    user: Person
