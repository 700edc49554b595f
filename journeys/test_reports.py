"""A school's final report goes up; the department's for the People's Committee comes out with the right sums."""

import io
import re
from ast import literal_eval

import docx
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import expect

from journeys.steps import let_in
from journeys.test_campaign import enter

PLAN = "Nâng cao chất lượng phục vụ phụ huynh, học sinh"
DONE = "Trường đã họp liên tịch, phân công từng tổ, công khai thủ tục tại cổng trường và trên trang thông tin điện tử."
GOOD = "Bàn hướng dẫn phụ huynh nộp hồ sơ trực tuyến đặt ngay cổng trường, học sinh lớp 11 trực theo ca."
ABOVE = "Sở đã hướng dẫn, kiểm tra và tháo gỡ khó khăn cho các trường vùng cao trong suốt thời gian thực hiện kế hoạch."
SUMS = """
from collections import defaultdict
from thidua.progress.models import Measurement
cells = Measurement.objects.filter(target__plan__title__contains={plan!r}, target__plan__unit__kind="department")
found = []
for target in sorted({{cell.target for cell in cells.select_related("target")}}, key=lambda each: each.order):
    mine = [cell for cell in cells if cell.target_id == target.pk and cell.status in ("accepted", "submitted")]
    last = max(cell.period for cell in mine)
    told = [cell for cell in mine if cell.period == last and cell.status == "accepted"]
    if target.measure == "ratio":
        found.append((int(sum(cell.numerator for cell in told)), int(sum(cell.denominator for cell in told))))
    else:
        found.append((int(sum(cell.value for cell in told)), 0))
print(found)
"""


@pytest.fixture(scope="session")
def writers(shell):
    """The officers of two schools may sign in."""
    return let_in(shell, "thpt08-cb", "thpt09-cb")


def test_reports_go_from_a_school_to_the_people_s_committee(visitor, shell, writers):
    school = "thpt09-cb" if visitor.is_phone else "thpt08-cb"
    a_school_writes_its_report(visitor, school)
    the_department_reads_and_accepts(visitor)
    word, pdf = the_department_writes_its_own(visitor)
    sums = literal_eval(shell(SUMS.format(plan=PLAN)))
    the_sums_are_right(words_of(word), sums)
    the_sums_are_right(letters_of(pdf), sums)
    for said in (words_of(word), letters_of(pdf)):
        assert "Kính gửi: Ủy ban nhân dân tỉnh Sơn Hà" in said
        assert GOOD in said
        assert "Số liệu chốt ngày" in said


def a_school_writes_its_report(visitor, school):
    page = visitor.page
    enter(visitor, school)
    visitor.go("/bao-cao/")
    page.locator(".due", has_text=PLAN).get_by_role("link").click()
    visitor.look()
    page.get_by_role("button", name="Bắt đầu soạn").click()
    visitor.look()
    write(page, "Công tác chỉ đạo, triển khai", DONE)
    write(page, "Nhận xét về kết quả chỉ tiêu", f"{DONE} Tỷ lệ nộp trực tuyến đạt", number="inserts")
    write(page, "Cách làm hay, mô hình tiêu biểu", GOOD)
    section(page, "Cách làm hay, mô hình tiêu biểu").get_by_label("Đề nghị cấp trên nêu là điển hình").check()
    write(page, "Hạn chế, nguyên nhân", DONE)
    page.get_by_role("link", name="Kiểm tra và nộp").click()
    visitor.look()
    page.get_by_role("link", name="Viết tiếp").click()
    write(page, "Phương hướng, kiến nghị", DONE)
    a_number_tells_where_it_comes_from(visitor)
    page.get_by_role("link", name="Kiểm tra và nộp").click()
    page.get_by_role("button", name=re.compile("^Gửi lên Sở")).click()
    expect(page.get_by_text(re.compile("^Đã nộp cho Sở"))).to_be_visible()
    visitor.look()
    visitor.sign_out()


def section(page, title):
    return page.locator("section.card", has=page.get_by_role("heading", name=title))


def write(page, title, text, number=""):
    """Type, and wait until it is kept."""
    place = section(page, title)
    field = place.get_by_label(title, exact=True)
    field.fill(text)
    if number:
        field.press("End")
        page.locator(f".{number} button").first.click()
        expect(place.locator("blockquote")).to_contain_text("%")
    expect(place.locator(".state")).to_contain_text("lưu lúc")
    expect(place.locator(".state b.late")).to_have_count(0)


def a_number_tells_where_it_comes_from(visitor):
    page = visitor.page
    page.locator(".facts-table button.fact").first.click()
    told = page.locator(".fact-about:popover-open")
    expect(told).to_contain_text("Số liệu chốt ngày")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)


def the_department_reads_and_accepts(visitor):
    page = visitor.page
    enter(visitor, "canboso")
    visitor.go("/bao-cao/?phia=cap-duoi")
    row = page.locator("tr", has_text="Đã nộp, chờ duyệt").first
    row.get_by_role("link").first.click()
    visitor.look()
    page.get_by_role("button", name="Chấp nhận").click()
    expect(page.get_by_text(re.compile("^Đã chấp nhận báo cáo"))).to_be_visible()


def the_department_writes_its_own(visitor):
    page = visitor.page
    visitor.go("/bao-cao/moi/")
    page.get_by_label("Báo cáo về kế hoạch").select_option(label=option_of(page, PLAN))
    page.get_by_label("Kính gửi").fill("Ủy ban nhân dân tỉnh Sơn Hà")
    page.get_by_role("button", name="Lập và điền số liệu").click()
    visitor.look()
    page.get_by_role("link", name="Chọn đoạn để trích").click()
    visitor.look()
    page.locator("article", has_text=GOOD).first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Lưu các đoạn đã chọn").click()
    expect(page.get_by_text(re.compile("^Đã lưu, trích 1 đoạn"))).to_be_visible()
    page.get_by_role("link", name="Viết báo cáo").click()
    for name in ("Công tác chỉ đạo, triển khai", "Đánh giá kết quả", "Hạn chế, nguyên nhân", "Phương hướng, kiến nghị"):
        write(page, name, ABOVE)
    page.get_by_role("link", name="Cập nhật số liệu").click()
    visitor.look()
    page.get_by_role("link", name="Viết báo cáo").click()
    page.get_by_role("link", name="Kiểm tra và chốt").click()
    visitor.look()
    page.get_by_role("button", name="Chốt báo cáo").click()
    expect(page.get_by_text(re.compile("^Đã chốt báo cáo"))).to_be_visible()
    visitor.look()
    files = [download(page, "Tải Word"), download(page, "Tải PDF")]
    visitor.go("/bao-cao/")
    visitor.go("/bao-cao/mau/")
    return files


def option_of(page, words):
    options = page.get_by_label("Báo cáo về kế hoạch").locator("option").all_inner_texts()
    return next(option for option in options if words in option)


def download(page, name):
    with page.expect_download() as got:
        page.get_by_role("link", name=name, exact=True).click()
    return got.value.path().read_bytes()


def words_of(data):
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def letters_of(data):
    pages = pdfium.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def the_sums_are_right(text, sums):
    """Each pair as the report writes it: `98,1 % (8.392/8.558)`; of a count the sum alone."""
    ratios = [(part, whole) for part, whole in sums if whole]
    assert len(ratios) == 4
    for part, whole in ratios:
        assert f"({part:,}/{whole:,})".replace(",", ".") in text
    for count in (part for part, whole in sums if not whole):
        assert re.search(rf"\b{count}\b", text)
