"""A unit's own rules: as text, versions, adopting, who sees them, whom a draft affects."""

import tomllib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.audit.models import Entry
from thidua.awards.models import LocalRules, RulesPreview
from thidua.awards.operations import rulebook as operations
from thidua.awards.queries import rulebook as queries
from thidua.awards.rule_texts import digest_of, document_key, points_of, written
from thidua.awards.rulebook import rules_for
from thidua.awards.tests import make
from thidua.awards.tests.test_rulebook import adopted, share_for
from thidua.kernel.models import Run
from thidua.law import explain, judge
from thidua.law.rules import Quota

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
PAPER = {
    "number": "25/QĐ-THPTSM",
    "title": "Quy chế thi đua",
    "issued": date(2025, 9, 1),
    "valid_from": date(2025, 9, 5),
}
QUOTA = {
    "mode": "replace",
    "key": make.FIGHTER,
    "name": "Chiến sĩ thi đua cơ sở",
    "share": "15%",
    "of": "số người đạt Lao động tiên tiến",
    "source": "25/QĐ-THPTSM Đ4",
    "verified": True,
}
STRICT = {
    "mode": "tighten",
    "award": make.WORKER,
    "subject": "person",
    "source": "25/QĐ-THPTSM Đ7.2",
    "verified": True,
    "when": {"grade": "excellent"},
}


@pytest.fixture
def place():
    return make.Place()


@pytest.fixture
def draft(place):
    return operations.add_rules(place.school, by=place.officer, name="Quy chế thi đua", paper=PAPER)


def put(draft, table, facts, *, by, **more):
    draft.refresh_from_db()
    operations.put_point(draft, table, facts, by=by, seen=digest_of(draft.content), **more)
    draft.refresh_from_db()


def adopt(draft, *, by):
    operations.adopt_rules(LocalRules.objects.get(pk=draft.pk), by=by)


def refused_with(code):
    return pytest.raises(ValidationError, check=lambda refusal: code in [one.code for one in refusal.error_list])


# --- The text


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    words | st.booleans() | st.integers(-(10**6), 10**6) | st.dates(date(1900, 1, 1), date(2199, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(words, values, max_size=4), st.lists(st.dictionaries(words, values, max_size=3), max_size=3))
def test_what_is_written_is_read_as_it_was(layer, points):
    tables = {"layer": layer, **({"quota": points} if points else {})}

    assert tomllib.loads(written(tables)) == tables


def test_a_document_is_cited_by_its_number_without_spaces():
    assert document_key("25 / QĐ-THPT; SM", []) == "25/QĐ-THPTSM"
    assert document_key("25", ["25", "25-2"]) == "25-3"
    assert document_key("  ", []) == "VB"


# --- Writing and adopting


def test_draft_holds_the_units_layer_and_the_document_it_rests_on(place, draft):
    assert (draft.n, draft.status, draft.by) == (1, "draft", place.officer)
    assert tomllib.loads(draft.content) == {
        "layer": {"name": "Trường THPT Suối Mơ", "rank": "unit"},
        "document": [
            {
                "key": "25/QĐ-THPTSM",
                "short": "25/QĐ-THPTSM",
                "title": "Quy chế thi đua",
                "issued": date(2025, 9, 1),
                "valid_from": date(2025, 9, 5),
                "verified": True,
            }
        ],
    }
    assert queries.faults_of(draft) == []


def test_only_who_answers_for_the_unit_writes_its_rules(place, draft):
    for other in (place.leader, place.chief, place.stranger, place.teachers[0]):
        with pytest.raises(PermissionDenied):
            operations.add_rules(place.school, by=other, name="Khác", paper=PAPER)
        for deed in (
            lambda by: operations.write_text(draft, "x", by=by, seen=digest_of(draft.content)),
            lambda by: operations.adopt_rules(draft, by=by),
            lambda by: operations.discard_rules(draft, by=by),
            lambda by: operations.preview_rules(draft, by=by, received_on=TODAY, today=TODAY),
        ):
            with pytest.raises(PermissionDenied):
                deed(other)


def test_one_draft_at_a_time_and_the_first_rests_on_a_document(place, draft):
    with refused_with("draft_exists"):
        operations.add_rules(place.school, by=place.head, name="Khác", paper=PAPER)
    with refused_with("no_paper"):
        operations.add_rules(place.other, by=place.stranger, name="Khác")


def test_adopted_rules_count_and_the_version_before_is_kept(place, draft):
    put(draft, "quota", QUOTA, by=place.officer)
    adopt(draft, by=place.head)
    second = operations.add_rules(place.school, by=place.officer, name="Quy chế thi đua")
    put(second, "quota", {**QUOTA, "share": "10%"}, by=place.officer, n=0, is_correction=True)
    assert str(share_for(place.school)) == "3/20"

    adopt(second, by=place.head)

    draft.refresh_from_db()
    assert (draft.status, second.n) == ("replaced", 2)
    assert str(share_for(place.school)) == "1/10"
    assert Entry.objects.filter(action="awards.adopt_localrules").count() == 2


def test_of_two_who_adopt_one_draft_the_second_is_told_so(place, draft):
    for_two = LocalRules.objects.get(pk=draft.pk), LocalRules.objects.get(pk=draft.pk)
    operations.adopt_rules(for_two[0], by=place.head)

    with refused_with("wrong_state"):
        operations.adopt_rules(for_two[1], by=place.officer)

    assert list(LocalRules.objects.values_list("status", flat=True)) == ["adopted"]


def test_what_somebody_else_changed_meanwhile_is_neither_written_over_nor_adopted(place, draft):
    seen = digest_of(draft.content)
    put(draft, "quota", QUOTA, by=place.officer)

    with refused_with("changed_meanwhile"):
        operations.put_point(draft, "standard", STRICT, by=place.head, seen=seen)
    with refused_with("changed_meanwhile"):
        operations.write_text(draft, "", by=place.head, seen=seen)
    with refused_with("changed_meanwhile"):
        operations.adopt_rules(draft, by=place.head, seen=seen)


def test_adopted_rules_are_not_edited(place, draft):
    adopt(draft, by=place.head)

    for deed in (
        lambda: put(draft, "quota", QUOTA, by=place.officer),
        lambda: operations.write_text(draft, "", by=place.officer, seen=""),
        lambda: operations.discard_rules(draft, by=place.officer),
        lambda: operations.change_rules(draft, by=place.officer, name="Khác", document=None),
        lambda: operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY),
    ):
        with refused_with("wrong_state"):
            deed()


