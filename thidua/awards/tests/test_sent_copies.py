"""What was given back is read by its receiver as it was sent, until it is sent again: on pages, in the zip, in Excel."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.models import Dossier, Nomination
from thidua.awards.operations import nominations as drafting
from thidua.awards.operations.dossiers import (
    add_entries,
    add_paper,
    change_dossier,
    draft_dossier,
    flag_entries,
    resend_entry,
    return_dossier,
    submit_dossier,
    take_out_entry,
)
from thidua.awards.operations.dossiers.copies import keep_copies
from thidua.awards.operations.packing import start_packing
from thidua.awards.queries.visibility import nominations_visible_to
from thidua.awards.tests import make
from thidua.awards.tests.test_dossiers import DAY, WHY, Case
from thidua.documents.operations import add_attachment, open_file
from thidua.documents.queries import attachments_visible_to
from thidua.documents.tests.make import PDF
from thidua.initiatives.tests.test_library import signed_in

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "Thành tích như đã gửi", "Thành tích sửa sau khi bị trả lại"


class Returned(Case):
    """Given back as a whole, then mended: merit and evidence of the first, the second taken out, a fourth put in, a
    paper added, the title changed.
    """

    def __init__(self) -> None:
        super().__init__(merit=BEFORE)
        self.old = self.file("minh-chung-cu.pdf")
        self.rows[0].evidence.add(self.old)
        self.made = self.received()
        self.made.title = "Hồ sơ lần một"
        self.made.save()
        return_dossier(self.made, by=self.clerk, reason="Thiếu biên bản", today=DAY)
        self.made.refresh_from_db()
        self.rows[0].refresh_from_db()

    def file(self, name: str):
        return add_attachment(self.place.school, by=self.officer, data=PDF + name.encode(), name=name)

    def mend(self) -> None:
        self.new = self.file("minh-chung-moi.pdf")
        self.shared = self.file("giay-to-moi.pdf")
        drafting.change_nomination(self.rows[0], by=self.officer, today=DAY, merit=AFTER, evidence=[self.new])
        take_out_entry(self.made.entries.get(nomination=self.rows[1]), by=self.officer)
        late = make.person(self.place.team, "member", name="Trần Thị Thêm Sau")
        self.late = make.nomination(self.season, late, by=self.officer, status="passed", merit="Người thêm sau")
        add_entries(self.made, [self.late], by=self.officer)
        add_paper(self.made, "review_minutes", self.shared, by=self.officer)
        change_dossier(
            self.made, by=self.officer, to_unit=self.place.department, to_name="", title="Hồ sơ lần hai", note=""
        )
        self.made.refresh_from_db()


def page(client, person, address) -> str:
    return signed_in(client, person).get(address).content.decode()


def zip_of(dossier: Dossier, by) -> tuple[str, bytes]:
    start_packing(dossier, by=by)
    dossier.refresh_from_db()
    file = dossier.received_pack if by.pk != dossier.by_id else dossier.pack
    with open_file(file) as content, ZipFile(BytesIO(content.read())) as book:
        return " ".join(book.namelist()), b"".join(book.read(name) for name in sorted(book.namelist()))


def excel(client, person) -> list[list[object]]:
    answer = signed_in(client, person).get(reverse("awards:inbox"), {"xuat": "excel"})
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_receivers_page_shows_what_was_sent_and_the_senders_what_it_is_now(client):
    case = Returned()
    case.mend()
    address = case.made.get_absolute_url()

    seen, own = page(client, case.clerk, address), page(client, case.officer, address)

    taken_out = case.rows[1].subject_name
    assert ("Hồ sơ lần một" in seen, taken_out in seen, "như đã gửi" in seen) == (True, True, True)
    assert ("Hồ sơ lần hai" in seen, "Trần Thị Thêm Sau" in seen, "giay-to-moi" in seen) == (False, False, False)
    assert ("Hồ sơ lần hai" in own, "Trần Thị Thêm Sau" in own, "giay-to-moi" in own) == (True, True, True)


def test_nomination_is_read_as_sent_with_its_files(client):
    case = Returned()
    case.mend()
    address = case.rows[0].get_absolute_url()

    seen, own = page(client, case.clerk, address), page(client, case.officer, address)

    assert (BEFORE in seen, AFTER in seen, "minh-chung-cu" in seen, "minh-chung-moi" in seen) == (
        True,
        False,
        True,
        False,
    )
    assert (AFTER in own, "minh-chung-moi" in own) == (True, True)
    entry = reverse("awards:dossier_entry", args=[case.made.entries.get(nomination=case.rows[0]).pk])
    assert (BEFORE in page(client, case.clerk, entry), AFTER in page(client, case.clerk, entry)) == (True, False)
    files = set(attachments_visible_to(case.clerk))
    assert (case.old in files, case.new in files, case.shared in files) == (True, False, False)
    visible = set(nominations_visible_to(case.clerk))
    assert (case.rows[1] in visible, case.late in visible) == (True, False)


def test_what_was_put_in_since_is_not_opened_by_its_number_either(client):
    case = Returned()
    case.mend()
    late = reverse("awards:dossier_entry", args=[case.made.entries.get(nomination=case.late).pk])
    old = reverse("awards:dossier_entry", args=[case.made.entries.get(nomination=case.rows[0]).pk])

    assert signed_in(client, case.officer).get(late).status_code == 200
    assert signed_in(client, case.clerk).get(late).status_code == 404
    assert ("Hồ sơ lần một" in (seen := page(client, case.clerk, old)), "Hồ sơ lần hai" in seen) == (True, False)


def test_nomination_that_went_another_way_is_still_read_as_sent(client):
    case = Returned()
    take_out_entry(case.made.entries.get(nomination=case.rows[0]), by=case.officer)
    elsewhere = draft_dossier(case.season, [case.rows[0]], by=case.officer, today=DAY, to_name="Ủy ban nhân dân tỉnh")
    drafting.change_nomination(case.rows[0], by=case.officer, today=DAY, merit=AFTER, evidence=[case.file("moi.pdf")])
    submit_dossier(elsewhere, by=case.officer, today=DAY, anyway=WHY)

    seen = page(client, case.clerk, case.rows[0].get_absolute_url())

    assert (BEFORE in seen, AFTER in seen, "moi.pdf" in seen) == (True, False, False)
    assert not attachments_visible_to(case.clerk).filter(name="moi.pdf").exists()


def test_nomination_that_comes_in_another_dossier_is_read_as_it_is(client):
    case = Returned()
    take_out_entry(case.made.entries.get(nomination=case.rows[0]), by=case.officer)
    again = draft_dossier(case.season, [case.rows[0]], by=case.officer, today=DAY)
    drafting.change_nomination(case.rows[0], by=case.officer, today=DAY, merit=AFTER)
    submit_dossier(again, by=case.officer, today=DAY, anyway=WHY)

    assert AFTER in page(client, case.clerk, case.rows[0].get_absolute_url())
    address = reverse("awards:dossier_entry", args=[again.entries.get().pk])
    assert AFTER in page(client, case.clerk, address)


def test_copies_of_many_nominees_take_as_few_questions_as_of_one():
    def asked(count: int) -> int:
        case = Case(count=count, merit=BEFORE)
        for row in case.rows:
            row.evidence.add(add_attachment(case.place.school, by=case.officer, data=PDF + b"1", name="minh-chung.pdf"))
        made = case.received()
        entries = list(made.entries.select_related("nomination"))
        with CaptureQueriesContext(connection) as queries:
            keep_copies(made, entries, whole=True)
        assert [copy.files.count() for copy in made.sent_copies.exclude(nomination=None)] == [1] * count
        return len(queries)

    assert asked(1) == asked(6)


def test_receivers_zip_holds_what_was_sent(client):
    case = Returned()
    before = zip_of(case.made, case.clerk)
    case.mend()

    names, content = zip_of(case.made, case.clerk)
    own, _ = zip_of(case.made, case.officer)

    assert (names, content) == before
    assert ("minh-chung-cu" in names, "minh-chung-moi" in names, "them-sau" in names) == (True, False, False)
    assert ("minh-chung-moi" in own, "them-sau" in own) == (True, True)
    address = reverse("awards:dossier_pack", args=[case.made.pk])
    downloaded = b"".join(signed_in(client, case.clerk).get(address).streaming_content)
    with ZipFile(BytesIO(downloaded)) as book:
        assert " ".join(book.namelist()) == names


def test_receivers_excel_tells_what_was_sent(client):
    case = Returned()
    case.mend()
    add_entries_more = make.person(case.place.team, "member", name="Lê Thêm Nữa")
    add_entries(
        case.made,
        [make.nomination(case.season, add_entries_more, by=case.officer, status="passed")],
        by=case.officer,
    )

    [row] = excel(client, case.clerk)[1:]

    assert (row[0], row[3]) == ("Hồ sơ lần một", 3)
    address = reverse("awards:nominations", args=[case.season.pk])
    answer = signed_in(client, case.clerk).get(address, {"xuat": "excel"})
    told = str(CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python())
    assert (BEFORE in told, AFTER in told, "Thêm Sau" in told) == (True, False, False)
    assert AFTER not in page(client, case.clerk, address)
    listed = page(client, case.clerk, reverse("awards:inbox"))
    assert ("Hồ sơ lần một" in listed, "Hồ sơ lần hai" in listed) == (True, False)


def test_everything_new_is_seen_once_it_is_sent_again(client):
    case = Returned()
    case.mend()

    submit_dossier(case.made, by=case.officer, today=DAY, anyway=WHY)

    seen = page(client, case.clerk, case.made.get_absolute_url())
    table = seen.partition("Diễn biến")[0]
    assert ("Hồ sơ lần hai" in seen, "Trần Thị Thêm Sau" in seen, case.rows[1].subject_name in table) == (
        True,
        True,
        False,
    )
    assert AFTER in page(client, case.clerk, case.rows[0].get_absolute_url())
    assert not case.made.sent_copies.exists()
    assert case.new in set(attachments_visible_to(case.clerk))


def test_single_nominee_given_back_is_read_as_sent_until_resent(client):
    case = Case(merit=BEFORE)
    made = case.received()
    entry = made.entries.get(nomination=case.rows[0])
    flag_entries(made, {entry.pk: "Thiếu minh chứng"}, by=case.clerk, today=DAY)
    row = Nomination.objects.get(pk=case.rows[0].pk)
    drafting.change_nomination(row, by=case.officer, today=DAY, merit=AFTER)

    seen = page(client, case.clerk, row.get_absolute_url())
    assert (BEFORE in seen, AFTER in seen) == (True, False)
    assert AFTER in page(client, case.officer, row.get_absolute_url())

    entry.refresh_from_db()
    resend_entry(entry, by=case.officer, today=DAY, answer="Đã sửa")
    assert AFTER in page(client, case.clerk, row.get_absolute_url())
