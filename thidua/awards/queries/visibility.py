"""Who sees which rows of this room; rules ask these, so that list and page agree."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from thidua.awards.models import (
    Appraisal,
    Award,
    Decision,
    Dossier,
    DossierEntry,
    Nomination,
    Season,
    SentCopy,
    YearGrade,
)
from thidua.councils.queries import items_visible_to
from thidua.people.models import Person, Unit
from thidua.people.queries import (
    EDITORS,
    LEADERS,
    WORKERS,
    authorities,
    organisation_paths,
    oversight_paths,
    paths_held,
    under_any,
    valid_posts,
)


def organisations(person: Person) -> list[Unit]:
    """The offices and schools that the person works in; of a team, the one above it."""
    return list(Unit.objects.filter(path__in=organisation_paths(person)))


def seasons_visible_to(person: Person) -> QuerySet[Season]:
    """Of one's own office or school, of those whose plans bind it, and of the subtree that one oversees."""
    own = Q(pk__in=())
    if paths_held(person, WORKERS):
        for unit in organisations(person):
            own |= Q(unit__in=authorities(unit))
    return Season.objects.filter(own | under_any(oversight_paths(person), "unit__path"))


def grades_visible_to(person: Person) -> QuerySet[YearGrade]:
    """One's own, and those that one keeps for an office or school: to oversee or to administer gives nothing here."""
    return YearGrade.objects.filter(Q(person=person) | Q(unit__path__in=paths_held(person, EDITORS)))


def dossiers_visible_to(person: Person) -> QuerySet[Dossier]:
    """The sender's, the receiver's once it was sent, and those that one's division was asked to look into."""
    kept, led = paths_held(person, EDITORS), paths_held(person, LEADERS)
    arrived = ~Q(status=Dossier.Status.DRAFT)
    asked = (
        Appraisal.objects.filter(division__path__in=led).exclude(status=Appraisal.Status.WITHDRAWN).values("dossier")
    )
    return Dossier.objects.filter(
        Q(season__unit__path__in=kept) | Q(to_unit__path__in=kept) & arrived | Q(pk__in=asked) & arrived
    )


def nominations_visible_to(person: Person) -> QuerySet[Nomination]:
    """One's own once it is proposed, those of the offices that have or had it, of the divisions that look into it, and
    of members of a council before whose meeting it was brought. A team's leader sees those of the team. What was given
    up before it was proposed is nobody's but the office's that wrote it.
    """
    kept = paths_held(person, EDITORS)
    never_proposed = Q(status=Nomination.Status.WITHDRAWN, received_on=None)
    written = ~Q(status=Nomination.Status.DRAFT) & ~never_proposed
    led = [post.unit for post in valid_posts(person) if post.role in LEADERS]
    teams = [unit.pk for unit in led if unit.kind == Unit.Kind.TEAM]
    heard = Nomination.objects.filter(hearings__item__in=items_visible_to(person)).values("pk")
    dossiers = dossiers_visible_to(person)
    entries = DossierEntry.objects.filter(dossier__in=dossiers)
    sent = entries.exclude(dossier__status=Dossier.Status.RETURNED, dossier__sent__isnull=False).values("nomination")
    copies = SentCopy.objects.filter(dossier__in=dossiers, nomination__isnull=False).values("nomination")
    return Nomination.objects.filter(
        Q(person=person) & written
        | Q(collective__in=teams) & written
        | Q(season__unit__path__in=kept)
        | Q(desk__unit__path__in=kept)
        | Q(pk__in=heard)
        | Q(pk__in=sent)
        | Q(pk__in=copies)
    )


def mended_for_others(person: Person) -> Q:
    """A condition on nominations that one reads as they were sent: given back and being mended (or given up then) by an
    office that the person does not act for, or gone another way since, and not about the person.

    The few that went another way are asked for at once: SQLite cannot read questions that lie much deeper.
    """
    kept = paths_held(person, EDITORS)
    states = [Nomination.Status.RETURNED, Nomination.Status.WITHDRAWN]
    teams = [post.unit_id for post in valid_posts(person) if post.role in LEADERS]
    ours = Q(season__unit__path__in=kept) | Q(person=person) | Q(collective__in=teams)
    received = dossiers_visible_to(person).exclude(season__unit__path__in=kept)
    copies = SentCopy.objects.filter(dossier__in=received, nomination__isnull=False)
    given_back = set(copies.values_list("nomination", flat=True))
    here = DossierEntry.objects.filter(dossier__in=received, nomination__in=given_back)
    here = here.exclude(state=DossierEntry.State.FLAGGED).exclude(dossier__status=Dossier.Status.RETURNED)
    elsewhere = given_back - set(here.values_list("nomination", flat=True)) if given_back else set()
    return (Q(status__in=states, sent_copies__isnull=False) | Q(pk__in=elsewhere)) & ~ours


def trail_of_cases(person: Person) -> Q:
    """A condition on entries of the trail: what was found and said of nominees by an office that the person does not
    act for. It tells of grades, disciplines and pending matters.
    """
    kept, row = paths_held(person, EDITORS), Cast(OuterRef("subject_id"), BigIntegerField())
    closed = {
        Nomination: ~Q(season__unit__path__in=kept) & ~Q(desk__unit__path__in=kept),
        Dossier: ~Q(season__unit__path__in=kept),
    }
    told = Q(pk__in=())
    for model, others in closed.items():
        told |= Q(Exists(model._default_manager.filter(others, pk=row)), subject_type=model._meta.label_lower)
    return told


def decisions_visible_to(person: Person) -> QuerySet[Decision]:
    """Drafts by who keeps the season; issued ones by everybody who sees the season."""
    kept = Q(season__unit__path__in=paths_held(person, EDITORS))
    issued = Q(status=Decision.Status.ISSUED, season__in=seasons_visible_to(person))
    return Decision.objects.filter(kept | issued)


def reasons_told_to(person: Person) -> Q:
    """A condition on awards: who reads why one was revoked. Those who keep the register of the unit that decided or of
    the unit honoured, and whom it was taken from; others read that it was revoked, when and by which decision.
    """
    kept, led = paths_held(person, EDITORS), paths_held(person, LEADERS)
    keeps = Q(unit__path__in=kept) | Q(decision__season__unit__path__in=kept)
    return keeps | Q(person=person) | Q(collective__path__in=led)


def awards_visible_to(person: Person) -> QuerySet[Award]:
    """Honours are no secret among colleagues: one's own, those of one's office or school, and of what one oversees."""
    own = under_any(organisation_paths(person), "unit__path") if paths_held(person, WORKERS) else Q(pk__in=())
    return Award.objects.filter(Q(person=person) | own | under_any(oversight_paths(person), "unit__path"))