def test_rules_that_do_not_load_are_not_adopted(place, draft):
    put(draft, "quota", {**QUOTA, "key": "emulation_flag_government"}, by=place.officer)

    with refused_with("bad_rules"):
        adopt(draft, by=place.head)

    assert rules_for(place.school).layers[1:] == ()


def test_rules_that_break_those_of_a_unit_below_are_not_adopted(place):
    adopted(place.school, rank="unit", share="15%", by=place.head)
    draft = operations.add_rules(
        place.department, by=place.chief, name="Quy chế ngành", paper={**PAPER, "number": "9/QĐ-SGDĐT"}
    )
    put(draft, "quota", {**QUOTA, "source": "9/QĐ-SGDĐT Đ1", "local": "closed"}, by=place.chief)

    with refused_with("bad_rules") as refusal:
        adopt(draft, by=place.chief)

    assert "Trường THPT Suối Mơ" in " ".join(refusal.value.messages)


def test_nobody_writes_rules_in_the_name_of_another(place, draft):
    text = draft.content.replace('rank = "unit"', 'rank = "ministry"')
    operations.write_text(draft, text, by=place.officer, seen=digest_of(draft.content))
    draft.refresh_from_db()

    assert [fault.code for fault in queries.faults_of(draft)] == ["wrong_layer"]
    with refused_with("bad_rules"):
        adopt(draft, by=place.head)


def test_a_level_that_holds_ends_before_the_new_one_begins(place, draft):
    put(draft, "quota", QUOTA, by=place.officer)
    adopt(draft, by=place.head)
    second = operations.add_rules(place.school, by=place.officer, name="Quy chế thi đua")

    with refused_with("rewrites_past"):
        put(second, "quota", {**QUOTA, "share": "10%"}, by=place.officer, n=0)
    put(second, "quota", {**QUOTA, "share": "10%", "valid_from": date(2026, 9, 1)}, by=place.officer, n=0)
    adopt(second, by=place.head)

    rules = rules_for(place.school)
    assert str(rules.find(Quota, date(2026, 8, 31), make.FIGHTER).share) == "3/20"
    assert str(rules.find(Quota, date(2026, 9, 1), make.FIGHTER).share) == "1/10"


def test_a_level_that_holds_is_taken_out_by_a_last_day(place, draft):
    put(draft, "quota", QUOTA, by=place.officer)
    adopt(draft, by=place.head)
    second = operations.add_rules(place.school, by=place.officer, name="Quy chế thi đua")
    seen = digest_of(second.content)

    with refused_with("no_last_day"):
        operations.remove_point(second, "quota", 0, by=place.officer, seen=seen)
    with refused_with("backwards"):
        operations.remove_point(second, "quota", 0, by=place.officer, seen=seen, last_day=date(2025, 1, 1))
    with refused_with("no_point"):
        operations.remove_point(second, "quota", 3, by=place.officer, seen=seen)
    operations.remove_point(second, "quota", 0, by=place.officer, seen=seen, last_day=date(2026, 8, 31))

    second.refresh_from_db()
    assert points_of(second.content)[1].facts["valid_to"] == date(2026, 8, 31)


