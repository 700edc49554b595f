"""What was typed and not saved comes back, says so, and can be thrown away."""

from playwright.sync_api import expect

FORM = "/hoi-dong/thanh-lap/"


def test_words_of_last_time_are_told_and_thrown_away(visitor):
    page = visitor.page
    visitor.sign_in("thpt01-cb")
    visitor.go(FORM)
    name = page.get_by_label("Tên hội đồng")
    name.fill("Hội đồng chưa lưu")
    page.get_by_role("link", name="Quay lại").click()
    page.wait_for_url("**/hoi-dong/")

    visitor.go(FORM)
    expect(name).to_have_value("Hội đồng chưa lưu")
    page.get_by_role("button", name="Bỏ nội dung này").click()

    expect(name).to_have_value("")
    visitor.go(FORM)
    expect(name).to_have_value("")
    expect(page.get_by_role("button", name="Bỏ nội dung này")).to_have_count(0)
