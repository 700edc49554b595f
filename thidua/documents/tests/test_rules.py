"""Who sees what: lists and permissions agree, and posts that ended or lie elsewhere open nothing."""

from datetime import timedelta

import pytest

from thidua.documents import operations, queries
from thidua.documents.models import Attachment, DocumentFile, OfficialDocument, RegistryNumber
from thidua.documents.queries import (
    attachments_visible_to,
    document_files_visible_to,
    documents_visible_to,
    numbers_visible_to,
)
from thidua.documents.tests import make
from thidua.kernel.calendar import today
from thidua.people.models import Person, Post
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    """Units with people of every role, and in each of four units a document, its file, a number and an evidence."""
    units = people.province()
    for unit in units.values():
        for role in Post.Role.values:
            people.person(unit, role, name=f"{role} {unit.code}")
    for name in ("top", "commune", "school", "other"):
        officer = Post.objects.get(unit=units[name], role="officer").person
        document = make.document(units[name], officer, excerpt=name)
        operations.add_file(document, by=officer, data=make.PDF, name=f"{name}.pdf")
        operations.give_number(document, by=officer)
        make.evidence(units[name], Post.objects.get(unit=units[name], role="member").person, name=f"{name}.pdf")
    member = Post.objects.get(unit=units["team"], role="member").person
    make.evidence(units["team"], member, name="team.pdf")
    return units


def holder(unit, role):
    return Post.objects.get(unit=unit, role=role).person


def seen(person):
    return (
        sorted(documents_visible_to(person).values_list("excerpt", flat=True)),
        sorted(document_files_visible_to(person).values_list("name", flat=True)),
        sorted(numbers_visible_to(person).values_list("document__excerpt", flat=True)),
        sorted(attachments_visible_to(person).values_list("name", flat=True)),
    )


@pytest.mark.parametrize("role", ["head", "officer"])
def test_who_writes_for_a_unit_sees_its_papers_and_no_others(province, role):
    assert seen(holder(province["school"], role)) == (["school"], ["school.pdf"], ["school"], ["school.pdf"])
    assert seen(holder(province["top"], role)) == (["top"], ["top.pdf"], ["top"], ["top.pdf"])


def test_leader_sees_the_evidence_of_the_unit_alone(province):
    assert seen(holder(province["team"], "leader")) == ([], [], [], ["team.pdf"])
    assert seen(holder(province["school"], "leader")) == ([], [], [], ["school.pdf"])


def test_member_sees_the_own_evidence_alone(province):
    assert seen(holder(province["team"], "member")) == ([], [], [], ["team.pdf"])
    assert seen(holder(province["school"], "member")) == ([], [], [], ["school.pdf"])


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_who_only_looks_on_or_administers_sees_no_papers(province, role):
    assert seen(holder(province["top"], role)) == ([], [], [], [])


@pytest.mark.parametrize("role", ["head", "officer", "leader", "member"])
def test_post_that_ended_or_has_not_begun_opens_nothing(province, role):
    person = holder(province["school"], role)
    before = seen(person)
    for dates in ({"valid_to": today() - timedelta(days=1)}, {"valid_from": today() + timedelta(days=1)}):
        Post.objects.filter(person=person).update(**{"valid_from": people.LONG_AGO, "valid_to": None, **dates})

        assert seen(Person.objects.get(pk=person.pk)) == ([], [], [], [])
    assert before[3] == ["school.pdf"]


def test_post_in_a_closed_unit_opens_nothing(province):
    officer = holder(province["school"], "officer")
    province["school"].valid_to = today() - timedelta(days=1)
    province["school"].save()

    assert seen(officer) == ([], [], [], [])


def test_locked_person_sees_nothing(province):
    officer = holder(province["school"], "officer")
    officer.is_active = False

    assert seen(officer) == ([], [], [], [])


def test_who_moved_within_the_school_keeps_the_own_evidence(province):
    member = holder(province["team"], "member")
    Post.objects.filter(person=member).update(unit=province["school"])

    assert seen(member)[3] == ["team.pdf"]


def test_who_moved_to_another_school_leaves_the_evidence_behind(province):
    member = holder(province["team"], "member")
    Post.objects.filter(person=member).update(unit=province["other"])

    assert seen(member)[3] == []


def test_lists_and_permissions_agree_for_everybody(province):
    for person in [post.person for post in Post.objects.select_related("person")]:
        for permission, rows, visible in (
            ("documents.view_document", OfficialDocument.objects.all(), documents_visible_to(person)),
            ("documents.view_attachment", Attachment.objects.all(), attachments_visible_to(person)),
            ("documents.cancel_number", RegistryNumber.objects.all(), numbers_visible_to(person)),
        ):
            assert {row for row in rows if person.has_perm(permission, row)} == set(visible)


def test_another_room_opens_what_its_things_point_at(province, monkeypatch):
    stranger = people.person(people.unit("Trường khác"), "member")
    shown = OfficialDocument.objects.get(excerpt="school")
    evidence = Attachment.objects.get(name="other.pdf")
    monkeypatch.setattr(queries, "_documents_seen_through", [])
    monkeypatch.setattr(queries, "_attachments_seen_through", [])
    queries.documents_seen_through(lambda person: OfficialDocument.objects.filter(pk=shown.pk))
    queries.attachments_seen_through(lambda person: Attachment.objects.filter(pk=evidence.pk))

    assert list(documents_visible_to(stranger)) == [shown]
    assert list(document_files_visible_to(stranger)) == [DocumentFile.objects.get(document=shown)]
    assert list(attachments_visible_to(stranger)) == [evidence]
    assert stranger.has_perm("documents.view_document", shown)
    assert not stranger.has_perm("documents.change_document", shown)
