"""A school's round of initiatives: registered, reported, judged blind; recognised, refused as a copy, applied elsewhere."""

import re
from ast import literal_eval
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from journeys.conftest import PASSWORD
from journeys.papers import plan_of_rounds
from journeys.test_campaign import PHOTO, issue, settle_doubts, upload
from thidua.kernel.calendar import today

LET_IN = """
from thidua.initiatives.models import Initiative
from thidua.people.models import Person, Unit
logins = {logins!r}
known = Person.objects.get(username="canboso").password
Person.objects.filter(username__in=logins).update(password=known)
people = {{row.username: (row.pk, row.full_name) for row in Person.objects.filter(username__in=logins)}}
school, other = (Unit.objects.get(code=code) for code in {codes!r})
old = Initiative.objects.get(title__startswith={old!r})
print([people, school.name, school.short_name, other.short_name, old.title, old.parts["solution"]])
"""
NEED, PRESENT, SOLUTION = "Vấn đề cần giải quyết", "Thực trạng trước khi áp dụng", "Nội dung giải pháp"
GAMES = {
    NEED: "Giờ ra chơi học sinh ít hoạt động bổ ích, sân trường chật.",
    PRESENT: "Mỗi lớp tự chơi, chưa có góc học tập nào ngoài lớp học.",
    SOLUTION: "Đặt bàn cờ, thẻ hỏi đáp ở ba góc sân; mỗi tuần một lớp phụ trách.",
}
COPIED = {
    NEED: "Phụ huynh phải đến trường nhiều lần.",
    PRESENT: "Chưa có cách làm chung, mất thời gian chờ.",
}
GARDEN = {
    NEED: "Bài học về sinh trưởng của cây còn khô khan.",
    PRESENT: "Số liệu lấy từ sách, không ai đo thật.",
    SOLUTION: "Trồng rau trong khay nhựa cạnh cửa sổ, đo chiều cao, vẽ biểu đồ.",
}
WHEN_REPORTED = (
    ("Học sinh tự quản góc sân.", "Số em tham gia tăng gấp ba, không tốn kinh phí.", "Nơi nào có sân đều làm được."),
    ("Lần đầu có ở trường.", "Bớt đi lại, bớt giấy tờ.", "Làm được ở mọi cấp học."),
    ("Số đo là của chính lớp.", "Các em lập được bảng, đọc được biểu đồ.", "Cần khay và chỗ có nắng."),
)
ASKED_LATER = ("Tính mới", "Lợi ích theo tác giả", "Khả năng áp dụng, nhân rộng")
SWAPS = {"Học sinh": "Các em", "học sinh": "các em", "Giáo viên": "Thầy cô", "tự nhắc": "tự động nhắc"}


@dataclass
class Somebody:
    """Of the demonstration, let in by the journey."""

    login: str
    pk: int
    name: str


@pytest.fixture
def cast(visitor, shell):
    """Each width has its own school, for both are seen in one demonstration."""
    if visitor.is_phone:
        codes, old = ("THPT11", "NLUO-2"), "Bước chân an toàn"
        judges, movement = ("thpt04-t2-gv1", "thpt05-t2-gv1"), "Sân trường mở"
    else:
        codes, old = ("THPT10", "DMAY-2"), "Một cửa điện tử"
        judges, movement = ("thpt02-t2-gv1", "thpt03-t2-gv1"), "Góc học tập mở"
    return cast_of(shell, codes, old, judges, movement)


def cast_of(shell, codes, old, judges, movement):
    home, away = (code.lower() for code in codes)
    logins = [f"{home}-cb", *(f"{home}-t{n}-gv1" for n in (1, 2, 3)), f"{away}-cb", f"{away}-t1-gv1", *judges]
    said = literal_eval(shell(LET_IN.format(logins=logins, codes=codes, old=old)))
    people, school, short, other, title, solution = said
    found = [Somebody(login, *people[login]) for login in logins]
    return SimpleNamespace(
        officer=found[0],
        authors=found[1:4],
        copier=found[4],
        partner=found[5],
        judges=found[6:],
        school=school,
        names=[school, short.removeprefix("THPT "), *(each.name for each in (*found[1:4], found[5]))],
        other=other,
        old=title,
        solution=solution,
        movement=movement,
        titles=[f"{words} – {movement}" for words in ("Thẻ hỏi đáp giờ ra chơi", "Bản chép", "Vườn rau lớp học")],
        days=days_of_rounds(today()),
    )


