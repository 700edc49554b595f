"""A plan in print: what was read with what was changed, or words put together; drafts and what is kept on issuing."""

import pytest
from django.urls import reverse

from thidua.documents.models import Description, DocumentFile
from thidua.documents.queries import written_files
from thidua.plans import operations
from thidua.plans.models import Duty, Section, Target, Task
from thidua.plans.printing import described_plan, is_as_uploaded
from thidua.plans.tests import make
from thidua.writing.document import Heading, Number, Paragraph

pytestmark = pytest.mark.django_db
LETTER = """\
UBND XÃ BÌNH MINH
TRƯỜNG THCS SUỐI MƠ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-THCSSM
Bình Minh, ngày 05 tháng 11 năm 2026

KẾ HOẠCH
Thực hiện phong trào thi đua năm 2026

Căn cứ Kế hoạch số 05/KH-UBND ngày 10/10/2026 của UBND xã;
Trường THCS Suối Mơ ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
Nâng cao chất lượng dạy và học.
II. CHỈ TIÊU
- 100% giáo viên sử dụng học bạ số.
- Ít nhất 80% học sinh đạt mức khá trở lên.
III. TỔ CHỨC THỰC HIỆN
- Các tổ báo cáo kết quả về nhà trường trước ngày 10/12/2026.
Trên đây là Kế hoạch của nhà trường.

Nơi nhận:
- UBND xã;
- Lưu: VT.
HIỆU TRƯỞNG
Trần Văn Khải
"""


@pytest.fixture
def school():
    return make.school()


@pytest.fixture
def uploaded(school):
    unit, _, officer = school
    return operations.draft_from_file(unit, by=officer, data=LETTER.encode(), name="ke-hoach.txt")


def words_of(document):
    """The text of the body, a line a paragraph."""
    said = []
    for block in document.body:
        if isinstance(block, Heading):
            said.append(f"{block.label} {block.title}".strip())
        elif isinstance(block, Paragraph):
            text = block.text if isinstance(block.text, str) else "".join(run.text for run in block.text)
            said.append(f"{block.label} {text}".strip())
    return said


def test_uploaded_plan_is_printed_as_it_was_read(uploaded):
    document = described_plan(uploaded)

    assert words_of(document) == [
        "Trường THCS Suối Mơ ban hành Kế hoạch như sau:",
        "I. MỤC ĐÍCH",
        "Nâng cao chất lượng dạy và học.",
        "II. CHỈ TIÊU",
        "- 100% giáo viên sử dụng học bạ số.",
        "- Ít nhất 80% học sinh đạt mức khá trở lên.",
        "III. TỔ CHỨC THỰC HIỆN",
        "- Các tổ báo cáo kết quả về nhà trường trước ngày 10/12/2026.",
        "Trên đây là Kế hoạch của nhà trường.",
    ]
    assert (document.issuer.name, document.issuer.parents) == ("TRƯỜNG THCS SUỐI MƠ", ("UBND XÃ BÌNH MINH",))
    assert (document.number, document.place) == (Number("KH-THCSSM", 12), "Bình Minh")
    assert (document.recipients, document.kept) == (("UBND xã",), "VT")
    assert document.is_draft
    assert is_as_uploaded(uploaded)


def test_changes_made_at_the_desk_are_printed_in_their_place(uploaded, school):
    officer = school[2]
    target = uploaded.targets.get(text__startswith="Ít nhất 80%")
    operations.change_line(target, by=officer, text="Ít nhất 85% học sinh đạt mức khá trở lên", value=85)
    duty = uploaded.duties.get()
    operations.change_line(duty, by=officer, text=duty.text, due=make.TODAY.replace(month=12, day=5))
    make.line(uploaded, Target, officer, text="Không có vụ bạo lực học đường nào")
    uploaded.refresh_from_db()

    words = words_of(described_plan(uploaded))

    assert words[5:7] == [
        "- Ít nhất 85% học sinh đạt mức khá trở lên.",
        "- Không có vụ bạo lực học đường nào.",
    ]
    assert words[8] == "- Các tổ báo cáo kết quả về nhà trường trước ngày 05/12/2026."
    assert len(words) == 10
    assert not is_as_uploaded(uploaded)


def test_figure_that_the_words_do_not_have_is_added(uploaded, school):
    target = uploaded.targets.get(text__startswith="Ít nhất 80%")
    operations.change_line(target, by=school[2], value=90)

    assert "- Ít nhất 80% học sinh đạt mức khá trở lên (mức phải đạt: ≥ 90 %)." in words_of(described_plan(uploaded))


def test_line_that_was_misread_stays_in_the_text_of_an_upload(uploaded, school):
    operations.remove_line(uploaded.targets.get(text__startswith="100%"), by=school[2])

    assert "- 100% giáo viên sử dụng học bạ số." in words_of(described_plan(uploaded))


def test_line_that_an_amendment_drops_is_not_printed(uploaded, school):
    officer = school[2]
    operations.address_units(uploaded, [school[1]], by=officer, today=make.TODAY)
    operations.issue_plan(uploaded, by=officer, today=make.TODAY, number="12/KH-THCSSM")
    amended = operations.amend_plan(uploaded, by=officer)
    operations.remove_line(amended.targets.get(text__startswith="100%"), by=officer)

    words = words_of(described_plan(amended))

    assert words[3:5] == ["II. CHỈ TIÊU", "- Ít nhất 80% học sinh đạt mức khá trở lên."]


