"""The pages of figures: the grid, one cell, the sheet; for who writes, who judges and who has no business there."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment
from thidua.documents.tests import make as files
from thidua.people.models import Notice
from thidua.plans.models import Flag
from thidua.plans.operations import submit_obligation
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.evidence import attach_evidence, comment_figure
from thidua.progress.operations.figures import give_cell, record_figure
from thidua.progress.queries.figures import lines_of_paper, targets_asked
from thidua.progress.sheets import sheet_of
from thidua.progress.tests import make
from thidua.writing.sheets import Column, workbook

pytestmark = pytest.mark.django_db
D = Decimal
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return make.Province(communes=1, schools=2)


@pytest.fixture
def desk(world):
    facts = {"measure": "count", "value": 2, "unit_of_count": "sáng kiến"}
    plan = world.issued({}, {"text": "Sáng kiến", **facts}, {"text": "Có kế hoạch riêng", "measure": "yes_no"})
    school = world.schools[0]
    return make.owed(plan, school), plans.person(school, "officer", name="Trần Văn Bình")


@pytest.fixture
def signed_in(client):
    def sign(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign


def url(paper, rest=""):
    return f"/tien-do/so-lieu/{paper.pk}/{rest}"


def typed(paper, *rows):
    """What the grid sends: a row a target, as (seen, figures, note)."""
    values = {"act": "save"}
    names = {"ratio": ("numerator", "denominator"), "words": ("words",)}
    for target, (seen, figures, note) in zip(targets_asked(paper), rows, strict=True):
        values |= {f"t{target.pk}-seen": seen, f"t{target.pk}-note": note}
        for name, figure in zip(names.get(target.measure, ("value",)), figures, strict=True):
            values[f"t{target.pk}-{name}"] = figure
    return values


FULL = ((0, ("9", "10"), "Đủ hồ sơ"), (0, ("1.234",), "Có quyết định"), (0, ("1",), "Có văn bản"))


def shown(paper):
    return [cell.shown for cell in paper.measurements.order_by("target__order", "target")]


def test_grid_is_saved_as_a_plain_form(desk, signed_in):
    paper, officer = desk

    answer = signed_in(officer).post(url(paper), typed(paper, *FULL))

    assert (answer.status_code, shown(paper)) == (302, ["9/10 (90 %)", "1.234", "Đạt"])


def test_grid_with_an_error_saves_nothing_and_keeps_what_was_typed(desk, signed_in):
    paper, officer = desk
    rows = (FULL[0], (0, ("mười hai",), ""), FULL[2])

    answer = signed_in(officer).post(url(paper), typed(paper, *rows))

    assert (answer.status_code, Measurement.objects.count()) == (422, 0)
    assert "mười hai" in answer.text
    assert "Ghi một số, ví dụ 98,5." in answer.text
    assert 'value="9"' in answer.text


def test_one_cell_saves_itself(desk, signed_in):
    paper, officer = desk
    target = targets_asked(paper)[1]
    values = {"act": "cell", "target": target.pk, f"t{target.pk}-seen": 0, f"t{target.pk}-value": "3"}

    answer = signed_in(officer).post(url(paper), values, headers=HTMX)

    assert (answer.status_code, shown(paper)) == (200, ["3"])
    assert "Đã lưu" in answer.text
    assert f'name="t{target.pk}-seen" value="1"' in answer.text
    assert "<html" not in answer.text


def test_second_at_one_cell_is_told_and_may_write_over_it_knowingly(desk, signed_in):
    paper, officer = desk
    target = targets_asked(paper)[1]
    record_figure(paper, target, by=plans.person(paper.unit, "head", name="Phạm Hoa"), seen_edition=0, value=D(5))
    values = {"act": "cell", "target": target.pk, f"t{target.pk}-seen": 0, f"t{target.pk}-value": "3"}

    answer = signed_in(officer).post(url(paper), values, headers=HTMX)

    assert (answer.status_code, shown(paper)) == (422, ["5"])
    assert "Phạm Hoa vừa ghi 5" in answer.text
    assert f'name="t{target.pk}-seen" value="1"' in answer.text
    answer = signed_in(officer).post(url(paper), values | {f"t{target.pk}-seen": 1}, headers=HTMX)
    assert (answer.status_code, shown(paper)) == (200, ["3"])


def test_figures_are_handed_in_judged_and_returned_by_the_page(desk, signed_in, world):
    paper, officer = desk
    signed_in(officer).post(url(paper), typed(paper, *FULL))
    answer = signed_in(officer).post(url(paper), {"act": "hand_in", "note": "Kỳ đầu"})
    assert answer.status_code == 302

    first = targets_asked(paper)[0]
    page = signed_in(world.officer).get(url(paper))
    assert ("9/10" in page.text, "Kỳ đầu" in page.text) == (True, True)
    back = {"act": "return", "flag": first.pk, f"why{first.pk}": "Tử số lẫn hồ sơ giấy"}
    assert signed_in(world.officer).post(url(paper), back).status_code == 302
    assert Flag.objects.get().reason == "Tử số lẫn hồ sơ giấy"

    page = signed_in(officer).get(url(paper))
    assert "Tử số lẫn hồ sơ giấy" in page.text
    assert [f'name="t{target.pk}-seen"' in page.text for target in targets_asked(paper)] == [True, False, False]
    values = {"act": "save", f"t{first.pk}-seen": 1, f"t{first.pk}-numerator": "10", f"t{first.pk}-denominator": "10"}
    signed_in(officer).post(url(paper), values | {f"t{first.pk}-note": "Đã tách"})
    signed_in(officer).post(url(paper), {"act": "hand_in"})
    signed_in(world.officer).post(url(paper), {"act": "accept"})
    paper.refresh_from_db()
    assert (paper.status, shown(paper)[0]) == ("accepted", "10/10 (100 %)")


def test_incomplete_figures_are_not_handed_in(desk, signed_in):
    paper, officer = desk

    answer = signed_in(officer).post(url(paper), {"act": "hand_in"})

    assert (answer.status_code, "Chỉ tiêu 3: Chưa có số liệu." in answer.text) == (422, True)


def test_overseer_sees_that_there_is_a_draft_and_not_its_figures(desk, signed_in, world):
    paper, officer = desk
    record_figure(paper, targets_asked(paper)[1], by=officer, seen_edition=0, value=D(876543))

    assert "876.543" in signed_in(officer).get(url(paper)).text
    page = signed_in(world.officer).get(url(paper))
    assert (page.status_code, "876.543" in page.text, 'data-col="' in page.text) == (200, False, False)


@pytest.mark.parametrize("rest", ["", "excel/"])
def test_foreign_person_finds_no_figures(desk, signed_in, world, rest):
    paper, _ = desk

    for role in ("head", "officer", "administrator", "inspector", "member"):
        stranger = plans.person(world.schools[1], role)
        assert signed_in(stranger).get(url(paper, rest)).status_code == 404
        assert signed_in(stranger).post(url(paper, rest), {"act": "hand_in"}).status_code == 404


def test_who_only_looks_may_write_nothing(desk, signed_in):
    paper, _ = desk
    target = targets_asked(paper)[1]
    values = {"act": "cell", "target": target.pk, f"t{target.pk}-seen": 0, f"t{target.pk}-value": "3"}

    for act in (values, {"act": "hand_in"}, {"act": "accept"}, {"act": "return", "reason": "x"}):
        assert signed_in(plans.person(paper.unit, "inspector")).post(url(paper), act).status_code == 403
    assert Measurement.objects.count() == 0


def test_paper_without_figures_has_no_such_page(world, signed_in):
    school, team, officer = plans.school()
    plan = plans.issued(school, officer, [team])

    assert signed_in(officer).get(url(plans.obligation(plan, team))).status_code == 404


def test_grid_takes_no_more_queries_for_many_targets(world, signed_in, django_assert_max_num_queries):
    few, many = world.issued({}), world.issued(*({"text": f"Chỉ tiêu {n}"} for n in range(30)))
    officer = plans.person(world.schools[0])
    client = signed_in(officer)
    counts = []
    for plan in (few, many):
        paper = make.owed(plan, world.schools[0])
        for target in targets_asked(paper):
            make.cell(paper, target, officer)
        client.get(url(paper))
        with django_assert_max_num_queries(40) as seen:
            client.get(url(paper))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def sheet(paper, *rows):
    columns = [Column(title) for title in ("TT", "Chỉ tiêu", "Tử số", "Mẫu số", "Kết quả", "Giải trình")]
    texts = [target.text for target in targets_asked(paper)]
    return workbook("Số liệu", columns, [(row[0], texts[row[0] - 1], *row[1:]) for row in rows])


def upload(data):
    return {"file": SimpleUploadedFile("so-lieu.xlsx", data)}


def test_sheet_goes_out_and_comes_back_the_same(desk, signed_in):
    paper, officer = desk
    signed_in(officer).post(url(paper), typed(paper, *FULL))

    answer = signed_in(officer).get(url(paper, "excel/"), {"xuat": "excel"})

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[4:] for row in rows[1:]] == [
        [9.0, 10.0, "", "Đủ hồ sơ"],
        ["", "", 1234.0, "Có quyết định"],
        ["", "", "Đạt", "Có văn bản"],
    ]
    page = signed_in(officer).post(url(paper, "excel/"), upload(answer.content))
    assert "Không có gì thay đổi" in page.text


def test_sheet_is_previewed_then_written_as_a_whole(desk, signed_in):
    paper, officer = desk
    data = sheet(paper, (1, 9, 10, "", ""), (2, "", "", 1.234, "Quy đổi"), (3, "", "", "chưa đạt", ""))

    page = signed_in(officer).post(url(paper, "excel/"), upload(data))

    assert Measurement.objects.count() == 0
    assert ("9/10 (90 %)" in page.text, "1,234" in page.text) == (True, True)
    packed = page.context["packed"]
    assert signed_in(officer).post(url(paper, "excel/"), {"confirm": packed}).status_code == 302
    assert shown(paper) == ["9/10 (90 %)", "1,234", "Chưa đạt"]


def test_sheet_with_a_wrong_cell_changes_nothing_and_names_the_row(desk, signed_in):
    paper, officer = desk
    data = sheet(paper, (1, "chín", 10, "", ""), (2, "", "", 3, ""))

    page = signed_in(officer).post(url(paper, "excel/"), upload(data))

    assert "Dòng 2, cột Tử số" in page.text
    assert page.context["packed"] == ""


def test_empty_cells_of_a_sheet_leave_what_is_there(desk, signed_in):
    paper, officer = desk
    signed_in(officer).post(url(paper), typed(paper, *FULL))

    page = signed_in(officer).post(url(paper, "excel/"), upload(sheet(paper, (1, 8, "", "", ""), (2, "", "", "", ""))))
    signed_in(officer).post(url(paper, "excel/"), {"confirm": page.context["packed"]})

    assert shown(paper) == ["8/10 (80 %)", "1.234", "Đạt"]
    assert paper.measurements.order_by("target__order", "target")[0].note == "Đủ hồ sơ"


def test_preview_of_a_sheet_does_not_overwrite_what_was_written_since(desk, signed_in):
    paper, officer = desk
    page = signed_in(officer).post(url(paper, "excel/"), upload(sheet(paper, (1, 9, 10, "", ""), (2, "", "", 3, ""))))
    head = plans.person(paper.unit, "head", name="Phạm Hoa")
    record_figure(paper, targets_asked(paper)[1], by=head, seen_edition=0, value=D(7))

    answer = signed_in(officer).post(url(paper, "excel/"), {"confirm": page.context["packed"]})

    assert (answer.status_code, "Phạm Hoa vừa ghi 7" in answer.text, shown(paper)) == (422, True, ["7"])


def test_preview_of_another_paper_or_a_forged_one_is_refused(desk, signed_in):
    paper, officer = desk
    other = make.owed(paper.duty.plan, paper.unit, "2026-Q2")
    page = signed_in(officer).post(url(paper, "excel/"), upload(sheet(paper, (2, "", "", 3, ""))))

    for packed in (page.context["packed"], "gia:mao"):
        assert signed_in(officer).post(url(other, "excel/"), {"confirm": packed}).status_code == 422
    assert Measurement.objects.count() == 0


def test_sheet_of_a_plain_reader_goes_out_only(desk, signed_in, world):
    paper, _ = desk
    client = signed_in(world.officer)

    assert client.get(url(paper, "excel/"), {"xuat": "excel"}).status_code == 200
    assert client.post(url(paper, "excel/"), upload(sheet(paper, (2, "", "", 3, "")))).status_code == 403


def test_sheet_holds_only_figures_that_one_may_see(desk, world):
    paper, officer = desk
    record_figure(paper, targets_asked(paper)[1], by=officer, seen_edition=0, value=D(876543))

    own = sheet_of(lines_of_paper(paper, Measurement.objects.all()))
    nothing = sheet_of(lines_of_paper(paper, Measurement.objects.none()))

    def numbers(data):
        rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
        return [row[6] for row in rows[1:]]

    assert (numbers(own), numbers(nothing)) == (["", 876543.0, ""], ["", "", ""])


def photo(name="anh.png"):
    data = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
    return SimpleUploadedFile(name, data)


def test_photo_from_a_telephone_proves_a_figure_not_written_yet(desk, signed_in):
    paper, officer = desk
    target = targets_asked(paper)[0]

    answer = signed_in(officer).post(url(paper, f"{target.pk}/"), {"act": "prove", "photo": photo()})

    assert answer.status_code == 302
    cell = Measurement.objects.get()
    assert (cell.target, cell.evidence.get().file.kind, cell.edition) == (target, "png", 0)
    first = record_figure(paper, target, by=officer, seen_edition=0, numerator=D(1), denominator=D(2))
    assert first.pk == cell.pk


def test_cell_page_shows_history_evidence_and_words(desk, signed_in, world):
    paper, officer = desk
    target = targets_asked(paper)[1]
    piece = add_attachment(paper.unit, by=officer, data=b"bien ban", name="bien-ban.txt")
    cell = record_figure(paper, target, by=officer, seen_edition=0, value=D(3), note="Đợt một")
    record_figure(paper, target, by=officer, seen_edition=1, value=D(4), note="Đợt một")
    for other in targets_asked(paper)[:2]:
        attach_evidence(paper, other, [piece], by=officer)
    comment_figure(cell, by=officer, text="Đã đối chiếu sổ")

    page = signed_in(officer).get(f"/tien-do/o/{cell.pk}/")

    for words in ("bien-ban.txt", piece.file.sha256[:12], "Cũng đang dùng ở 1 nơi", "Đã đối chiếu sổ", "<del>3</del>"):
        assert (words, words in page.text) == (words, True)


def test_evidence_is_used_again_and_taken_out_without_being_lost(desk, signed_in):
    paper, officer = desk
    first, second, _ = targets_asked(paper)
    piece = add_attachment(paper.unit, by=officer, data=b"bien ban", name="Biên bản họp.txt")
    attach_evidence(paper, first, [piece], by=officer)
    cell = record_figure(paper, second, by=officer, seen_edition=0, value=D(3))
    client, address = signed_in(officer), f"/tien-do/o/{cell.pk}/"

    assert "Biên bản họp.txt" in client.get(address, {"q": "bien ban hop"}).text
    assert "Biên bản họp.txt" not in client.get(address, {"q": "quyết định"}).text
    client.post(address, {"act": "choose", "piece": piece.pk})
    assert set(piece.measurements.values_list("target", flat=True)) == {first.pk, second.pk}
    client.post(address, {"act": "take_out", "piece": piece.pk})
    assert (cell.evidence.count(), Attachment.objects.count(), piece.measurements.count()) == (0, 1, 1)


def test_foreign_evidence_is_not_used(desk, signed_in, world):
    paper, officer = desk
    other = plans.person(world.schools[1])
    theirs = add_attachment(world.schools[1], by=other, data=b"khac", name="khac.txt")
    cell = record_figure(paper, targets_asked(paper)[1], by=officer, seen_edition=0, value=D(3))

    answer = signed_in(officer).post(f"/tien-do/o/{cell.pk}/", {"act": "choose", "piece": theirs.pk})

    assert (answer.status_code, cell.evidence.count()) == (422, 0)


def test_evidence_of_a_figure_is_opened_by_who_sees_the_figure(desk, signed_in, world):
    paper, officer = desk
    for target, facts in zip(
        targets_asked(paper), ({"numerator": D(9), "denominator": D(10)}, {"value": D(3)}, {"value": D(1)}), strict=True
    ):
        record_figure(paper, target, by=officer, seen_edition=0, note="Rõ", **facts)
    piece = add_attachment(paper.unit, by=officer, data=b"bien ban", name="bien-ban.txt")
    attach_evidence(paper, targets_asked(paper)[0], [piece], by=officer)
    address = f"/van-ban/minh-chung/{piece.pk}/"

    assert signed_in(world.officer).get(address).status_code == 404
    submit_obligation(paper, note="", by=officer)
    assert signed_in(world.officer).get(address).status_code == 200
    assert signed_in(plans.person(world.schools[1])).get(address).status_code == 404


def test_a_word_about_a_figure_reaches_the_other_side(desk, world):
    paper, officer = desk
    for target, facts in zip(
        targets_asked(paper), ({"numerator": D(9), "denominator": D(10)}, {"value": D(3)}, {"value": D(1)}), strict=True
    ):
        cell = record_figure(paper, target, by=officer, seen_edition=0, note="Rõ", **facts)
    submit_obligation(paper, note="", by=officer)
    cell.refresh_from_db()

    comment_figure(cell, by=world.officer, text="Đề nghị xem lại")
    comment_figure(cell, by=officer, text="Đã xem")

    told = Notice.objects.filter(key__startswith="comment:").order_by("pk")
    assert [notice.person for notice in told] == [officer, world.officer]


def test_cell_is_given_to_a_colleague_by_its_page(desk, signed_in):
    paper, officer = desk
    teacher = plans.person(paper.unit, "member", name="Vũ Lan")
    cell = record_figure(paper, targets_asked(paper)[1], by=officer, seen_edition=0, value=D(3))

    assert signed_in(teacher).post(f"/tien-do/o/{cell.pk}/", {"act": "give", "person": teacher.pk}).status_code == 403
    signed_in(officer).post(f"/tien-do/o/{cell.pk}/", {"act": "give", "person": teacher.pk})

    cell.refresh_from_db()
    assert cell.keeper == teacher
    page = signed_in(teacher).get(url(paper))
    assert page.text.count('data-col="a"') == 1


def test_teacher_of_a_team_finds_a_given_cell_at_home_fills_it_in_and_proves_it(desk, signed_in):
    paper, officer = desk
    target = targets_asked(paper)[1]
    team = plans.unit("Tổ Toán", parent=paper.unit, kind="team")
    teacher, other = plans.person(team, "member", name="Vũ Lan"), plans.person(team, "member")
    given = give_cell(paper, target, teacher, by=officer)

    job = signed_in(teacher).get("/").context["jobs"][0]
    wrote = signed_in(teacher).post(
        job.url, {"act": "cell", "target": target.pk, f"t{target.pk}-seen": given.edition, f"t{target.pk}-value": "3"}
    )
    photo = SimpleUploadedFile("goc.png", files.PNG, "image/png")
    signed_in(teacher).post(f"{job.url}{target.pk}/", {"act": "prove", "photo": photo})

    cell = Measurement.objects.get(obligation=paper, target=target)
    assert (wrote.status_code, cell.value, [piece.unit for piece in cell.evidence.all()]) == (200, 3, [team])
    assert signed_in(teacher).get("/").context["jobs"] == []
    assert not other.has_perm("progress.record_measurement", cell)


def test_empty_cell_is_opened_to_be_given_away(desk, signed_in):
    paper, officer = desk
    target = targets_asked(paper)[0]
    teacher = plans.person(paper.unit, "member", name="Vũ Lan")

    refused = signed_in(teacher).post(url(paper, f"{target.pk}/"), {"act": "open"})
    answer = signed_in(officer).post(url(paper, f"{target.pk}/"), {"act": "open"})

    cell = Measurement.objects.get()
    assert (refused.status_code, answer["Location"]) == (403, f"/tien-do/o/{cell.pk}/")
    assert "Vũ Lan" in signed_in(officer).get(answer["Location"]).text


def test_foreign_person_finds_no_cell(desk, signed_in, world):
    paper, officer = desk
    cell = give_cell(paper, targets_asked(paper)[0], officer, by=officer)

    for stranger in (plans.person(world.schools[1]), world.officer):
        assert signed_in(stranger).get(f"/tien-do/o/{cell.pk}/").status_code == 404
        assert signed_in(stranger).post(f"/tien-do/o/{cell.pk}/", {"act": "comment", "text": "x"}).status_code == 404