def days_of_rounds(today):
    """The last days to register and to report, both ahead and of one year, as a plan names them."""
    first = today + timedelta(days=3)
    if first.year != (first + timedelta(days=4)).year:
        first = date(first.year + 1, 1, 3)
    return first, first + timedelta(days=4)


def test_initiatives_are_registered_judged_blind_and_copied(visitor, cast):
    the_school_issues_its_plan(visitor, cast)
    the_school_opens_its_round(visitor, cast)
    three_teachers_register(visitor, cast)
    the_partner_agrees(visitor, cast)
    three_teachers_report(visitor, cast)
    one_is_returned_and_mended(visitor, cast)
    sheets_are_handed_out(visitor, cast)
    for judge in cast.judges:
        a_reviewer_judges_blind(visitor, cast, judge)
    the_round_is_concluded(visitor, cast)
    one_is_recognised_one_refused(visitor, cast)
    another_school_applies_it(visitor, cast)
    the_author_sees_it(visitor, cast)


def the_school_issues_its_plan(visitor, cast):
    page, (register, report) = visitor.page, cast.days
    enter(visitor, cast.officer)
    upload(visitor, plan_of_rounds(cast.school, cast.movement, today(), register=register, report=report))
    settle_doubts(visitor)
    page.get_by_role("link", name="Chọn đơn vị nhận").click()
    page.get_by_role("button", name="Mọi đơn vị cấp dưới trực tiếp").click()
    page.get_by_role("link", name="Tiếp: ban hành").click()
    issue(visitor)


def the_school_opens_its_round(visitor, cast):
    """Its dates are those of the plan."""
    page, (register, report) = visitor.page, cast.days
    enter(visitor, cast.officer, "/sang-kien/tieu-chi/")
    visitor.look()
    page.get_by_role("button", name=re.compile("^Lấy mẫu: Thang 100 điểm của trường")).click()
    visitor.go("/sang-kien/dot/moi/")
    page.locator("select[name=ke-hoach]").select_option(label=plan_named(page, cast.movement))
    page.get_by_role("button", name="Đọc mốc").click()
    page.get_by_role("link", name=f"Dùng mốc năm {register.year}").click()
    expect(page.get_by_label("Nhận đăng ký đến hết ngày")).to_have_value(f"{register:%d/%m/%Y}")
    expect(page.get_by_label("Nộp kết quả đến hết ngày")).to_have_value(f"{report:%d/%m/%Y}")
    page.get_by_label("Tên đợt").fill(f"Đợt sáng kiến “{cast.movement}”")
    page.get_by_label("Nhận đăng ký từ ngày").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Bộ tiêu chí chấm").select_option(index=1)
    visitor.look()
    page.get_by_role("button", name="Lập đợt").click()
    agree(page, "Thông báo đợt", "Đã thông báo đợt.")
    visitor.look()
    cast.round = re.search(r"/sang-kien/dot/\d+/", page.url).group()


def plan_named(page, words):
    options = page.locator("select[name=ke-hoach] option").all_inner_texts()
    return next(option for option in options if words in option)


def three_teachers_register(visitor, cast):
    """The first one with somebody elsewhere; the second copies what was recognised last year."""
    page, (lan, bao, diep) = visitor.page, cast.authors
    own = {**GAMES, SOLUTION: f"{GAMES[SOLUTION]} Cô {lan.name}, {cast.school} trông nom."}
    begin(visitor, cast, lan, cast.titles[0], own, looks=True)
    share_with(visitor, cast.partner)
    send(visitor)
    begin(visitor, cast, bao, cast.titles[1], {**COPIED, SOLUTION: reworded(cast.solution)})
    send(visitor)
    page.get_by_role("link", name="Sáng kiến giống").click()
    visitor.look()
    expect(page.locator("tbody tr", has_text=cast.old)).to_contain_text(re.compile("rất giống|gần như trùng"))
    begin(visitor, cast, diep, cast.titles[2], GARDEN)
    send(visitor)


