"""A school's year of awards, from registration up to the passport of who was honoured."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journeys.awarding import DAYS_PASS, DEPARTMENT_VOTES, school_year
from journeys.conftest import STEP_TIME, Visitor
from journeys.steps import dotted, letters, number_in, open_nomination, open_page, path_of, sure, tick_all, told
from journeys.test_campaign import PHOTO
from journeys.test_initiatives import enter
from journeys.voting import (
    a_ballot_is_prepared,
    a_meeting_is_called,
    everybody_votes,
    items_of,
    minutes_are_kept,
    there_is_a_quorum,
    they_are_brought_to_it,
)
from thidua.kernel.calendar import today

FIGHTER = "title_emulation_fighter_unit"
TITLE = "Chiến sĩ thi đua cơ sở"
SALARY = 2_530_000
"""Base salary a month in đồng: Nghị định 161/2026/NĐ-CP, Điều 3 khoản 2. The title is rewarded with one of them:
Nghị định 152/2025/NĐ-CP, Điều 50 khoản 1.
"""
MERIT = "Hoàn thành xuất sắc nhiệm vụ năm học; học sinh tiến bộ rõ qua từng kỳ"
GOALS = "Một sáng kiến cấp cơ sở; dự giờ 18 tiết."
OBJECTION = "Giải pháp nêu trong danh sách do cả tổ cùng làm, đề nghị xem lại."
ANSWER = "Đã xem hồ sơ sáng kiến: tổ xác nhận bằng văn bản, giải pháp do một người viết và thử nghiệm."


@pytest.fixture
def year(visitor, shell):
    return cast_of_year(visitor, shell)


def cast_of_year(visitor, shell):
    """Each width has its own school, for both are seen in one demonstration."""
    if visitor.is_phone:
        return school_year(shell, "THPT09", "Bản đồ tư duy treo tường", "trên điện thoại")
    return school_year(shell, "THPT08", "Góc toán sau giờ học", "trên máy tính")


def test_a_year_goes_from_registration_to_the_passport(visitor, shell, year):
    year.above = a_season_is_opened(visitor, year.department, year, f"{year.name} của các trường", notice=5)
    year.season = a_season_is_opened(visitor, year.officer, year, year.name, notice=0, parent=year.name)
    a_teacher_registers(visitor, year)
    the_officer_registers_others(visitor, year)
    grades_are_written(visitor, year)
    the_initiative_is_recognised(visitor, year)
    the_list_explains_who_is_eligible(visitor, year)
    nominations_are_drafted(visitor, year)
    two_reports_are_written(visitor, year)
    they_are_put_forward(visitor, year)
    a_meeting_is_called(visitor, year)
    they_are_brought_to_it(visitor, year)
    there_is_a_quorum(visitor, year)
    ballots = [a_ballot_is_prepared(visitor, year, item) for item in items_of(visitor, year)]
    everybody_votes(visitor, year, ballots)
    minutes_are_kept(visitor, year)
    a_dossier_goes_up(visitor, year)
    one_is_given_back_for_a_paper(visitor, year)
    the_paper_is_added(visitor, year)
    shell(DEPARTMENT_VOTES.format(season=number_in(year.above)))
    the_list_is_shown(visitor, year)
    a_stranger_objects(visitor, year)
    the_objection_is_answered(visitor, year)
    shell(DAYS_PASS.format(publication=number_in(year.shown)))
    the_list_is_taken_down(visitor, year)
    the_decision_is_issued(visitor, year)
    certificates_are_printed(visitor, year)
    the_passport_tells(visitor, year)


def a_season_is_opened(visitor, by, year, title, *, notice, parent=""):
    page = visitor.page
    enter(visitor, by, "/khen-thuong/dot/moi/")
    page.get_by_label("Tên đợt").fill(title)
    page.get_by_label("Năm học hoặc năm").fill(year.year)
    for choice in page.locator("input[name=awards]").all():
        choice.set_checked(choice.get_attribute("value") == FIGHTER)
    day = today()
    page.get_by_label("Đăng ký từ ngày").fill(f"{day - timedelta(days=5):%d/%m/%Y}")
    page.get_by_label("Đăng ký đến hết ngày").fill(f"{day + timedelta(days=9):%d/%m/%Y}")
    page.get_by_label("Hạn gửi hồ sơ").fill(f"{day + timedelta(days=20):%d/%m/%Y}")
    page.get_by_label("Công khai danh sách trước khi quyết định").fill(str(notice))
    if parent:
        options = page.get_by_label("Thuộc đợt của cấp trên").locator("option").all_inner_texts()
        above = next(option for option in options if parent in option)
        page.get_by_label("Thuộc đợt của cấp trên").select_option(label=above)
    visitor.look()
    page.get_by_role("button", name="Mở đợt xét").click()
    told(page, "Đã mở đợt xét.")
    visitor.look()
    return re.search(r"/khen-thuong/dot/\d+/", page.url).group()


def a_teacher_registers(visitor, year):
    page = visitor.page
    enter(visitor, year.good, f"{year.season}dang-ky/")
    visitor.look()
    page.get_by_role("link", name="Đăng ký: Bản thân").click()
    page.get_by_label(TITLE).check()
    page.get_by_label("Chỉ tiêu, nội dung phấn đấu").fill(GOALS)
    visitor.look()
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    told(page, "Đã lưu: đang đăng ký 1 danh hiệu, hình thức.")


def the_officer_registers_others(visitor, year):
    page = visitor.page
    enter(visitor, year.officer, f"{year.season}dang-ky/cho-nguoi-khac/")
    visitor.look()
    rows = [f"{each.name}\t{TITLE}\t{GOALS}" for each in (year.author, year.weak)]
    page.get_by_label("Dán các dòng từ Excel").fill("\n".join(rows))
    page.get_by_role("button", name="Đọc và ghi").click()
    told(page, "Đã ghi 2 đăng ký mới")
    open_page(visitor, f"{year.season}dang-ky/")
    expect(page.get_by_role("heading", name="Đã đăng ký 3/")).to_be_visible()
    visitor.look()


def grades_are_written(visitor, year):
    page = visitor.page
    open_page(visitor, f"/khen-thuong/ho-so/?nam={year.year}")
    marks = {year.good.name: "excellent", year.touched.name: "excellent", year.weak.name: "completed"}
    fields = page.locator(".grades select:enabled").all()  # one's own stands locked
    for field in fields:
        name = field.get_attribute("aria-label").removeprefix("Xếp loại của ")
        field.select_option(marks.get(name, "good"))
    page.get_by_label("Số quyết định cho dòng vừa sửa").fill("52/QĐ-THPT")
    page.get_by_role("button", name="Lưu xếp loại").click()
    told(page, f"Đã ghi {len(fields)} xếp loại.")
    visitor.look()


def the_initiative_is_recognised(visitor, year):
    page = visitor.page
    open_page(visitor, f"/sang-kien/{year.initiative}/")
    page.get_by_role("link", name="Ghi quyết định công nhận").click()
    page.get_by_label("Số quyết định").fill("31/QĐ-THPT")
    page.get_by_label("Ngày quyết định").fill(f"{year.recognised:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi quyết định công nhận").click()
    expect(page.locator("main")).to_contain_text("31/QĐ-THPT")


def the_list_explains_who_is_eligible(visitor, year):
    page = visitor.page
    open_page(visitor, f"{year.season}dieu-kien/")
    for who, words in ((year.good, "gười xem xét"), (year.author, "gười xem xét"), (year.weak, "Chưa đủ")):
        expect(page.locator(".verdicts tbody tr", has_text=who.name)).to_contain_text(words)
    visitor.look()
    page.get_by_role("link", name=year.weak.name, exact=True).click()
    expect(page.get_by_role("heading", name="Còn thiếu")).to_be_visible()
    expect(page.get_by_role("heading", name="Năm sau cần gì")).to_be_visible()
    expect(page.locator("main")).to_contain_text("sáng kiến")
    visitor.look()


def nominations_are_drafted(visitor, year):
    """Three of the list: a grade speaks for two, an initiative for the third."""
    page = visitor.page
    open_page(visitor, f"{year.season}dieu-kien/")
    for who in (year.good, year.author, year.touched):
        page.get_by_label(f"Chọn {who.name}", exact=True).check()
    page.get_by_role("button", name="Lập đề nghị cho những dòng đã chọn").click()
    page.get_by_label("Thành tích ghi trên quyết định").fill(MERIT)
    visitor.look()
    page.get_by_role("button", name="Lập đề nghị", exact=True).click()
    told(page, "Đã lập 3 đề nghị.")
    visitor.look()
    open_nomination(visitor, year.author, year)
    page.get_by_role("link", name="Sửa đề nghị").click()
    page.get_by_label(year.title).check()
    visitor.look()
    page.get_by_role("button", name="Lưu và xét lại điều kiện").click()
    told(page, "Đã lưu và xét lại điều kiện.")
    expect(page.get_by_role("heading", name="Sáng kiến làm căn cứ")).to_be_visible()
    visitor.look()


def two_reports_are_written(visitor, year):
    """From what is stored; the third one is left out, and the dossier misses it later."""
    page = visitor.page
    for who in (year.author, year.touched):
        open_nomination(visitor, who, year)
        page.get_by_role("link", name="Viết báo cáo thành tích").click()
        expect(page.get_by_label("I. Sơ lược lý lịch")).to_have_value(re.compile(who.name))
        if who is year.author:
            visitor.look()
        page.get_by_role("button", name="Lưu báo cáo").click()
        told(page, "Đã lưu báo cáo.")


def they_are_put_forward(visitor, year):
    """What the team's meeting said of all three is written once."""
    page = visitor.page
    tick_all(visitor, year)
    page.locator("summary", has_text="Ghi kết luận chung về một điều kiện").click()
    page.get_by_label("Căn cứ kết luận").fill("Kết luận họp liên tịch đầu tháng.")
    page.get_by_role("button", name="Ghi kết luận", exact=True).click()
    told(page, re.compile("^Đã ghi kết luận"))
    tick_all(visitor, year)
    page.get_by_role("button", name="Đưa ra xét").click()
    told(page, "Đã đưa ra xét 3 đề nghị.")
    visitor.look()


