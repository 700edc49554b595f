import logging
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.people.models import Notice, Person
from thidua.people.operations.notices import notify
from thidua.people.queries import record_of
from thidua.people.tests import make
from thidua.progress.models import Digest, Preference
from thidua.progress.operations import daily
from thidua.progress.operations.letters import change_preference, release_stuck, send_letters
from thidua.progress.queries.letters import MOST_LINES

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def at(hour: int, minute: int = 0, *, day: date = DAY) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def school():
    return make.unit()


@pytest.fixture
def an(school) -> Person:
    return make.person(school, name="Lê Thị An", email="an@example.org")


def tell(person: Person, key: str = "plan:1:issued", text: str = "Sở ban hành kế hoạch") -> Notice:
    notify([person], key, text, "/ke-hoach/1/")
    return person.notices.get(key=key)


def send(hour: int = 7, *, day: date = DAY, **facts) -> tuple[int, int]:
    return send_letters(today=day, clock=lambda: at(hour, day=day), **facts)


def prefer(person: Person, letters: str = "daily", start: time | None = None, end: time | None = None) -> None:
    change_preference(person, by=person, letters=letters, quiet_from=start, quiet_to=end)


def test_letter_tells_what_is_due_first_then_other_news(an, settings):
    settings.SITE_ADDRESS = "https://thidua.example.org"
    news = tell(an)
    due = tell(an, "remind:obligation:1:x", "Còn 3 ngày, hạn 24/11/2026: Báo cáo <quý> & năm")

    assert send() == (1, 0)

    letter = mail.outbox[0]
    html = letter.alternatives[0].content
    assert (letter.to, letter.subject) == (["an@example.org"], "Thi đua: 1 việc đến hạn hoặc quá hạn, 1 tin khác")
    assert letter.body.index("hạn 24/11/2026: Báo cáo <quý> & năm") < letter.body.index("Sở ban hành kế hoạch")
    for part in (letter.body, html):
        assert f"https://thidua.example.org/thong-bao/{due.pk}/" in part
        assert f"https://thidua.example.org/thong-bao/{news.pk}/" in part
        assert "https://thidua.example.org/tien-do/cach-nhan-tin/" in part
    assert "Báo cáo &lt;quý&gt; &amp; năm" in html


def test_letter_goes_out_once_a_day(an):
    tell(an)
    first = send()
    tell(an, "plan:2:issued")

    assert (first, send(9), len(mail.outbox)) == ((1, 0), (0, 0), 1)


def test_next_letter_tells_only_what_came_since(an):
    tell(an, text="Tin cũ")
    send()
    tell(an, "plan:2:issued", "Tin mới")

    send(day=DAY + timedelta(days=1))

    assert ("Tin cũ" in mail.outbox[1].body, "Tin mới" in mail.outbox[1].body) == (False, True)


def test_nothing_new_brings_no_letter(an):
    Notice.objects.filter(pk=tell(an).pk).update(read_at=timezone.now())

    assert (send(), mail.outbox) == ((0, 0), [])


def test_who_wants_none_is_locked_left_or_has_no_address_gets_none(an, school):
    persons = {
        "never": make.person(school, email="never@example.org"),
        "locked": make.person(school, email="locked@example.org", is_active=False),
        "left": make.person(school, email="left@example.org", valid_to=DAY - timedelta(days=1)),
        "no address": make.person(school),
    }
    prefer(persons["never"], "never")
    for person in (an, *persons.values()):
        tell(person)

    send()

    assert [letter.to for letter in mail.outbox] == [["an@example.org"]]


def test_who_wants_urgent_letters_is_told_when_something_is_due(an):
    prefer(an, "urgent")
    tell(an)
    tell(an, "remind:summary:2026-11-21:1", "Hôm nay đã nhắc 3 đơn vị")
    calm = send()
    tell(an, "remind:obligation:1:x", "Quá hạn 1 ngày")

    assert (calm, send()) == ((0, 0), (1, 0))


@pytest.mark.parametrize(
    ("start", "end", "quiet_at", "free_at"),
    [(time(6), time(8), 7, 8), (time(20), time(9), 7, 9), (time(8), time(6), 5, 7)],
)
def test_quiet_hours_hold_the_letter_back(an, start, end, quiet_at, free_at):
    prefer(an, "daily", start, end)
    tell(an)

    assert (send(quiet_at), send(free_at)) == ((0, 0), (1, 0))


def test_long_letter_says_how_many_were_left_out(an):
    for n in range(MOST_LINES + 5):
        tell(an, f"plan:{n}", f"Tin số {n}")

    send()

    assert mail.outbox[0].subject == f"Thi đua: {MOST_LINES + 5} tin mới"
    assert "Còn 5 tin khác" in mail.outbox[0].body


