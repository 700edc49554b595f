"""From the department to three schools and back: issued, answered, measured, returned, mended, accepted, reminded."""

import base64
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from journeys.papers import plan_of_department, plan_of_school
from journeys.steps import let_in
from thidua.kernel.calendar import today

SHARE, CORNERS = "Tỷ lệ học sinh mượn sách", "góc đọc sách"
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="session")
def staff(shell):
    """The officers of six schools and a teacher of each may sign in; by login the keys of their rows."""
    schools = [f"thpt{n:02d}" for n in range(2, 8)]
    return let_in(shell, *(f"{code}-{who}" for code in schools for who in ("cb", "t1-gv1")))


@pytest.fixture
def campaign(visitor, staff):
    """Its name and three schools; each width has its own, for both are seen in one demonstration."""
    if visitor.is_phone:
        return SimpleNamespace(
            name="Sách vào từng lớp",
            teacher=staff["thpt05-t1-gv1"],
            keen=("thpt05", "Trường THPT Bến Thông"),
            weak=("thpt06", "Trường THPT Hoa Viên"),
            own=("thpt07", "Trường THPT Cầu Lam"),
        )
    return SimpleNamespace(
        name="Sách đến mọi nhà",
        teacher=staff["thpt02-t1-gv1"],
        keen=("thpt02", "Trường THPT Sơn Hà 2"),
        weak=("thpt03", "Trường THPT Suối Vân"),
        own=("thpt04", "Trường THPT Đồng Mây"),
    )


def test_campaign_goes_down_to_three_schools_and_comes_back(visitor, campaign):
    the_department_issues(visitor, campaign)
    one_school_adopts_in_one_step(visitor, campaign)
    one_school_weakens_and_drops(visitor, campaign)
    one_school_uploads_its_own(visitor, campaign)
    the_department_compares(visitor, campaign)
    a_teacher_enters_a_figure_with_a_picture(visitor, campaign)
    figures_go_up(visitor, campaign, campaign.keen, share=(160, 200))
    figures_go_up(visitor, campaign, campaign.weak, share=(150, 300), corners=7)
    the_department_returns_one_cell(visitor, campaign)
    only_that_cell_is_mended(visitor, campaign)
    the_department_accepts(visitor, campaign)
    boards_are_right(visitor, campaign)
    a_late_school_is_reminded(visitor, campaign)