def test_a_draft_can_be_thrown_away(place, draft):
    operations.discard_rules(draft, by=place.head)

    assert not LocalRules.objects.exists()
    assert Entry.objects.filter(action="awards.discard_localrules").exists()


# --- Who sees them


def test_drafts_are_for_who_writes_them_and_adopted_rules_for_whom_they_bind(place, draft):
    def seen_by():
        people = (place.head, place.teachers[0], place.chief, place.stranger)
        return [person for person in people if person.has_perm("awards.view_localrules", LocalRules.objects.get())]

    assert seen_by() == [place.head]
    adopt(draft, by=place.head)
    assert seen_by() == [place.head, place.teachers[0], place.chief]


# --- Whom a draft affects


def strict_draft(place, **more):
    draft = operations.add_rules(place.school, by=place.officer, name="Quy chế", paper=PAPER)
    put(draft, "standard", {**STRICT, **more}, by=place.officer)
    return draft


def test_preview_names_whose_verdict_changes_and_why(place):
    season = make.season(place.school)
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    make.grade(place.school, place.teachers[1], "excellent", by=place.officer)
    draft = strict_draft(place)

    preview = operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY)

    assert (preview.subjects, preview.changed) == (14, 1)
    assert preview.changes == [
        {
            "season": season.pk,
            "unit": "Trường THPT Suối Mơ",
            "kind": "person",
            "id": place.teachers[0].pk,
            "name": place.teachers[0].full_name,
            "award": "Lao động tiên tiến",
            "before": "open",
            "after": "not_met",
            "why": "năm học 2025-2026 xếp loại hoàn thành tốt nhiệm vụ, cần hoàn thành xuất sắc nhiệm vụ",
            "is_own": True,
        }
    ]


def test_preview_looks_at_the_day_that_is_asked(place):
    make.season(place.school)
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    draft = strict_draft(place, valid_from=date(2026, 9, 1))

    now = operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY)
    later = operations.preview_rules(draft, by=place.officer, received_on=date(2026, 9, 1), today=TODAY)

    assert (now.changed, later.changed > 0) == (0, True)
    assert RulesPreview.objects.count() == 1


def test_preview_of_a_department_reaches_its_schools_without_their_private_facts(place):
    make.season(place.school)
    make.season(place.other, status="closed")
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    draft = operations.add_rules(place.department, by=place.chief, name="Quy chế ngành", paper=PAPER)
    put(draft, "standard", STRICT, by=place.chief)

    preview = operations.preview_rules(draft, by=place.chief, received_on=TODAY, today=TODAY)

    changes = [change for change in preview.changes if change["award"] == "Lao động tiên tiến"]
    assert [(change["name"], change["is_own"]) for change in changes] == [(place.teachers[0].full_name, False)]
    assert changes[0]["why"] == "khoản 2 Điều 7 25/QĐ-THPTSM"
    assert "hoàn thành" not in str(preview.changes)


def test_preview_of_many_runs_in_the_background(place, monkeypatch):
    monkeypatch.setattr(operations, "MOST_LIVE", 1)
    make.season(place.school)
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    draft = strict_draft(place)

    operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY)

    held = RulesPreview.objects.get()
    assert held.run is not None
    assert (held.subjects, held.changed) == (14, 1)
    assert Run.objects.get().result_url == reverse("awards:local_rules_preview", args=[draft.pk])


def test_preview_of_rules_that_do_not_load_is_refused(place, draft):
    put(draft, "quota", {**QUOTA, "source": "LẠ Đ1"}, by=place.officer)

    with refused_with("bad_rules"):
        operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY)


def test_preview_compares_as_the_judge_does_after_adopting(place):
    season = make.season(place.school)
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    draft = strict_draft(place)
    preview = operations.preview_rules(draft, by=place.officer, received_on=TODAY, today=TODAY)
    adopt(draft, by=place.head)
    facts = queries.eligibility.facts_of(queries.eligibility.staff_of(season, TODAY), "person", season, TODAY)

    assert preview.changes
    for change in preview.changes:
        award = {name: key for key, name in make.NAMES.items()}[change["award"]]
        verdict = judge(award, facts[change["id"]], on=TODAY, period=season.law_year, rules=rules_for(place.school))
        assert verdict.outcome.name.lower() == change["after"]
        assert "khoản 2 Điều 7 25/QĐ-THPTSM" in str(explain(verdict))