def reworded(text):
    """Sentences in another order, some words by others."""
    for one, other in SWAPS.items():
        text = text.replace(one, other)
    return " ".join(reversed(re.split(r"(?<=\.)\s+", text)))


def begin(visitor, cast, author, title, parts, *, looks=False):
    page = visitor.page
    enter(visitor, author, cast.round)
    page.get_by_role("link", name="Đăng ký sáng kiến").click()
    page.get_by_label("Tên sáng kiến").fill(title)
    page.get_by_role("button", name="Bắt đầu soạn").click()
    write(visitor, parts)
    if looks:
        visitor.look()
    page.get_by_role("button", name="Lưu và sang phần tác giả").click()


def write(visitor, parts):
    """It is kept as it is typed."""
    page = visitor.page
    for label, words in parts.items():
        page.get_by_label(label).fill(words)
    page.get_by_label(label).blur()
    expect(page.locator("#saved-state")).to_contain_text("Đã lưu lúc")
    expect(page.locator(".htmx-request")).to_have_count(0)


def share_with(visitor, partner):
    page = visitor.page
    page.get_by_label("Tỷ lệ đóng góp (%)").first.fill("60")
    page.get_by_role("button", name="Lưu tỷ lệ").click()
    expect(page.locator("main")).to_contain_text("thiếu 40 %")
    pick(page, page.locator("form", has=page.get_by_role("heading", name="Thêm tác giả")), partner)
    page.get_by_label("Tỷ lệ đóng góp (%)").last.fill("40")
    page.get_by_role("button", name="Thêm tác giả").click()
    expect(page.locator("main")).to_contain_text("Cộng: 100 %")
    visitor.look()


def pick(page, form, somebody):
    """By the whole name, as those of other schools are found."""
    form.get_by_role("searchbox").fill(somebody.name)
    form.locator(f"input[value='{somebody.pk}']").check()


def send(visitor):
    page = visitor.page
    page.get_by_role("link", name="Xem và gửi", exact=True).click()
    page.get_by_role("button", name="Gửi đăng ký").click()
    expect(page.get_by_text("Đã gửi đăng ký.")).to_be_visible()


def the_partner_agrees(visitor, cast):
    page = visitor.page
    enter(visitor, cast.partner, "/sang-kien/")
    visitor.look()
    page.get_by_role("link", name=f"Xem và trả lời: {cast.titles[0]}").click()
    expect(page.get_by_role("heading", name=re.compile("tỷ lệ 40 %"))).to_be_visible()
    visitor.look()
    page.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("heading", name=re.compile("tỷ lệ 40 %"))).to_have_count(0)


def three_teachers_report(visitor, cast):
    for author, title, told in zip(cast.authors, cast.titles, WHEN_REPORTED, strict=True):
        enter(visitor, author)
        open_initiative(visitor, title)
        report(visitor, dict(zip(ASKED_LATER, told, strict=True)), looks=author is cast.authors[0])