def wired(page):
    """What is typed into a part that was just swapped in is heard once htmx has gone over it: 20 ms later."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def the_department_issues(visitor, campaign):
    page = visitor.page
    enter(visitor, "canboso")
    upload(visitor, plan_of_department(campaign.name, today()))
    measure_monthly(visitor, SHARE)
    measure_monthly(visitor, CORNERS)
    settle_doubts(visitor)
    page.get_by_role("link", name="Chọn đơn vị nhận").click()
    for _, school in (campaign.keen, campaign.weak, campaign.own):
        wired(page)
        page.get_by_label("Tìm theo tên").fill(school)
        page.get_by_role("button", name=f"+ {school}").first.click()
        expect(page.get_by_role("button", name=f"Bỏ {school}")).to_be_visible()
    visitor.look()
    page.get_by_role("link", name="Tiếp: ban hành").click()
    issue(visitor, "Ban hành tới 3 đơn vị")
    visitor.sign_out()


def one_school_adopts_in_one_step(visitor, campaign):
    code, _ = campaign.keen
    adopt(visitor, campaign, code)
    drop_duty_of_teams(visitor.page)
    settle_doubts(visitor)
    visitor.page.get_by_role("link", name="Ban hành…").click()
    issue(visitor)
    hand_in_plan(visitor)
    visitor.sign_out()


def one_school_weakens_and_drops(visitor, campaign):
    page, (code, _) = visitor.page, campaign.weak
    adopt(visitor, campaign, code)
    drop_duty_of_teams(visitor.page)
    settle_doubts(visitor)
    form = edit(visitor, SHARE)
    form.get_by_label("Mức phải đạt").fill("60")
    form.get_by_role("button", name="Lưu").click()
    form.get_by_label("Lý do nới hoặc bỏ so với cấp trên").fill("Thư viện đang sửa đến hết học kỳ I.")
    visitor.look()
    form.get_by_role("button", name="Lưu").click()
    expect(card(page, SHARE)).to_contain_text("≥ 60 %")
    card(page, CORNERS).get_by_role("button", name="Bỏ").click()
    drop = page.locator("article.it.editing", has_text=CORNERS)
    drop.get_by_label("Lý do nới hoặc bỏ so với cấp trên").fill("Phòng học đang dùng chung hai ca.")
    visitor.look()
    drop.get_by_role("button", name="Bỏ dòng này").click()
    expect(page.locator("article.it.gone", has_text=CORNERS)).to_contain_text("dùng chung hai ca")
    page.get_by_role("link", name="Ban hành…").click()
    issue(visitor)
    hand_in_plan(visitor)
    visitor.sign_out()


def one_school_uploads_its_own(visitor, campaign):
    page, (code, school) = visitor.page, campaign.own
    enter(visitor, f"{code}-cb")
    open_campaign(visitor, campaign)
    upload(visitor, plan_of_school(school, campaign.name, today()))
    settle_doubts(visitor)
    row = page.locator(".grp-box", has=page.get_by_role("heading", name="Kế hoạch cấp trên"))
    row.get_by_role("link", name="Chọn").click()
    page.get_by_label("Tìm theo tên").fill(campaign.name)
    visitor.look()
    page.get_by_role("button", name=re.compile(f"^Chọn .*{campaign.name}")).click()
    understanding(visitor)
    page.get_by_role("link", name="Chọn đơn vị nhận").click()
    page.get_by_role("button", name="Mọi đơn vị cấp dưới trực tiếp").click()
    page.get_by_role("link", name="Tiếp: ban hành").click()
    issue(visitor)
    visitor.sign_out()


def the_department_compares(visitor, campaign):
    """Line by line of one school, then all schools at once."""
    page = visitor.page
    enter(visitor, "canboso")
    open_tab(visitor, campaign, "Kế hoạch đơn vị")
    for (_, school), words in ((campaign.keen, "Giữ"), (campaign.weak, "Thấp hơn"), (campaign.own, "Cao hơn")):
        expect(row_of(page, school).locator("td", has_text=words).first).to_be_visible()
    weak, own = row_of(page, campaign.weak[1]), row_of(page, campaign.own[1])
    expect(weak).to_contain_text("Thư viện đang sửa")
    expect(weak).to_contain_text("Thiếu")
    expect(own).to_contain_text("Thiếu")
    weak.get_by_role("link", name="Xem từng dòng").click()
    visitor.look()
    expect(page.locator("tr", has_text=SHARE)).to_contain_text("Thấp hơn")
    expect(page.locator("tr", has_text=CORNERS)).to_contain_text("dùng chung hai ca")
    visitor.sign_out()


def a_teacher_enters_a_figure_with_a_picture(visitor, campaign):
    """The officer gives a cell away; the teacher fills it in at a telephone."""
    page, (code, _) = visitor.page, campaign.keen
    enter(visitor, f"{code}-cb")
    open_figures(visitor, campaign)
    figure_row(page, CORNERS).get_by_role("button", name="Giao, ghi ý kiến").click()
    page.get_by_label("Giao cho người nhập").select_option(str(campaign.teacher))
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_text(re.compile("^Đã giao cho"))).to_be_visible()
    visitor.look()
    visitor.sign_out()
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    enter(visitor, f"{code}-t1-gv1")
    visitor.look()
    page.locator("#jobs .due", has_text=campaign.name).get_by_role("link").first.click()
    visitor.look()
    write(figure_row(page, CORNERS), "Số đạt được", "12")
    photo = {"name": "goc-doc-sach.png", "mimeType": "image/png", "buffer": PHOTO}
    figure_row(page, CORNERS).locator("input[name=photo]").set_input_files(photo)
    expect(page.get_by_text("Đã thêm minh chứng")).to_be_visible()
    expect(figure_row(page, CORNERS)).to_contain_text("1 minh chứng")
    expect(figure_row(page, SHARE).get_by_label("Tử số")).to_have_count(0)
    visitor.look()
    visitor.sign_out()
    page.set_viewport_size(size)


def figures_go_up(visitor, campaign, school, *, share, corners=None):
    page, (code, _) = visitor.page, school
    enter(visitor, f"{code}-cb")
    open_figures(visitor, campaign)
    reached, asked = share
    write(figure_row(page, SHARE), "Tử số", reached)
    write(figure_row(page, SHARE), "Mẫu số", asked)
    write(figure_row(page, SHARE), "Giải trình", "Theo sổ mượn sách của thư viện; bảng tổng hợp gửi sau.")
    if corners:
        write(figure_row(page, CORNERS), "Số đạt được", corners)
        write(figure_row(page, CORNERS), "Giải trình", "Còn ba phòng học đang sửa.")
    visitor.look()
    page.get_by_role("button", name=re.compile("^Gửi lên Sở")).click()
    expect(page.get_by_text(re.compile("^Đã gửi lên"))).to_be_visible()
    visitor.look()
    visitor.sign_out()


def the_department_returns_one_cell(visitor, campaign):
    page = visitor.page
    enter(visitor, "canboso")
    open_paper(visitor, campaign, campaign.keen)
    row = figure_row(page, SHARE)
    row.get_by_label("Cần sửa chỉ tiêu").check()
    row.get_by_label(re.compile("^Cần sửa gì")).fill("Mẫu số là 240 học sinh theo báo cáo đầu năm.")
    page.get_by_label("Lý do trả lại").fill("Một chỉ tiêu chưa khớp số học sinh.")
    visitor.look()
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_text("Đã trả lại 1 chỉ tiêu để sửa.")).to_be_visible()
    visitor.look()
    visitor.sign_out()


def only_that_cell_is_mended(visitor, campaign):
    page, (code, _) = visitor.page, campaign.keen
    enter(visitor, f"{code}-cb")
    open_figures(visitor, campaign)
    expect(figure_row(page, CORNERS).get_by_label("Số đạt được")).to_have_count(0)
    expect(figure_row(page, SHARE)).to_contain_text("Mẫu số là 240 học sinh")
    write(figure_row(page, SHARE), "Mẫu số", 240)
    write(figure_row(page, SHARE), "Tử số", 198)
    page.get_by_role("button", name=re.compile("^Gửi lên Sở")).click()
    expect(page.get_by_text(re.compile("^Đã gửi lên"))).to_be_visible()
    visitor.sign_out()


def the_department_accepts(visitor, campaign):
    page = visitor.page
    enter(visitor, "canboso")
    for school in (campaign.keen, campaign.weak):
        open_paper(visitor, campaign, school)
        page.get_by_role("button", name="Chấp nhận").click()
        expect(page.get_by_text("Đã chấp nhận").first).to_be_visible()
    visitor.sign_out()


def boards_are_right(visitor, campaign):
    """198 of 240 and 150 of 300 are 348 of 540: 64,4 % of all; 12 and 7 corners, one school of two has ten."""
    page = visitor.page
    enter(visitor, "canboso")
    open_tab(visitor, campaign, "Đơn vị")
    expect(row_of(page, campaign.keen[1])).to_contain_text("Đã nhận")
    expect(row_of(page, campaign.own[1])).to_contain_text("Trễ 1 ngày")
    page.locator(".tabs").get_by_role("link", name="Tiến độ").click()
    visitor.look()
    expect(page.locator("tr.whole")).to_contain_text("64,4")
    expect(page.locator("tr.whole")).to_contain_text("19")
    page.locator("#board").get_by_role("link", name="Sở GDĐT").click()
    visitor.look()
    for (_, school), share, corners in ((campaign.keen, "82,5", "12"), (campaign.weak, "50", "7")):
        expect(row_of(page, school)).to_contain_text(share)
        expect(row_of(page, school)).to_contain_text(corners)
    expect(page.locator("a.card", has_text="Đơn vị đã nộp số liệu")).to_contain_text("2 / 3")
    page.locator("tr.whole a.heat").first.click()
    visitor.look()


def a_late_school_is_reminded(visitor, campaign):
    page, (code, _) = visitor.page, campaign.own
    open_tab(visitor, campaign, "Đơn vị")
    page.get_by_role("link", name="Nhắc đơn vị chưa nộp").click()
    about = page.get_by_label("Nhắc về")
    the_plans = about.locator("option", has_text="Xây dựng kế hoạch")
    about.select_option(the_plans.get_attribute("value"))
    expect(page.get_by_role("heading", name="Sẽ nhắc 1 đơn vị")).to_be_visible()
    visitor.look()
    page.get_by_role("button", name="Nhắc 1 đơn vị").click()
    visitor.look()
    visitor.sign_out()
    enter(visitor, f"{code}-cb")
    visitor.go("/thong-bao/")
    page.get_by_role("link", name=re.compile("Xây dựng kế hoạch")).first.click()
    visitor.look()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xây dựng kế hoạch")
    expect(page.locator("main")).to_contain_text(campaign.name)
    open_campaign(visitor, campaign)
    page.get_by_role("button", name=re.compile("^Nộp kế hoạch cho Sở")).click()
    expect(page.get_by_text(re.compile("Đã nộp kế hoạch"))).to_be_visible()
    visitor.look()


def write(row, label, figure):
    """Leaving the cell saves it."""
    with row.page.expect_response(lambda answer: answer.request.method == "POST"):
        row.get_by_label(label).fill(str(figure))
        row.get_by_label(label).blur()
    expect(row.get_by_text("Đã lưu")).to_be_visible()
    expect(row.page.locator(".htmx-request")).to_have_count(0)


def open_paper(visitor, campaign, school):
    """What a school handed in, found by who decides on the board of units."""
    page = visitor.page
    open_tab(visitor, campaign, "Đơn vị")
    cells = row_of(page, school[1]).locator("td[data-label^='Gửi số liệu']")
    cells.first.get_by_role("link").click()
    page.get_by_role("link", name="Xem số liệu").click()
    visitor.look()


def row_of(page, words):
    return page.locator("tbody tr", has_text=words.removeprefix("Trường ")).first


def figure_row(page, words):
    return page.locator("[data-figures] tbody tr", has_text=words)


def open_tab(visitor, campaign, name):
    open_campaign(visitor, campaign)
    visitor.page.locator(".tabs").get_by_role("link", name=name, exact=True).click()
    visitor.look()


def open_figures(visitor, campaign):
    """The first period of the campaign that the school owes, found from its overview."""
    page = visitor.page
    open_campaign(visitor, campaign)
    page.locator(".due", has_text="Gửi số liệu").first.get_by_role("link").click()
    page.get_by_role("link", name=re.compile("số liệu$")).click()
    visitor.look()


def enter(visitor, name):
    visitor.sign_in(name)
    visitor.side = "cua-don-vi" if name == "canboso" else "duoc-giao"


def upload(visitor, paper):
    page = visitor.page
    visitor.go("/ke-hoach/moi/")
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url(re.compile(r"/ban-doc/$"))
    understanding(visitor)
    visitor.look()


def understanding(visitor):
    """On a telephone the desk shows one side at a time."""
    if visitor.is_phone:
        visitor.page.get_by_role("button", name="Đã hiểu").click()


def card(page, words):
    return page.locator("article.it", has_text=words).first


def edit(visitor, words):
    card(visitor.page, words).get_by_role("link", name="Sửa").click()
    return visitor.page.locator("article.it.editing")


def drop_duty_of_teams(page):
    """The school's plan answers the department; its teams need none of their own."""
    card(page, "Xây dựng kế hoạch").get_by_role("button", name="Bỏ").click()
    expect(page.locator("article.it.gone")).to_contain_text("Xây dựng kế hoạch")


