"""What journeys of awards do again and again, each a line or two on a page."""

import io
import re
from ast import literal_eval

import pypdfium2 as pdfium
from playwright.sync_api import expect

LET_IN = """
from thidua.people.models import Person
known = Person.objects.get(username="canboso").password
Person.objects.filter(username__in={logins!r}).update(password=known)
print(dict(Person.objects.filter(username__in={logins!r}).values_list("username", "pk")))
"""


def let_in(shell, *logins):
    """They may sign in with the demonstration's password; by login the keys of their rows."""
    return literal_eval(shell(LET_IN.format(logins=logins)))


def number_in(address):
    return re.findall(r"\d+", address)[-1]


def path_of(page):
    return re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)


def open_page(visitor, path):
    """Without the checks of `look`, on the way to somewhere."""
    visitor.page.goto(visitor.place + path)


def told(page, words):
    expect(page.get_by_text(words).first).to_be_visible()


def sure(page, button, yes="Đồng ý"):
    """A deed that asks first."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("dialog#confirm").get_by_role("button", name=yes, exact=True).click()


def letters(visitor, path):
    """Of a PDF, its lines joined."""
    answer = visitor.page.request.get(visitor.place + path)
    assert answer.body().startswith(b"%PDF-"), (answer.status, answer.headers)
    return words_of_pdf(answer.body())


def words_of_pdf(body):
    pages = pdfium.PdfDocument(io.BytesIO(body))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def dotted(amount):
    return f"{amount:,}".replace(",", ".")


def open_nomination(visitor, who, year):
    page = visitor.page
    open_page(visitor, f"{year.season}de-nghi/")
    page.locator(".nominees").get_by_role("link", name=who.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(who.name)


def tick_all(visitor, year):
    open_page(visitor, f"{year.season}de-nghi/")
    tick_rows(visitor.page)


def tick_rows(page):
    """One by one: on a telephone the table has no head from which to tick all."""
    for choice in page.locator("input[name=de-nghi]").all():
        choice.check()
