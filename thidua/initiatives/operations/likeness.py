"""Fingerprints kept in line with the texts, and what people say about a pair."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count

from thidua.audit.operations import record
from thidua.initiatives.likeness import sketch, terms
from thidua.initiatives.models import CommonHash, Fingerprint, Initiative, Mark
from thidua.initiatives.queries.likeness import REMEMBERED, compared_text
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.people.models import Person

MOST_SHARED = 500
"""Texts that have a hash, from which on it is one of a phrase of the trade."""
BATCH = 500
"""Texts whose hashes are written at once when all are."""


def hashes_of(initiative: Initiative) -> set[int]:
    """None for what no look-alike may meet, as a draft."""
    if initiative.status not in REMEMBERED:
        return set()
    return set(sketch(terms(compared_text(initiative))))


@transaction.atomic
def remember(initiative: Initiative) -> None:
    """Bring the fingerprints of one initiative in line with its text; only what changed is written."""
    wanted = hashes_of(initiative)
    wanted -= set(CommonHash.objects.filter(hash__in=wanted).values_list("hash", flat=True))
    kept = set(initiative.fingerprints.values_list("hash", flat=True))
    if gone := kept - wanted:
        initiative.fingerprints.filter(hash__in=gone).delete()
    if new := wanted - kept:
        _write((each, initiative.pk) for each in new)
        cut_common(new)


def _write(rows: Iterable[tuple[int, int]]) -> None:
    """Pairs of hash and initiative, in the order of the index; millions of them are too many for model rows."""
    table = connection.ops.quote_name(Fingerprint._meta.db_table)
    sql = f"INSERT INTO {table} (hash, initiative_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, sorted(rows))


def cut_common(among: Iterable[int] | None = None) -> int:
    """Keep no fingerprints of hashes that very many texts have. Returns how many hashes were cut."""
    rows = Fingerprint.objects.all() if among is None else Fingerprint.objects.filter(hash__in=list(among))
    counted = rows.values("hash").annotate(seen=Count("initiative_id")).filter(seen__gt=MOST_SHARED)
    common = sorted(counted.values_list("hash", flat=True))
    for start in range(0, len(common), BATCH):
        some = common[start : start + BATCH]
        CommonHash.objects.bulk_create((CommonHash(hash=each) for each in some), ignore_conflicts=True)
        Fingerprint.objects.filter(hash__in=some).delete()
    return len(common)


def remember_all() -> Iterator[int]:
    """Make every fingerprint anew, a transaction for each batch; gives how many initiatives are done. It may be broken
    off and run again.
    """
    done, last = 0, 0
    while batch := list(Initiative.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        remember_batch(batch)
        last = batch[-1].pk
        done += len(batch)
        yield done
    with transaction.atomic():
        cut_common()


@transaction.atomic
def remember_batch(batch: list[Initiative]) -> None:
    common = set(CommonHash.objects.values_list("hash", flat=True))
    Fingerprint.objects.filter(initiative__in=batch).delete()
    _write((each, initiative.pk) for initiative in batch for each in hashes_of(initiative) - common)


@transaction.atomic
def mark_look_alike(initiative: Initiative, other: Initiative, *, by: Person, verdict: str, note: str = "") -> Mark:
    """Say what a pair is; saying it again replaces one's own word.

    Raises ValidationError `same`, `no_verdict`, `no_note` (a copy needs its reason).
    """
    require(by, "initiatives.mark_look_alike", initiative)
    if initiative.pk == other.pk:
        raise ValidationError("Chọn một sáng kiến khác để đối chiếu.", code="same")
    if verdict not in Mark.Verdict.values:
        raise ValidationError("Chọn kết luận: sao chép, phát triển tiếp hoặc khác nhau.", code="no_verdict")
    note = clean_lines(note)
    if verdict == Mark.Verdict.COPY and not note:
        raise ValidationError("Kết luận sao chép cần ghi rõ phần nào giống và vì sao.", code="no_note")
    facts = {"verdict": verdict, "note": note}
    mark, _ = Mark.objects.update_or_create(initiative=initiative, other=other, by=by, defaults=facts)
    sentence = f"Đối chiếu với sáng kiến số {other.pk}: {mark.get_verdict_display().lower()}"
    record("initiatives.mark_look_alike", mark, by=by, sentence=sentence)
    return mark