def report(visitor, told, *, looks):
    page = visitor.page
    page.get_by_role("link", name="Soạn tiếp").click()
    write(visitor, {"Ngày áp dụng lần đầu": f"{today() - timedelta(days=40):%d/%m/%Y}", **told})
    page.get_by_role("link", name="3. Kết quả, tệp").click()
    for label, words in (("Chỉ số", "Học sinh tham gia mỗi tuần"), ("Đơn vị tính", "em"), ("Trước", "40")):
        page.get_by_label(label).first.fill(words)
    page.get_by_label("Sau", exact=True).first.fill("130")
    page.get_by_label("Đối tượng hưởng lợi").fill("Học sinh toàn trường")
    page.get_by_role("button", name="Lưu kết quả").click()
    page.locator("#tep input[type=file]").first.set_input_files(
        {"name": "goc-san.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    page.get_by_role("button", name="Thêm tệp").click()
    expect(page.get_by_text("Đã thêm tệp.")).to_be_visible()
    if looks:
        visitor.look()
    page.get_by_role("link", name="Xem và gửi", exact=True).first.click()
    hand_in(page)


def hand_in(page):
    agree(page, "Nộp kết quả", "Đã nộp kết quả")


def agree(page, button, said):
    """A deed that asks first."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("dialog#confirm").get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text(said).first).to_be_visible()


def one_is_returned_and_mended(visitor, cast):
    page = visitor.page
    enter(visitor, cast.officer)
    open_initiative(visitor, cast.titles[2])
    say_why(page, "Yêu cầu bổ sung kết quả", "Cần bổ sung gì", "Ghi rõ cách đo số học sinh tham gia.")
    visitor.look()
    enter(visitor, cast.authors[2], "/thong-bao/")
    visitor.look()
    expect(page.locator("main")).to_contain_text(cast.titles[2])
    open_initiative(visitor, cast.titles[2])
    expect(page.locator("main")).to_contain_text("Ghi rõ cách đo số học sinh tham gia.")
    page.get_by_role("link", name="Ghi kết quả, thêm tệp").click()
    page.get_by_label("Cách đo, nguồn").first.fill("Đếm mỗi thứ Sáu, ghi sổ trực.")
    page.get_by_role("button", name="Lưu kết quả").click()
    page.get_by_role("link", name="Xem và gửi", exact=True).first.click()
    hand_in(page)


def say_why(page, deed, question, words):
    page.locator("summary", has_text=deed).click()
    page.get_by_label(question).fill(words)
    page.get_by_role("button", name=deed, exact=True).click()
    expect(page.locator("main")).to_contain_text(words)


def sheets_are_handed_out(visitor, cast):
    page = visitor.page
    enter(visitor, cast.officer, f"{cast.round}phan-cong/")
    visitor.look()
    form = page.locator("form", has=page.get_by_role("heading", name="Chia đều"))
    for judge in cast.judges:
        pick(page, form, judge)
    form.get_by_label("Số người chấm mỗi sáng kiến").fill("2")
    form.get_by_role("button", name="Chia đều").click()
    expect(page.get_by_text("Đã phân công 6 lượt chấm.")).to_be_visible()
    visitor.look()
    page.goto(f"{visitor.place}{cast.round}")
    agree(page, "Mở chấm điểm", "Đã mở chấm điểm")


def a_reviewer_judges_blind(visitor, cast, judge):
    """No page of theirs names an author or the school; the first of them finds the copy."""
    page = visitor.page
    enter(visitor, judge, "/sang-kien/phieu-cham/")
    visitor.look()
    names_nobody(page, cast)
    for title, points in zip(cast.titles, (90, 30, 70), strict=True):
        page.goto(f"{visitor.place}/sang-kien/phieu-cham/")
        page.get_by_role("link", name=re.compile(title)).click()
        names_nobody(page, cast)
        if title == cast.titles[0]:
            visitor.look()
            expect(page.locator("main")).to_contain_text("▇▇▇ trông nom")
        if title == cast.titles[1] and judge is cast.judges[0]:
            find_the_copy(visitor, cast)
        for field in page.locator("#sheet input.num").all():
            most = re.search(r"đến (\d+)", page.locator(f"label[for={field.get_attribute('id')}]").inner_text())[1]
            field.fill(f"{int(most) * points / 100:g}".replace(".", ","))
        for comment in page.locator("#sheet .scored", has_not=page.locator("input.num")).get_by_label("Nhận xét").all():
            comment.fill("Sát với việc của trường.")
        comment.blur()
        expect(page.locator("#saved-state")).to_contain_text(f"Tổng điểm đang ghi: {points}")
        page.get_by_role("button", name="Nộp phiếu chấm").click()
        expect(page.get_by_text("Đã nộp phiếu chấm.")).to_be_visible()
    names_nobody(page, cast)


def names_nobody(page, cast):
    told = page.content()
    assert [name for name in cast.names if name in told] == []


def find_the_copy(visitor, cast):
    page = visitor.page
    page.get_by_role("link", name="Sáng kiến giống").click()
    visitor.look()
    names_nobody(page, cast)
    expect(page.locator("tbody tr", has_text=cast.old)).to_contain_text(re.compile("rất giống|gần như trùng"))
    page.get_by_role("link", name=cast.old).click()
    visitor.look()
    names_nobody(page, cast)
    page.get_by_label("Sao chép").check()
    page.get_by_label("Ghi chú").fill("Trùng các bước và số liệu.")
    page.get_by_role("button", name="Ghi kết luận").click()
    page.goto(f"{visitor.place}/sang-kien/phieu-cham/")
    page.get_by_role("link", name=re.compile(cast.titles[1])).click()


def the_round_is_concluded(visitor, cast):
    page = visitor.page
    enter(visitor, cast.officer, cast.round)
    agree(page, "Mở thảo luận", "Đã mở thảo luận")
    visitor.go(f"{cast.round}diem/")
    for title, average, words in zip(cast.titles, ("90", "30", "70"), ("Đạt", "Chưa đạt", "Đạt"), strict=True):
        row = page.locator("tbody tr", has_text=title)
        expect(row).to_contain_text(average)
        expect(row.locator("td[data-label='Kết quả']")).to_contain_text(words)
    page.goto(f"{visitor.place}{cast.round}")
    agree(page, "Kết thúc đợt", "Đã kết thúc đợt.")
    visitor.look()


def one_is_recognised_one_refused(visitor, cast):
    page = visitor.page
    open_initiative(visitor, cast.titles[0])
    page.get_by_role("link", name="Ghi quyết định công nhận").click()
    page.get_by_label("Số quyết định").fill("27/QĐ-THPT")
    page.get_by_label("Ngày quyết định").fill(f"{today():%d/%m/%Y}")
    visitor.look()
    page.get_by_role("button", name="Ghi quyết định công nhận").click()
    expect(page.locator("main")).to_contain_text("27/QĐ-THPT")
    visitor.look()
    open_initiative(visitor, cast.titles[1])
    page.get_by_role("link", name="Sáng kiến giống").click()
    expect(page.locator("main")).to_contain_text("Trùng các bước và số liệu.")
    open_initiative(visitor, cast.titles[1])
    say_why(page, "Không công nhận", "Lý do, tác giả đọc được", f"Sao chép “{cast.old}” đã công nhận năm trước.")
    expect(page.get_by_role("heading", name="Lý do không công nhận")).to_be_visible()
    visitor.look()


def another_school_applies_it(visitor, cast):
    page = visitor.page
    enter(visitor, cast.copier, "/sang-kien/kho/")
    visitor.look()
    page.get_by_role("searchbox").first.fill(f"the hoi dap gio ra choi {cast.movement}")
    page.locator("#model-rows").get_by_role("link", name=cast.titles[0]).click()
    visitor.look()
    page.get_by_role("link", name="Áp dụng tại đơn vị tôi").click()
    page.get_by_label("Áp dụng từ ngày").fill(f"{today() - timedelta(days=1):%d/%m/%Y}")
    page.get_by_role("button", name="Ghi nhận áp dụng").click()
    page.get_by_label("Kết quả tại đơn vị").fill("Ba góc sân đều có người chơi, mỗi tuần 60 em tham gia.")
    page.get_by_label("Hoặc đường dẫn minh chứng").fill("https://truong.example/goc-san")
    visitor.look()
    page.get_by_role("button", name="Báo kết quả").click()
    expect(page.get_by_role("button", name="Báo kết quả")).to_have_count(0)


def the_author_sees_it(visitor, cast):
    page = visitor.page
    enter(visitor, cast.authors[0], "/thong-bao/")
    visitor.look()
    page.get_by_role("link", name=re.compile(f"{cast.other}.*áp dụng")).first.click()
    visitor.look()
    expect(page.locator("main")).to_contain_text(cast.titles[0])
    expect(page.locator("main")).to_contain_text("mỗi tuần 60 em tham gia")


def enter(visitor, somebody, path="/sang-kien/"):
    """Where the last one was signed in; asked for a page of theirs, they are led to it."""
    page = visitor.page
    page.context.clear_cookies()
    page.goto(visitor.place + path)
    page.get_by_label("Tên đăng nhập").fill(somebody.login)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(visitor.place + path)


def open_initiative(visitor, title):
    page = visitor.page
    page.goto(f"{visitor.place}/sang-kien/?q={title}")
    page.locator("#initiative-rows").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
