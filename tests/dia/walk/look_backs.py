"""Looking back on a year, and closing it."""

from __future__ import annotations

from django.db.models import Q

from dia import actions
from dia.models import LookBack
from tests.days import this_year
from tests.dia.walk.people import Asking, People, step


def _look_back(here: People) -> LookBack | None:
    found = LookBack.objects.of(here.partnership).select_related("agenda__partnership").order_by("year", "pk")
    return here.one(found.filter(state="open")[: 1 if here.often() else 3] if here.often(0.9) else found)


@step()
def open_look_back(here: People) -> Asking | None:
    if not (agenda := here.agenda()):
        return None
    done = set(agenda.look_backs.values_list("year", flat=True)) if here.often() else set()
    year = here.one([year for year in agenda.years if year not in done][: 1 if here.often() else 4])
    return lambda: actions.open_look_back(agenda=agenda, by=here.secretary, year=year or this_year())


@step(3)
def say_outcome(here: People) -> Asking | None:
    if not (held := _look_back(here)):
        return None
    unsaid = here.measures(agenda=held.agenda).exclude(look_backs__look_back=held)
    asked = unsaid.filter(Q(years__year=held.year, years__euros__gt=0) | Q(actuals__year=held.year)).distinct()
    measure = here.one(asked if here.often() else here.measures(agenda=held.agenda)) or here.one(unsaid)
    if not measure:
        return None
    line = held.lines.filter(measure=measure).first()
    said = {
        "outcome": here.random.choice(["kept", "late", "dropped"]),
        "reason": "Geen aannemer." if here.often() else "",
    }
    later = {"later_year": held.year + here.random.randint(0, 3), "seen": here.seen(line.version if line else 0)}
    by = here.who(measure.work.party)
    return lambda: actions.say_outcome(look_back=held, measure=measure, by=by, **said, **later)


@step()
def write_summary(here: People) -> Asking | None:
    held = _look_back(here)
    version = held and here.seen(held.version)
    words = f"Geleerd {here.next()}."
    return held and (lambda: actions.write_summary(look_back=held, by=here.secretary, summary=words, version=version))


@step(3)
def close_look_back(here: People) -> Asking | None:
    held = _look_back(here)
    version = held and here.seen(held.version)
    return held and (lambda: actions.close_look_back(look_back=held, by=here.secretary, version=version))
