"""The request as every page behind the sign-in sees it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from thidua.people.models import Person


class PersonRequest(HttpRequest):
    """A request of somebody signed in: the middleware lets nobody else through."""

    user: Person
    htmx: HtmxDetails
