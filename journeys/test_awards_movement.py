"""A movement reviewed in the middle of its way: a school commends, and sends up what it may not decide."""

import re

import pytest
from playwright.sync_api import expect

from journeys.awarding import school_movement
from journeys.steps import dotted, letters, number_in, open_nomination, open_page, path_of, sure, tick_all, told
from journeys.test_initiatives import enter

PAPER, PROVINCE = "commendation_certificate", "merit_certificate_province"


@pytest.fixture
def movement(visitor, shell):
    return cast_of_movement(visitor, shell)


def cast_of_movement(visitor, shell):
    """Each width has its own school."""
    return school_movement(shell, *(("THPT09", "Cổng trường xanh") if visitor.is_phone else ("THPT08", "Lớp học sạch")))


def test_a_movement_is_reviewed_midway(visitor, movement):
    movement.above = a_review_is_opened(visitor, movement, movement.department)
    movement.season = a_review_is_opened(visitor, movement, movement.officer, plan=movement.plan)
    some_are_drafted(visitor, movement, PAPER, [movement.one, movement.two], movement.team)
    some_are_drafted(visitor, movement, PROVINCE, [movement.three], "")
    the_ground_is_claimed(visitor, movement)
    everybody_is_answered_for(visitor, movement)
    the_head_agrees(visitor, movement)
    the_head_commends(visitor, movement)
    the_other_goes_to_the_department(visitor, movement)
    the_department_agrees(visitor, movement)
    who_was_commended_reads_it(visitor, movement)


def a_review_is_opened(visitor, movement, by, plan=None):
    """The school's stands for its plan, whose name it bears."""
    page = visitor.page
    enter(visitor, by, "/khen-thuong/dot/moi/" + (f"?ke-hoach={plan}" if plan else ""))
    if plan:
        expect(page.get_by_label("Tên đợt")).to_have_value(re.compile(movement.name))
        expect(page.get_by_label("Theo kế hoạch")).to_have_value(str(plan))
    else:
        page.get_by_label("Tên đợt").fill(f"Sơ kết phong trào của các trường: {movement.name}")
    page.get_by_label("Loại đợt").select_option(label="Sơ kết, tổng kết phong trào")
    for choice in page.locator("input[name=awards]").all():
        choice.set_checked(choice.get_attribute("value") in {PAPER, PROVINCE})
    page.get_by_label("Công khai danh sách trước khi quyết định").fill("0")
    visitor.look()
    page.get_by_role("button", name="Mở đợt xét").click()
    told(page, "Đã mở đợt xét.")
    return re.search(r"/khen-thuong/dot/\d+/", page.url).group()


def some_are_drafted(visitor, movement, award, persons, team):
    page = visitor.page
    chosen = "".join(f"&person={who.pk}" for who in persons)
    open_page(visitor, f"{movement.season}de-nghi/them/?award={award}{chosen}")
    if team:
        page.get_by_label(team, exact=True).check()
    page.get_by_label("Thành tích ghi trên quyết định").fill("Dẫn đầu phong trào qua nửa chặng đường")
    visitor.look()
    page.get_by_role("button", name="Lập đề nghị", exact=True).click()
    told(page, f"Đã lập {len(persons) + bool(team)} đề nghị.")


def the_ground_is_claimed(visitor, movement):
    page = visitor.page
    open_nomination(visitor, movement.three, movement)
    page.get_by_role("link", name="Sửa đề nghị").click()
    page.locator("input[name=claims][value=province_movement]").check()
    visitor.look()
    page.get_by_role("button", name="Lưu và xét lại điều kiện").click()
    told(page, "Đã lưu và xét lại điều kiện.")


def everybody_is_answered_for(visitor, movement):
    page = visitor.page
    for whom in (movement.three.name, movement.one.name, movement.two.name, movement.team):
        open_page(visitor, f"{movement.season}de-nghi/")
        page.locator(".nominees").get_by_role("link", name=whom, exact=True).click()
        while (button := page.get_by_role("button", name="Ghi kết luận", exact=True).first).is_visible():
            form = page.locator("#xem-xet form", has=button).first
            form.get_by_label("Đạt", exact=True).check()
            form.get_by_label("Căn cứ kết luận").fill("Kết luận của Ban chỉ đạo phong trào.")
            button.click()
            told(page, "Đã ghi kết luận.")
        visitor.look()
    tick_all(visitor, movement)
    page.get_by_role("button", name="Đưa ra xét").click()
    told(page, "Đã đưa ra xét 4 đề nghị.")