def a_dossier_goes_up(visitor, year):
    """A report is missing and fighters are more than their share of workers allows; both are said to the department."""
    page = visitor.page
    enter(visitor, year.officer, f"{year.season}ho-so/")
    page.get_by_role("link", name="Lập hồ sơ").click()
    for choice in page.locator("input[name=nominations]").all():
        choice.check()
    visitor.look()
    page.get_by_role("button", name="Lập hồ sơ").click()
    told(page, "Đã lập hồ sơ.")
    expect(page.locator("tbody tr", has_text=year.good.name)).to_contain_text(re.compile("báo cáo thành tích", re.I))
    visitor.look()
    page.get_by_label("Lý do vẫn gửi").fill("Một báo cáo gửi bổ sung trong tuần.")
    sure(page, "Gửi đến Sở Giáo dục và Đào tạo tỉnh Sơn Hà", "Gửi hồ sơ")
    told(page, "Đã gửi hồ sơ đến")
    year.dossier = path_of(page)


def one_is_given_back_for_a_paper(visitor, year):
    page = visitor.page
    enter(visitor, year.department, "/khen-thuong/ho-so-den/")
    visitor.look()
    open_page(visitor, year.dossier)
    told(page, "Một báo cáo gửi bổ sung trong tuần.")
    page.get_by_label("Tiếp nhận vào đợt").select_option(number_in(year.above))
    visitor.look()
    sure(page, "Tiếp nhận", "Tiếp nhận")
    told(page, "Đã tiếp nhận vào")
    page.get_by_role("link", name="Yêu cầu bổ sung").click()
    page.get_by_label(year.good.name).fill("Thiếu báo cáo thành tích của cá nhân.")
    visitor.look()
    sure(page, "Trả để bổ sung", "Trả để bổ sung")
    told(page, "Đã trả 1 đề nghị để bổ sung.")
    visitor.look()


