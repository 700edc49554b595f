"""A council decides on nominations: the meeting, the agenda, a secret vote at telephones, the minutes."""

import re

from playwright.sync_api import expect

from journeys.conftest import PASSWORD, STEP_TIME
from journeys.steps import letters, number_in, open_page, path_of, sure, tick_rows, told
from journeys.test_initiatives import enter
from thidua.kernel.calendar import today


def a_meeting_is_called(visitor, year):
    page = visitor.page
    enter(visitor, year.head, f"/hoi-dong/{year.council}/phien-hop/")
    page.get_by_label("Tên phiên họp").fill("Xét danh hiệu thi đua năm học")
    page.get_by_label("Ngày họp").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Giờ họp").fill("14:00")
    page.get_by_label("Địa điểm").fill("Phòng họp số 1")
    page.get_by_role("button", name="Tạo phiên họp").click()
    told(page, "Đã tạo phiên họp.")
    year.meeting = path_of(page)


def they_are_brought_to_it(visitor, year):
    """The leader who is proposed sits on the council: an item apart, in which only that member keeps out."""
    page = visitor.page
    enter(visitor, year.officer, f"{year.season}de-nghi/")
    tick_rows(page)
    page.get_by_role("button", name="Đưa ra Hội đồng").click()
    expect(page.get_by_role("heading", name="3 đề nghị", exact=True)).to_be_visible()
    visitor.look()
    sure(page, "Đưa vào phiên họp", "Đưa vào phiên họp")
    told(page, "Đã đưa 3 đề nghị vào phiên họp thành 2 nội dung.")
    expect(page.locator("main")).to_contain_text(f"{year.touched.name} không tham gia biểu quyết")
    visitor.look()
    open_page(visitor, f"{year.season}hoi-dong/")
    visitor.look()
    page.get_by_role("link", name=re.compile(r"\(2 đề nghị\)$")).click()
    expect(page.locator("main")).to_contain_text("80%")
    visitor.look()


def there_is_a_quorum(visitor, year):
    """Of seven one is away with leave: six are there, five have to be."""
    page = visitor.page
    enter(visitor, year.head, year.meeting)
    sure(page, "Mời họp")
    told(page, "Đã mời họp")
    open_page(visitor, f"{year.meeting}diem-danh/")
    for member in year.members:
        words = "Vắng có phép" if member is year.absent else "Có mặt"
        page.get_by_label(member.name, exact=True).select_option(label=words)
    visitor.look()
    page.get_by_role("button", name="Lưu điểm danh").click()
    told(page, "Đã điểm danh.")
    open_page(visitor, year.meeting)
    told(page, "Có mặt 6/7 thành viên, cần ít nhất 5.")
    page.get_by_role("button", name="Khai mạc").click()
    told(page, "Đã khai mạc.")
    visitor.look()


def items_of(visitor, year):
    links = visitor.page.locator("main h3 a").all()
    return sorted((link.get_attribute("href") for link in links), key=number_in)


def a_ballot_is_prepared(visitor, year, item):
    """Secret; who is away answers in writing before the others may."""
    page = visitor.page
    open_page(visitor, f"{item}bieu-quyet/")
    page.locator("input[name=is_secret]").check()
    page.get_by_role("button", name="Soạn phiếu").click()
    told(page, "Đã soạn phiếu.")
    sure(page, "Lấy ý kiến người vắng mặt")
    told(page, "Đã gửi phiếu tới người vắng mặt.")
    return path_of(page).removesuffix("dieu-hanh/")


def everybody_votes(visitor, year, ballots):
    """Six telephones send their papers in the same second, then five: in the second item one member keeps out."""
    page = visitor.page
    browser = page.context.browser
    phones = {member.login: a_phone(browser, visitor, member) for member in year.members}
    together, alone = ballots
    for ballot in ballots:
        fill_paper(visitor, phones[year.absent.login], ballot)
        send_together([phones[year.absent.login]])
    for ballot, keeps_out in ((together, None), (alone, year.touched)):
        open_page(visitor, f"{ballot}dieu-hanh/")
        sure(page, "Mở bỏ phiếu")
        told(page, "Đã mở.")
        voters = [each for each in year.members if each is not year.absent and each is not keeps_out]
        for member in voters:
            against = year.good if member is year.members[3] and ballot == together else None
            fill_paper(visitor, phones[member.login], ballot, against=against)
        if keeps_out:
            phones[keeps_out.login].goto(f"{visitor.place}{ballot}")
            expect(phones[keeps_out.login].get_by_text("Không có phiếu trong cuộc này")).to_be_visible()
        send_together([phones[member.login] for member in voters])
        count = len(voters) + 1
        expect(page.get_by_role("heading", name=f"Đã bỏ phiếu {count}/{count}")).to_be_visible()
        visitor.look()
        sure(page, "Đóng và kiểm phiếu")
        told(page, "Đã đóng và kiểm phiếu.")
        visitor.look()
        expect(page.locator("main")).to_contain_text("Cần ít nhất 6/7 phiếu đồng ý")
        expect(page.locator("td .c-ok", has_text="Đạt")).to_have_count(1 if keeps_out else 2)
        said = [(year.touched, "6")] if keeps_out else [(year.good, "6"), (year.author, "7")]
        for who, agreed in said:
            row = page.locator("tbody tr", has_text=who.name)
            expect(row.locator("td[data-label='Đồng ý']")).to_have_text(agreed)
        for member in voters:
            results_come_by_themselves(phones[member.login])
    for phone in phones.values():
        phone.context.close()


def a_phone(browser, visitor, member):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    phone = context.new_page()
    phone.set_default_timeout(STEP_TIME)
    phone.goto(visitor.place)
    phone.get_by_label("Tên đăng nhập").fill(member.login)
    phone.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Đăng nhập").click()
    phone.wait_for_load_state()
    return phone


def fill_paper(visitor, phone, ballot, *, against=None):
    """Yes to all but one, as far as the question whether to send it."""
    phone.goto(f"{visitor.place}{ballot}")
    for group in phone.locator("main form fieldset").all():
        no = against and against.name in group.inner_text()
        group.get_by_label("Không đồng ý" if no else "Đồng ý", exact=True).check()
    phone.get_by_role("button", name="Bỏ phiếu", exact=True).click()
    expect(phone.locator("dialog#confirm")).to_be_visible()


def send_together(phones):
    """Each page is told to press the button half a second later, so that all press it at once."""
    for phone in phones:
        button = phone.locator("dialog#confirm").get_by_role("button", name="Gửi phiếu")
        button.evaluate("button => { setTimeout(() => button.click(), 500); }")
    for phone in phones:
        expect(phone.get_by_text("Phiếu đã được ghi nhận").first).to_be_visible()


def results_come_by_themselves(phone):
    """The page of one who has voted loads itself anew when the vote is closed."""
    expect(phone.get_by_role("heading", name="Kết quả", exact=True)).to_be_visible()


def minutes_are_kept(visitor, year):
    page = visitor.page
    open_page(visitor, year.meeting)
    page.get_by_label("Kết luận của chủ tọa").fill("Trình Sở Giáo dục và Đào tạo cả ba đề nghị.")
    sure(page, "Bế mạc")
    told(page, "Đã bế mạc.")
    sure(page, "Lưu vào văn bản của đơn vị")
    told(page, "Đã lưu biên bản vào văn bản của đơn vị.")
    visitor.look()
    said = letters(visitor, f"{year.meeting}bien-ban/")
    for words in (year.touched.name, year.good.name, year.absent.name, "6/7"):
        assert words in said