def the_head_agrees(visitor, movement):
    """No vote is prescribed for these: the head's word with its ground is enough."""
    page = visitor.page
    visitor.look()
    enter(visitor, movement.head, movement.season)
    visitor.look()
    for whom in (movement.three.name, movement.one.name, movement.two.name, movement.team):
        open_page(visitor, f"{movement.season}de-nghi/")
        page.locator(".nominees").get_by_role("link", name=whom, exact=True).click()
        page.locator("summary", has_text=re.compile(r"^\s*Đồng ý\s*$")).click()
        page.get_by_label("Căn cứ đồng ý").fill("Họp sơ kết phong trào, các tổ thống nhất.")
        page.get_by_role("button", name="Đồng ý", exact=True).click()
        told(page, "Đã ghi đồng ý.")


def the_head_commends(visitor, movement):
    """Three tenths of a base salary for each of two persons, six tenths for the team, each up to ten thousand đồng."""
    page = visitor.page
    open_page(visitor, f"{movement.season}quyet-dinh/")
    expect(page.locator(".due", has_text="Tại đơn vị")).to_contain_text("3 đề nghị thuộc thẩm quyền")
    expect(page.locator(".due", has_text="Cấp trên")).to_contain_text("Trình Sở Giáo dục và Đào tạo tỉnh Sơn Hà")
    visitor.look()
    page.get_by_role("link", name="Soạn quyết định").click()
    visitor.look()
    page.get_by_role("button", name="Soạn quyết định").click()
    told(page, "Đã soạn quyết định.")
    expect(page.locator("main")).to_contain_text(f"{dotted(2 * 760_000 + 1_520_000)} đồng")
    expect(page.locator("main")).to_contain_text(movement.name)
    sure(page, "Ban hành quyết định")
    told(page, "Đã ban hành Quyết định số")
    movement.number = page.get_by_role("heading", level=1).inner_text().removeprefix("Quyết định số ")
    visitor.look()
    said = letters(visitor, f"{path_of(page)}ban-in/")
    for words in (movement.number, movement.name, movement.one.name, movement.two.name, movement.team):
        assert words in said
    assert movement.three.name not in said


def the_other_goes_to_the_department(visitor, movement):
    page = visitor.page
    enter(visitor, movement.officer, f"{movement.season}quyet-dinh/")
    page.locator(".due", has_text="Cấp trên").get_by_role("link", name="Lập hồ sơ").click()
    expect(page.locator("input[name=nominations]")).to_have_count(1)
    page.locator("input[name=nominations]").check()
    page.get_by_role("button", name="Lập hồ sơ").click()
    told(page, "Đã lập hồ sơ.")
    page.get_by_label("Lý do vẫn gửi").fill("Báo cáo và biên bản bản giấy gửi kèm.")
    sure(page, "Gửi đến Sở Giáo dục và Đào tạo tỉnh Sơn Hà", "Gửi hồ sơ")
    told(page, "Đã gửi hồ sơ đến")
    movement.dossier = path_of(page)


def the_department_agrees(visitor, movement):
    """What it may not decide either waits there for the province."""
    page = visitor.page
    enter(visitor, movement.department, movement.dossier)
    page.get_by_label("Tiếp nhận vào đợt").select_option(number_in(movement.above))
    sure(page, "Tiếp nhận", "Tiếp nhận")
    told(page, "Đã tiếp nhận vào")
    page.get_by_role("link", name=movement.three.name, exact=True).click()
    page.get_by_label("Căn cứ đồng ý").fill("Thẩm định đủ điều kiện.")
    visitor.look()
    page.get_by_role("button", name="Đồng ý", exact=True).click()
    told(page, "Đã ghi ý kiến đồng ý.")
    visitor.look()
    visitor.go(f"{movement.above}quyet-dinh/")
    expect(page.locator(".due", has_text="Bằng khen")).to_contain_text("Cấp trên")


def who_was_commended_reads_it(visitor, movement):
    page = visitor.page
    enter(visitor, movement.one, "/thong-bao/")
    visitor.go("/khen-thuong/qua-trinh/")
    row = page.locator("tbody tr", has_text=movement.number)
    expect(row).to_contain_text("Giấy khen")
    expect(row).to_contain_text(movement.school)