def measure_monthly(visitor, words):
    form = edit(visitor, words)
    form.get_by_label("Kỳ đo").select_option(label="Hằng tháng")
    form.get_by_role("button", name="Lưu").click()
    expect(card(visitor.page, words)).to_contain_text("hằng tháng")


def settle_doubts(visitor):
    page = visitor.page
    keep = page.get_by_role("button", name="Giữ nguyên")
    while left := keep.count():
        keep.first.click()
        expect(keep).to_have_count(left - 1)


def issue(visitor, words=re.compile("^Ban hành tới")):
    page = visitor.page
    visitor.look()
    page.get_by_role("button", name=words).click()
    dialog = page.locator("dialog#confirm")
    if dialog.is_visible():
        dialog.get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_text("Đã ban hành").first).to_be_visible()
    visitor.look()


def open_campaign(visitor, campaign):
    """The department's plan, among what one issued oneself or was given."""
    page = visitor.page
    visitor.go(f"/ke-hoach/?q=Phát động {campaign.name}&phia={visitor.side}")
    page.locator("#plan-rows").get_by_role("link", name=re.compile(campaign.name)).first.click()
    visitor.look()


def adopt(visitor, campaign, code):
    page = visitor.page
    enter(visitor, f"{code}-cb")
    visitor.look()
    open_campaign(visitor, campaign)
    page.get_by_role("button", name="Lập kế hoạch của đơn vị").click()
    page.wait_for_url(re.compile(r"/ban-doc/$"))
    understanding(visitor)
    visitor.look()


def hand_in_plan(visitor):
    page = visitor.page
    page.get_by_role("button", name=re.compile("^Nộp cho Sở")).click()
    expect(page.get_by_text(re.compile("Đã nộp kế hoạch"))).to_be_visible()
    visitor.look()
