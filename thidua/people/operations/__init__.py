"""Every write of this room, by noun."""

from thidua.people.operations.accounts import confirm_email, email_token, hand_link, hand_links, set_up
from thidua.people.operations.clusters import add_cluster, change_cluster, set_cluster_lead
from thidua.people.operations.exports import export_people
from thidua.people.operations.imports import cancel_import, confirm_import, start_import
from thidua.people.operations.notices import notify, read_notices
from thidua.people.operations.persons import (
    add_person,
    change_contact,
    change_person,
    clear_second_factor,
    lock_person,
    unlock_person,
)
from thidua.people.operations.posts import add_post, chosen_post, end_post
from thidua.people.operations.successions import merge_units, split_unit
from thidua.people.operations.successions_later import is_long_succession, merge_later, split_later
from thidua.people.operations.units import add_unit, change_unit, close_unit, move_unit, rename_unit, reopen_unit

__all__ = [
    "add_cluster",
    "add_person",
    "add_post",
    "add_unit",
    "cancel_import",
    "change_cluster",
    "change_contact",
    "change_person",
    "change_unit",
    "chosen_post",
    "clear_second_factor",
    "close_unit",
    "confirm_email",
    "confirm_import",
    "email_token",
    "end_post",
    "export_people",
    "hand_link",
    "hand_links",
    "is_long_succession",
    "lock_person",
    "merge_later",
    "merge_units",
    "move_unit",
    "notify",
    "read_notices",
    "rename_unit",
    "reopen_unit",
    "set_cluster_lead",
    "set_up",
    "split_later",
    "split_unit",
    "start_import",
    "unlock_person",
]
