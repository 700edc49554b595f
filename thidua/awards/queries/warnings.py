"""What to look at before somebody is put forward: nothing here forbids anything."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from thidua.awards.models import Award, Nomination, Registration, Season
from thidua.awards.rulebook import article_of, rules_for
from thidua.initiatives.models import Initiative, TitleUse
from thidua.kernel.calendar import today as present_day
from thidua.kernel.text import fold
from thidua.law import NotInForce, RuleSet, Unknown, cap_of, cap_words
from thidua.law.rules import Entry, Principle, Quota, ReuseRule

LIVE = Nomination.LIVE
SUBJECTS_COUNTED = {
    "tap the lao dong tien tien": ("title_advanced_collective",),
    "tap the lao dong xuat sac": ("title_excellent_collective",),
    "lao dong tien tien": ("title_advanced_worker",),
    "chien si thi dua co so": ("title_emulation_fighter_unit",),
}
"""Wholes of quotas that can be counted among the nominations of a season, by words that name them."""
SAID_BY_JUDGE = ("chưa đăng ký ", "đã được tặng ")
"""How the judge's sentences begin that are told here in other words."""


@dataclass(frozen=True, slots=True)
class Caution:
    """`code`: `not_registered`, `given_already`, `proposed_already`, `used_initiative`, `same_achievement`,
    `several_titles`, `over_quota`, `rule`. `url` leads to what it speaks of, where one may go there.
    """

    code: str
    text: str
    source: str = ""
    url: str = ""
    is_weighty: bool = True


@dataclass(frozen=True, slots=True)
class Used:
    """An initiative was used for an award before."""

    words: str
    url: str = ""


def warnings_of(nomination: Nomination) -> list[Caution]:
    return warnings_for([nomination])[nomination.pk]


def warnings_for(nominations: Sequence[Nomination]) -> dict[int, list[Caution]]:
    """By id, in a fixed number of queries for nominations of one season."""
    rows = list(nominations)
    found: dict[int, list[Caution]] = {row.pk: [] for row in rows}
    articles = Articles()
    for check in (_quotas, _registrations, _given, _proposed, _initiatives, _achievements, _of_judge):
        for pk, warning in check(rows, articles):
            found[pk].append(warning)
    return found


Found = Iterator[tuple[int, Caution]]


@dataclass(slots=True)
class Articles:
    """What a caution reminds of, as `article_of` writes it; the rules of a desk are asked for once."""

    known: dict[int, RuleSet] = field(default_factory=dict)

    def rules(self, row: Nomination) -> RuleSet:
        if row.desk_id not in self.known:
            self.known[row.desk_id] = rules_for(row.desk.unit)
        return self.known[row.desk_id]

    def of(self, row: Nomination, kind: type[Entry], *key: str) -> str:
        rules, on = self.rules(row), row.received_on or present_day()
        entry = rules.find_standing(kind, on, *key)
        return article_of(entry, rules, on) if entry else ""

    def of_reuse(self, row: Nomination, used_for: str) -> str:
        """On an initiative that was used for another award."""
        try:
            kinds = [self.rules(row).award(key).kind.value for key in (used_for, row.award)]
        except Unknown:
            return ""
        return self.of(row, ReuseRule, *kinds)


def subject_key(row: Nomination | Award | Registration) -> tuple[str, int]:
    return ("person", row.person_id) if row.person_id else ("collective", row.collective_id or 0)


def _about(rows: Iterable[Nomination]) -> Q:
    persons = {row.person_id for row in rows if row.person_id}
    units = {row.collective_id for row in rows if row.collective_id}
    return Q(person__in=persons) | Q(collective__in=units)


def _registrations(rows: list[Nomination], articles: Articles) -> Found:
    """Only where the season keeps registrations: Luật 06/2022/QH15, Điều 7 no longer names them as a base."""
    seasons = {row.season_id for row in rows}
    kept = Registration.objects.filter(season__in=seasons, status=Registration.Status.REGISTERED)
    known = {(row.season_id, *subject_key(row), row.award) for row in kept}
    keeping = {season for season, *_ in known}
    keeping |= set(Season.objects.filter(pk__in=seasons, registers_from__isnull=False).values_list("pk", flat=True))
    for row in rows:
        if row.season_id in keeping and (row.season_id, *subject_key(row), row.award) not in known:
            text = "Chưa đăng ký trong đợt này. Chỉ là lưu ý: luật không lấy đăng ký làm căn cứ xét."
            source = articles.of(row, Principle, "registration")
            yield row.pk, Caution("not_registered", text, source, is_weighty=False)


