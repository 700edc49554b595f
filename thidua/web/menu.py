"""The menu: what the person acting may open, nine entries at most."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from thidua.people.models import Person, Post
from thidua.people.queries import paths_held


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `short` is for the bar of a telephone, `room` the namespace that lights it."""

    view: str
    label: str
    short: str
    icon: str
    url: str = ""
    on: bool = False


ENTRIES = (
    Entry("web:home", "Việc của tôi", "Việc", "house"),
    Entry("plans:plans", "Kế hoạch", "Kế hoạch", "file-text"),
    Entry("progress:home", "Tiến độ", "Tiến độ", "chart-column"),
    Entry("initiatives:initiatives", "Sáng kiến", "Sáng kiến", "lightbulb"),
    Entry("awards:home", "Khen thưởng", "Khen thưởng", "award"),
    Entry("reports:reports", "Báo cáo", "Báo cáo", "clipboard-list"),
    Entry("documents:documents", "Văn bản", "Văn bản", "stamp"),
    Entry("people:units", "Đơn vị", "Đơn vị", "building-2"),
    Entry("people:persons", "Người", "Người", "users"),
)
SUBJECTS = {
    "people:units": ("unit", "cluster"),
    "people:persons": ("person", "post", "second_factor", "hand_link"),
}
"""Words in the names of the pages that light an entry of the room people."""
UNDER = {"councils": "awards:home"}
"""Rooms without an entry of their own, and the entry from which one goes there."""
FOR_ADMINISTRATORS = (Entry("web:audit", "Nhật ký", "Nhật ký", "scroll-text"),)
ACCOUNT = (
    Entry("people:profile", "Hồ sơ của tôi", "", ""),
    Entry("awards:my_records", "Hồ sơ thi đua của tôi", "", ""),
    Entry("progress:change_preference", "Cách nhận tin", "", ""),
    Entry("account_change_password", "Đổi mật khẩu", "", ""),
    Entry("mfa_index", "Xác thực hai bước", "", ""),
    Entry("usersessions_list", "Nơi đang đăng nhập", "", ""),
)


def menu_of(request: HttpRequest, person: Person) -> list[Entry]:
    """The entries for who is signed in, the one of this page marked."""
    extra = FOR_ADMINISTRATORS if paths_held(person, {Post.Role.ADMINISTRATOR}) else ()
    match = request.resolver_match
    here = match.view_name if match else ""
    return [
        Entry(entry.view, entry.label, entry.short, entry.icon, url, _is_here(entry.view, here))
        for entry in (*ENTRIES, *extra)
        if (url := _address(entry.view))
    ]


def account_menu() -> list[Entry]:
    return [
        Entry(entry.view, entry.label, entry.short, entry.icon, url)
        for entry in ACCOUNT
        if (url := _address(entry.view))
    ]


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _is_here(view: str, here: str) -> bool:
    """The page itself, or another of its room; the room people has two entries, the shell's pages are their own."""
    room, name = here.split(":", 1) if ":" in here else ("", here)
    if here == view or UNDER.get(room) == view:
        return True
    if view in SUBJECTS:
        return room == "people" and any(word in name for word in SUBJECTS[view])
    return room != "web" and view.startswith(f"{room}:")