def the_paper_is_added(visitor, year):
    """Only that one came back; the others stay with the department."""
    page = visitor.page
    enter(visitor, year.officer, f"{year.season}de-nghi/")
    expect(page.locator(".nominees tbody tr", has_text=year.good.name)).to_contain_text("Cấp trên trả lại")
    expect(page.locator(".nominees tbody tr", has_text=year.author.name)).to_contain_text("ở Sở GDĐT")
    page.locator(".nominees").get_by_role("link", name=year.good.name, exact=True).click()
    visitor.look()
    page.get_by_role("link", name=re.compile("^Thêm tệp Báo cáo thành tích")).click()
    report = {"name": "bao-cao.png", "mimeType": "image/png", "buffer": PHOTO}
    page.locator("input[type=file]").set_input_files(report)
    visitor.look()
    page.get_by_role("button", name="Thêm", exact=True).click()
    told(page, "Đã thêm tệp.")
    open_page(visitor, year.dossier)
    page.get_by_role("link", name=year.good.name, exact=True).click()
    page.get_by_label("Đã bổ sung gì").fill("Đã thêm báo cáo thành tích.")
    visitor.look()
    sure(page, "Gửi lại", "Gửi lại")
    told(page, "Đã gửi lại đề nghị này.")
    enter(visitor, year.department, year.dossier)
    told(page, "Đã bổ sung: Đã thêm báo cáo thành tích.")
    page.get_by_role("button", name="Tiếp nhận lại").click()
    told(page, "Đã tiếp nhận những đề nghị vừa gửi lại.")