def _given(rows: list[Nomination], articles: Articles) -> Found:
    awards = Award.objects.filter(_about(rows), status=Award.Status.VALID, award__in={row.award for row in rows})
    given = {(*subject_key(one), one.award, one.year): one for one in awards}
    for row in rows:
        one = given.get((*subject_key(row), row.award, row.season.year))
        if one and one.nomination_id != row.pk:
            text = f"Đã được tặng {one.award_name} {one.year}: Quyết định số {one.decision_number} ngày {_day(one)}."
            yield row.pk, Caution("given_already", text)


def _day(award: Award) -> str:
    return f"{award.decision_date:%d/%m/%Y}"


def _proposed(rows: list[Nomination], articles: Articles) -> Found:
    """Other live nominations of the same subject for the same year: of the same award, and other titles."""
    years = {row.season.year for row in rows}
    others = Nomination.objects.filter(_about(rows), season__year__in=years, status__in=LIVE)
    by_subject = defaultdict(list)
    for one in others.select_related("season__unit").order_by("pk"):
        by_subject[(*subject_key(one), one.season.year)].append(one)
    for row in rows:
        for one in by_subject[(*subject_key(row), row.season.year)]:
            if one.pk == row.pk:
                continue
            state = f"{one.get_status_display().lower()}, đợt “{one.season}” của {one.season.unit.label}"
            if one.award == row.award:
                text = f"Cùng năm đã có đề nghị khác cho {one.award_name} ({state})."
                yield row.pk, Caution("proposed_already", text, url=one.get_absolute_url())
            else:
                text = f"Cùng năm còn được đề nghị {one.award_name} ({state})."
                yield row.pk, Caution("several_titles", text, url=one.get_absolute_url(), is_weighty=False)


def used_elsewhere(row: Nomination, initiative: Initiative, *, same_award: bool) -> Used | None:
    """Where an initiative of the nominee was used already: for the award asked for, or for another one."""
    uses = TitleUse.objects.filter(initiative=initiative, person=row.person_id) if row.person_id else None
    if uses is not None:
        uses = uses.filter(award=row.award) if same_award else uses.exclude(award=row.award)
        if use := uses.first():
            return Used(f"{use.award_name} năm {use.year}")
    others = _others_with(row, {initiative.pk})
    others = others.filter(award=row.award) if same_award else others.exclude(award=row.award)
    one = others.first()
    return Used(f"{one.award_name} {one.season.year}", one.get_absolute_url()) if one else None


def _others_with(row: Nomination, initiatives: set[int]) -> QuerySet[Nomination]:
    others = holding(initiatives).filter(_about([row])).exclude(pk=row.pk)
    return others.select_related("season").order_by("pk")


def holding(initiatives: Collection[int]) -> QuerySet[Nomination]:
    """Nominations by which these are taken: those under way in an open review, and those whose award stands. What was
    refused, not agreed to, given up, left over when the review was closed or revoked leaves them free.
    """
    given = Q(status=Nomination.Status.AWARDED, given__status=Award.Status.VALID)
    under_way = ~Q(status=Nomination.Status.AWARDED) & Q(desk__status=Season.Status.OPEN)
    rows = Nomination.objects.filter(given | under_way, initiatives__in=initiatives, status__in=Nomination.HOLDING)
    return rows.distinct()


def used_by_another(rows: Sequence[Nomination]) -> list[tuple[Nomination, TitleUse]]:
    """Nominations that name an initiative which was used for the same award before."""
    chosen = _chosen(rows)
    ids = {one for ones in chosen.values() for one in ones}
    uses = TitleUse.objects.filter(initiative__in=ids, person__in=[row.person_id for row in rows if row.person_id])
    found = {(use.initiative_id, use.person_id, use.award): use for use in uses.select_related("initiative")}
    pairs = ((row, found.get((one, row.person_id or 0, row.award))) for row in rows for one in chosen.get(row.pk, ()))
    return [(row, use) for row, use in pairs if use is not None]


def _initiatives(rows: list[Nomination], articles: Articles) -> Found:
    """An initiative used for another award: Công văn 5007/BNV-TĐKT, mục III.5.c."""
    chosen = _chosen(rows)
    ids = {one for ones in chosen.values() for one in ones}
    if not ids:
        return
    uses = TitleUse.objects.filter(initiative__in=ids).select_related("initiative")
    by_use = defaultdict(list)
    for use in uses:
        by_use[use.initiative_id, use.person_id].append(use)
    for row in rows:
        for pk in chosen.get(row.pk, ()):
            for use in by_use[pk, row.person_id or 0]:
                if use.award != row.award:
                    text = f"Sáng kiến “{use.initiative}” đã dùng để xét {use.award_name} năm {use.year}."
                    yield row.pk, Caution("used_initiative", text, articles.of_reuse(row, use.award))
    yield from _initiatives_proposed(rows, chosen, ids, articles)