def test_plan_without_a_document_is_put_together_from_its_lines(school):
    unit, _, officer = school
    plan = make.draft(unit, officer, title="Cải cách hành chính năm 2026")
    operations.add_line(plan, Section, by=officer, label="I", title="MỤC ĐÍCH", kind="aims", body="- Gọn.\nNhanh.")
    operations.add_line(plan, Section, by=officer, label="II", title="CHỈ TIÊU", kind="targets")
    make.line(plan, Target, officer, text="Văn bản ký số", value=100, comparator="=", unit_of_count="%")
    make.line(plan, Task, officer, text="Rà soát thủ tục", body="Văn phòng", due=make.TODAY)
    make.line(plan, Duty, officer, text="Báo cáo kết quả", due=make.TODAY)

    document = described_plan(plan)

    assert words_of(document) == [
        "Trường THCS Suối Mơ ban hành Kế hoạch cải cách hành chính năm 2026 như sau:",
        "I. MỤC ĐÍCH",
        "- Gọn.",
        "Nhanh.",
        "II. CHỈ TIÊU",
        "- Văn bản ký số (mức phải đạt: = 100 %).",
        "III. Nhiệm vụ, giải pháp",
        "- Rà soát thủ tục (chủ trì: Văn phòng; hạn: 21/11/2026).",
        "IV. Mốc thời gian và chế độ báo cáo",
        "- Báo cáo kết quả, trước ngày 21/11/2026.",
        "Trên đây là Kế hoạch cải cách hành chính năm 2026. Trường THCS Suối Mơ yêu cầu các tập thể, cá nhân có liên quan"
        " nghiêm túc thực hiện; nếu có vướng mắc, kịp thời phản ánh để được hướng dẫn.",
    ]


def test_adopted_plan_has_the_headings_above_under_which_something_is_asked(uploaded, school):
    _, team, officer = school
    operations.address_units(uploaded, [team], by=officer, today=make.TODAY)
    operations.issue_plan(uploaded, by=officer, today=make.TODAY, number="12/KH-THCSSM")
    leader = make.person(team, "head")

    document = described_plan(operations.adopt_plan(uploaded, team, by=leader, today=make.TODAY))

    headings = [word for word in words_of(document) if word.startswith("I")]
    assert headings == ["I. MỤC ĐÍCH", "II. CHỈ TIÊU"]
    assert document.bases[0].startswith("Căn cứ Kế hoạch số 12/KH-THCSSM ngày 21/11/2026 của Trường THCS Suối Mơ")
    assert document.recipients == ("Trường THCS Suối Mơ (để báo cáo)",)


def test_issuing_freezes_what_is_said_and_the_head_signs(school):
    unit, team, officer = school
    make.person(unit, "head", name="Trần Minh")

    plan = make.issued(unit, officer, [team])

    assert Description.objects.filter(document=plan.document).exists()
    assert (plan.document.signer_position, plan.document.signer_name) == ("Hiệu trưởng", "Trần Minh")


def test_issued_plan_gives_the_same_bytes_for_ever(client, school):
    unit, team, officer = school
    plan = make.issued(unit, officer, [team])
    client.force_login(officer)
    url = reverse("plans:plan_file", args=[plan.pk, "pdf"])

    first = b"".join(client.get(url).streaming_content)
    plan.title = "Tên khác"
    plan.save()

    assert first.startswith(b"%PDF")
    assert b"".join(client.get(url).streaming_content) == first
    assert set(written_files(plan.document)) == {DocumentFile.Made.WORD, DocumentFile.Made.PDF}


def test_issued_plan_without_a_description_is_written_as_it_stands(client, school):
    unit, team, officer = school
    plan = make.issued(unit, officer, [team])
    Description.objects.all().delete()
    client.force_login(officer)

    answer = client.get(reverse("plans:plan_file", args=[plan.pk, "word"]))

    assert answer.status_code == 200
    assert Description.objects.filter(document=plan.document).exists()


def test_draft_is_printed_for_its_writers_and_kept_nowhere(client, school):
    unit, team, officer = school
    plan = make.draft(unit, officer)
    client.force_login(officer)

    answers = [client.get(reverse("plans:plan_file", args=[plan.pk, form])) for form in ("word", "pdf")]
    picture = client.get(reverse("plans:plan_picture", args=[plan.pk]))

    assert [answer.content[:2] for answer in answers] == [b"PK", b"%P"]
    assert 'filename="Du thao - cai cach hanh chinh nam 2026.docx"' in answers[0]["Content-Disposition"]
    assert picture.content.startswith(b"\x89PNG")
    assert plan.document.files.count() == 0
    client.force_login(make.person(team, "member"))
    assert client.get(reverse("plans:plan_file", args=[plan.pk, "pdf"])).status_code == 404


def test_page_offers_word_and_pdf_and_tells_of_the_upload(client, uploaded, school):
    client.force_login(school[2])

    answer = client.get(reverse("plans:plan_document", args=[uploaded.pk]))

    text = answer.content.decode()
    assert text.index("Tải tệp gốc: ke-hoach.txt") < text.index("Tải Word (dự thảo)") < text.index("Tải PDF (dự thảo)")