def the_list_is_shown(visitor, year):
    """The department's own council agreed to all three meanwhile: its pages are those that the school walked through."""
    page = visitor.page
    open_page(visitor, f"{year.above}cong-khai/")
    page.get_by_role("link", name="Lập danh sách").first.click()
    expect(page.locator("input[name=nominations]:checked")).to_have_count(3)
    visitor.look()
    page.get_by_role("button", name="Lưu danh sách").click()
    told(page, "Đã lập danh sách.")
    sure(page, "Công khai")
    told(page, "Đã công khai danh sách.")
    visitor.look()
    year.shown = path_of(page)
    year.public = page.locator("a[href*='/danh-sach/']").get_attribute("href")


def a_stranger_objects(visitor, year):
    """At a telephone, without signing in."""
    context = visitor.page.context.browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    reader = Visitor(context.new_page(), visitor.place, visitor.axe)
    reader.page.set_default_timeout(STEP_TIME)
    reader.go(year.public)
    for who in (year.good, year.author, year.touched):
        expect(reader.page.locator("tbody")).to_contain_text(who.name)
    reader.page.get_by_label("Ý kiến về").select_option(label=f"{year.author.name} – {TITLE}")
    reader.page.get_by_label("Nội dung ý kiến").fill(OBJECTION)
    reader.page.get_by_label("Họ tên người gửi").fill("Bùi Thị Thanh Nhàn")
    reader.page.get_by_role("button", name="Gửi ý kiến").click()
    expect(reader.page.get_by_role("heading", name="Đã nhận ý kiến")).to_be_visible()
    reader.look()
    context.close()


def the_objection_is_answered(visitor, year):
    page = visitor.page
    visitor.page.reload()
    expect(page.locator("#objections")).to_contain_text(OBJECTION)
    page.locator("#objections").get_by_role("link", name="Trả lời").click()
    page.get_by_label("Ý kiến có cơ sở không").select_option(label="Không có cơ sở")
    page.get_by_label("Trả lời").fill(ANSWER)
    visitor.look()
    page.get_by_role("button", name="Gửi câu trả lời").click()
    told(page, "Đã trả lời ý kiến.")
    told(page, "Kết thúc được từ ngày hôm sau")


def the_list_is_taken_down(visitor, year):
    """Its days were moved back in the database: no page can make five working days pass."""
    page = visitor.page
    open_page(visitor, year.shown)
    sure(page, "Kết thúc công khai")
    told(page, "Đã kết thúc công khai.")
    visitor.look()


def the_decision_is_issued(visitor, year):
    """Three times one base salary."""
    page = visitor.page
    enter(visitor, year.department, f"{year.above}quyet-dinh/")
    visitor.look()
    page.get_by_role("link", name="Soạn quyết định").click()
    page.get_by_role("button", name="Soạn quyết định").click()
    told(page, "Đã soạn quyết định.")
    expect(page.locator("main")).to_contain_text(f"{dotted(3 * SALARY)} đồng")
    visitor.look()
    enter(visitor, year.director, path_of(page))
    page.locator("select[name=design]").select_option(label="Giấy chứng nhận của Sở")
    sure(page, "Ban hành quyết định")
    told(page, "Đã ban hành Quyết định số")
    visitor.look()
    year.number = page.get_by_role("heading", level=1).inner_text().removeprefix("Quyết định số ")
    expect(page.locator("td.num", has_text=dotted(SALARY))).to_have_count(3)
    said = letters(visitor, f"{path_of(page)}ban-in/")
    for words in (year.number, TITLE, year.good.name, year.author.name, year.touched.name, "Vương Thục Đoan"):
        assert words in said
    year.decision = path_of(page)


def certificates_are_printed(visitor, year):
    """In the background."""
    page = visitor.page
    page.get_by_role("link", name="Kiểm tra và cấp giấy").click()
    visitor.look()
    sure(page, "Cấp 3 giấy và in")
    expect(page.get_by_text("Đã in 3 giấy khen.").first).to_be_visible()
    page.get_by_role("link", name="Xem kết quả").click()
    visitor.look()
    whole = page.get_by_role("link", name="Tải cả đợt (PDF)")
    said = letters(visitor, whole.get_attribute("href"))
    for who in (year.good, year.author, year.touched):
        assert who.name.upper() in said.upper()
    assert year.number in said


def the_passport_tells(visitor, year):
    page = visitor.page
    enter(visitor, year.author, "/thong-bao/")
    expect(page.locator("main")).to_contain_text(TITLE)
    visitor.go("/khen-thuong/qua-trinh/")
    row = page.locator("tbody tr", has_text=year.number)
    for words in (TITLE, year.year, "Sở Giáo dục và Đào tạo tỉnh Sơn Hà", f"{today():%d/%m/%Y}"):
        expect(row).to_contain_text(words)
    expect(page.locator("main")).to_contain_text(year.title)