def _initiatives_proposed(
    rows: list[Nomination], chosen: dict[int, list[int]], ids: set[int], articles: Articles
) -> Found:
    others = holding(ids).filter(_about(rows))
    pairs = _chosen(list(others.select_related("season")))
    names = dict(Initiative.objects.filter(pk__in=ids).values_list("pk", "title"))
    for row in rows:
        for one in others:
            if one.pk == row.pk or subject_key(one) != subject_key(row) or one.award == row.award:
                continue
            for pk in set(chosen.get(row.pk, ())) & set(pairs.get(one.pk, ())):
                text = f"Sáng kiến “{names[pk]}” cũng là căn cứ của đề nghị {one.award_name} {one.season.year}."
                source = articles.of_reuse(row, one.award)
                yield row.pk, Caution("used_initiative", text, source, one.get_absolute_url())


def _chosen(rows: Iterable[Nomination]) -> dict[int, list[int]]:
    links = Nomination.initiatives.through.objects.filter(nomination__in=[row.pk for row in rows])
    found: dict[int, list[int]] = defaultdict(list)
    for nomination, initiative in links.order_by("pk").values_list("nomination_id", "initiative_id"):
        found[nomination].append(initiative)
    return found


def _achievements(rows: list[Nomination], articles: Articles) -> Found:
    """The same merit in the award history: one achievement is honoured in one form."""
    said = [row for row in rows if row.merit]
    if not said:
        return
    awards = Award.objects.filter(_about(said), status=Award.Status.VALID).exclude(achievement="")
    history = defaultdict(list)
    for one in awards:
        history[(*subject_key(one), plain(one.achievement))].append(one)
    for row in said:
        for one in history[(*subject_key(row), plain(row.merit))]:
            if one.nomination_id != row.pk:
                text = (
                    f"Thành tích này đã được tặng {one.award_name} {one.year}: "
                    f"Quyết định số {one.decision_number} ngày {_day(one)}."
                )
                yield row.pk, Caution("same_achievement", text, articles.of(row, Principle, "one_achievement_once"))


def plain(words: str) -> str:
    return fold(words).strip(" .;,")


def _of_judge(rows: list[Nomination], articles: Articles) -> Found:
    for row in rows:
        for text in row.findings.get("warnings", []):
            if not text.startswith(SAID_BY_JUDGE):
                yield row.pk, Caution("rule", f"{text[:1].upper()}{text[1:].rstrip('.')}.", is_weighty=False)


def _quotas(rows: list[Nomination], articles: Articles) -> Found:
    found = {
        (desk, award): quota_warning(season, award)
        for (desk, award), season in {(row.desk_id, row.award): row.desk for row in rows}.items()
    }
    for row in rows:
        if warning := found[row.desk_id, row.award]:
            yield row.pk, warning


def quota_warning(season: Season, award: str, on: date | None = None) -> Caution | None:
    """That more are proposed at the desk than a cap allows, or that a cap is to be compared by hand."""
    rules, on = rules_for(season.unit), on or present_day()
    try:
        cap = cap_of(award, 1, on, rules)
    except (NotInForce, Unknown):
        return None
    if cap.quota.share is None:
        return None
    whole = _whole(season, cap.quota)
    count = _standing(season, (award,))
    source = article_of(cap.quota, rules, on)
    if whole is None:
        words = cap_words(cap).rpartition(":")[0]
        return Caution("over_quota", f"Có mức trần: {words}. Đang đề nghị {count}; đối chiếu số lượng.", source)
    exact = cap_of(award, whole, on, rules)
    if exact.number is None or count <= exact.number:
        return None
    text = f"Vượt mức trần: đang đề nghị {count}/{whole}, {cap_words(exact)}."
    return Caution("over_quota", text, source)


def _whole(season: Season, quota: Quota) -> int | None:
    words = fold(quota.of)
    keys = next((keys for said, keys in SUBJECTS_COUNTED.items() if said in words), None)
    return _standing(season, keys) if keys else None


def _standing(season: Season, awards: tuple[str, ...]) -> int:
    rows = Nomination.objects.filter(Q(desk=season) | Q(season=season), award__in=awards, status__in=LIVE)
    return rows.distinct().count()
