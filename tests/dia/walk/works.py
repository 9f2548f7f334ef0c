"""Works, and the sites that they lie on."""

from __future__ import annotations

from typing import Any

from dia import actions, states
from dia.actions.sites import site_stamp
from dia.models import Measure, Site, Work
from dia.pipeline.bundles import cost_of
from tests.days import this_year
from tests.dia.walk.people import A, Asking, B, People, step

YEARS = range(-2, 5)  # around this one, in which works are planned


def _of_work(here: People) -> dict[str, Any]:
    first = this_year() + here.random.choice(YEARS)
    last = first + here.random.choice([0, 1, 2, 3, 3, -1])
    preferred = here.random.randint(min(first, last), max(first, last) + (not here.often()))
    cost = {
        "direct_cost": 100_000 * here.random.randint(3, 9),
        "common_cost": 50_000 * here.random.randint(0, 6),
    }
    terms = {"fte_years": here.fte(), "days": 10, "severity": 1.0, "households": 10 * here.random.randint(1, 9)}
    site = here.one(Site.objects.of(here.partnership).order_by("pk")) if here.often(0.8) else None
    return {"earliest": first, "latest": last, "preferred": preferred, "site": site, **cost, **terms}


def lacks(measure: Measure) -> int:
    """Euros that the parties do not bring yet."""
    return cost_of(measure.work) - sum(gift.euros for gift in measure.contributions.all())


@step()
def register(here: People) -> Asking:
    owner = here.random.choice(here.parties)
    title = f"Werk {here.next() if here.often(0.95) else 1}"
    kind = here.random.choice(["sewer", "heat_grid", "pavement", "social"])
    fields = {"title": title, "kind": kind, "area_code": here.random.choice([A, A, B]), **_of_work(here)}
    by = here.who(owner)

    def ask() -> Work:
        Work(partnership=here.partnership, party=owner, **fields).full_clean()  # as the form does
        return actions.add_work(partnership=here.partnership, by=by, party=owner, **fields)

    return ask


@step()
def change_work(here: People) -> Asking:
    work, whole = here.one(here.works()), _of_work(here)
    if here.often(0.3):
        terms = {"common_cost": int(work.common_cost * here.random.choice([0.97, 1.02]))}
    else:
        years = {name: whole[name] for name in ("earliest", "latest", "preferred")}
        terms = here.one([years, {"direct_cost": whole["direct_cost"]}, {"days": 20}, {"site": whole["site"]}])
    by, version = here.who(work.party), here.seen(work.version)

    def ask() -> Work:
        tried = Work.objects.get(pk=work.pk)
        for name, value in terms.items():
            setattr(tried, name, value)
        tried.full_clean()  # as the form does
        return actions.change_work(work=work, by=by, version=version, **terms)

    return ask


@step()
def move_work(here: People) -> Asking:
    paid = [one.work for one in here.measures() if lacks(one) == 0 and one.work.state == "planned"]
    work = here.one(paid or here.works())
    allowed = states.WORK[work.state] or ("planned",)
    to = here.random.choice(allowed if here.often() else list(states.WORK))
    if work.state in {"planned", "programmed"} and here.often(0.6):
        to = "programmed"
    return lambda: actions.move_work(work=work, by=here.who(work.party), to=to)


@step()
def remove_work(here: People) -> Asking:
    work = here.one(here.works(measure=None, bundlings=None, requests=None)) if here.often() else None
    work = work or here.one(here.works())
    return lambda: actions.remove_work(work=work, by=here.who(work.party))


@step()
def change_site(here: People) -> Asking:
    site = here.one(Site.objects.of(here.partnership).select_related("partnership").order_by("pk"))
    by = here.secretary if here.often(0.7) else here.random.choice(here.anybody)
    stamp = here.seen(site_stamp(site))
    cost = {"common_cost": 50_000 * here.random.randint(0, 8)}
    return lambda: actions.change_site(site=site, by=by, stamp=stamp, **cost)