class Refusing(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if messages[0].to == ["bad@example.org"]:
            raise SMTPException("bad@example.org refused")
        return super().send_messages(messages)


class Dead(EmailBackend):
    def open(self):
        raise SMTPServerDisconnected("nobody there")


def test_refused_letter_fails_alone_and_is_told_the_next_day(an, school, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    bad = make.person(school, name="Người Bí Mật", email="bad@example.org")
    tell(bad, text="Tin bí mật")
    tell(an)

    with caplog.at_level(logging.DEBUG):
        first, again = send(), send(9)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(day=DAY + timedelta(days=1))

    assert (first, again) == ((1, 1), (0, 0))
    assert [letter.to for letter in mail.outbox] == [["an@example.org"], ["bad@example.org"]]
    assert "Tin bí mật" in mail.outbox[1].body
    assert "was not sent: SMTPException" in caplog.text
    for secret in ("bad@example.org", "Bí Mật", "Tin bí mật"):
        assert secret not in caplog.text


def test_dead_server_claims_nobody(an, settings):
    tell(an)
    settings.EMAIL_BACKEND = f"{__name__}.Dead"

    with pytest.raises(ValidationError) as refusal:
        send()

    assert (refusal.value.code, Digest.objects.count()) == ("no_server", 0)


def test_what_a_dead_worker_claimed_is_not_sent_that_day_and_told_the_next(an):
    notice = tell(an)
    Digest.objects.create(person=an, day=DAY, up_to=notice.pk)
    Digest.objects.update(at=at(7))

    young, same_day = release_stuck(now=at(7, 59)), send(9)
    claim = Digest.objects.get()
    next_day = send(day=DAY + timedelta(days=1))

    assert (young, same_day, claim.status, next_day) == (0, (0, 0), "failed", (1, 0))


def run_day(monkeypatch, moment: datetime) -> None:
    """One tick at that moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    daily.remind_daily(today=timezone.localdate(moment), now=moment)
    daily.write_daily(today=timezone.localdate(moment), now=moment)


def test_ticks_send_the_letters_from_seven_and_to_the_quiet_when_they_wake(an, school, monkeypatch):
    quiet = make.person(school, email="quiet@example.org")
    prefer(quiet, "daily", time(6), time(8, 30))
    for person in (an, quiet):
        tell(person)
    counts = []

    for hour, minute in ((6, 59), (7, 0), (7, 1), (8, 29), (8, 30), (8, 31)):
        run_day(monkeypatch, at(hour, minute))
        counts.append(len(mail.outbox))

    assert counts == [0, 1, 1, 1, 2, 2]
    assert Run.objects.filter(kind="progress.send_letters").count() == 2


def test_news_of_the_day_waits_for_the_next_letter(an, school, monkeypatch):
    run_day(monkeypatch, at(7))
    tell(an)

    run_day(monkeypatch, at(10))
    same_day = len(mail.outbox)
    run_day(monkeypatch, at(7, day=DAY + timedelta(days=1)))

    assert (same_day, len(mail.outbox)) == (0, 1)


def test_letters_wait_for_the_reminders_of_the_day(an, monkeypatch):
    tell(an)
    Run.objects.create(kind="progress.remind_due", title="x", status="running", parameters={"day": str(DAY)})

    run_day(monkeypatch, at(7))
    waiting = len(mail.outbox)
    Run.objects.update(status="done")
    run_day(monkeypatch, at(7, 1))

    assert (waiting, len(mail.outbox)) == (0, 1)


def test_without_a_mail_server_nothing_is_sent(an, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    tell(an)

    run_day(monkeypatch, at(8))

    assert Run.objects.filter(kind="progress.send_letters").count() == 0


def test_tick_asks_for_letters(an, monkeypatch):
    tell(an)
    monkeypatch.setattr(daily, "LETTERS_FROM", time(0))

    call_command("tick", verbosity=0, today=today())

    assert [letter.to for letter in mail.outbox] == [["an@example.org"]]


def test_letters_of_many_cost_few_questions_beside_their_claims(school, django_assert_max_num_queries):
    for n in range(30):
        tell(make.person(school, email=f"p{n}@example.org"))

    with django_assert_max_num_queries(10 + 30 * 5):
        assert send() == (30, 0)


def test_own_record_tells_how_one_is_told_and_when_letters_went_out(an):
    before = record_of(an)["cách nhận tin"]
    prefer(an, "urgent", time(21), time(6))
    Digest.objects.create(person=an, day=date(2026, 11, 20), up_to=0)

    held = record_of(an)

    assert before == {"thư điện tử": "Một thư mỗi ngày khi có việc mới", "không gửi từ": None, "đến": None}
    assert held["cách nhận tin"] == {
        "thư điện tử": "Chỉ khi có việc đến hạn hoặc quá hạn",
        "không gửi từ": time(21),
        "đến": time(6),
    }
    assert held["ngày có thư tổng hợp"] == [date(2026, 11, 20)]


def test_preference_page_keeps_what_was_chosen(an):
    client = Client()
    client.force_login(an, backend="allauth.account.auth_backends.AuthenticationBackend")

    saved = client.post("/tien-do/cach-nhan-tin/", {"letters": "urgent", "quiet_from": "21:00", "quiet_to": "06:30"})
    half = client.post("/tien-do/cach-nhan-tin/", {"letters": "never", "quiet_from": "21:00"})

    kept = Preference.objects.get(person=an)
    assert (saved.status_code, half.status_code) == (302, 422)
    assert (kept.letters, kept.quiet_from, kept.quiet_to) == ("urgent", time(21), time(6, 30))
    assert 'href="/tien-do/cach-nhan-tin/"' in client.get("/").text


def test_nobody_chooses_for_another(an, school):
    with pytest.raises(PermissionDenied):
        change_preference(an, by=make.person(school), letters="never", quiet_from=None, quiet_to=None)
