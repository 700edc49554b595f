"""What every page needs for its shell."""

from typing import Any

from django.http import HttpRequest

from thidua.people.queries import valid_posts
from thidua.web.menu import account_menu, menu_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu, the acting post, the other posts, and how many notices wait; nothing for who is not signed in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {
        "menu": menu_of(request, person),
        "account_menu": account_menu(),
        "acting_post": person.acting_post,
        "posts": valid_posts(person),
        "unread": person.notices.filter(read_at__isnull=True).count(),
    }
