"""The standing that is on the screen, and the one that it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.http import key_of
from accounts.models import Partnership
from sia.models import ScoreModel, ScoreRun
from sia.pages.normalisation_words import note_of
from sia.pages.ranking.choice import Choice
from sia.pipeline import Standing, imagine, imagine_anew, stored
from sia.pipeline.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Shown:
    """A standing under a name; `usual` is the newest run of the model in use.

    `problem` says why it is not what was asked, or what it cannot be compared with. `before` is the run of which a
    what-if changes the weights.
    """

    standing: Standing
    label: str
    usual: bool
    problem: str = ""
    before: ScoreRun | None = None

    @property
    def run(self) -> ScoreRun:
        return self.standing.run


def find_shown(partnership: Partnership, choice: Choice) -> Shown | None:
    """Return what the address asks for: an earlier run, another version, year or weights; else the newest run.

    Weights go on top of the run that is shown. None where the level has no run at all.
    """
    newest = ScoreRun.objects.newest(partnership, choice.level)
    if newest is None:
        return None
    found = _named(partnership, choice, _kind(choice)) or Shown(stored(newest), _("newest scores"), usual=True)
    return _reweighed(found, choice) if choice.weights else found


def find_compared(partnership: Partnership, choice: Choice, shown: Shown) -> Shown | None:
    """Return what the arrows count from: what the address names, else the newest run, else the run before."""
    if choice.against == "none":
        return None
    named = _named(partnership, choice, choice.against)
    if named is not None:
        return named
    runs = ScoreRun.objects.history(partnership, choice.level)
    if not shown.usual:
        newest = runs.first()
        return Shown(stored(newest), _("newest scores"), usual=True) if newest else None
    before = runs.exclude(pk=shown.run.pk).first()
    return Shown(stored(before), date_of(before), usual=False) if before else None


def date_of(run: ScoreRun) -> str:
    return date_format(run.created_at, "j M Y")


def _kind(choice: Choice) -> str:
    for kind in ("run", "model", "year"):
        if getattr(choice, kind):
            return f"{kind}:{getattr(choice, kind)}"
    return ""


def _named(partnership: Partnership, choice: Choice, name: str) -> Shown | None:
    """Return the standing behind a name such as `run:12`, `model:3` or `year:2016`; None for an unknown name."""
    kind, _colon, value = name.partition(":")
    number = key_of(value)
    return FINDERS[kind](partnership, choice.level, number) if number and kind in FINDERS else None


def _run(partnership: Partnership, level: str, number: int) -> Shown | None:
    """Return an earlier run; the newest with the reason where not every party may still read all of it."""
    run = ScoreRun.objects.history(partnership, level).filter(pk=number).first()
    if run is not None:
        return Shown(stored(run), _("scores of %(date)s") % {"date": date_of(run)}, usual=False)
    if not ScoreRun.objects.of(partnership).filter(level=level, pk=number).exists():
        return None
    newest = ScoreRun.objects.newest(partnership, level)
    words = _(
        "The scores that you asked for rest on figures that not every party may read any more. You see the newest scores."
    )
    return Shown(stored(newest), _("newest scores"), usual=True, problem=words) if newest else None


def _model(partnership: Partnership, level: str, version: int) -> Shown | None:
    model = ScoreModel.objects.of(partnership).filter(version=version).first()
    standing = imagine_anew(model, level) if model else None
    return Shown(standing, _("model %(version)d") % {"version": version}, usual=False) if standing else None


def _year(partnership: Partnership, level: str, year: int) -> Shown | None:
    model = ScoreModel.objects.in_use(partnership)
    standing = imagine_anew(model, level, until=year) if model else None
    if standing is None:
        return None
    return Shown(standing, _("figures up to %(year)d") % {"year": year}, usual=False, problem=note_of(standing.run))


FINDERS = {"run": _run, "model": _model, "year": _year}


def _reweighed(shown: Shown, choice: Choice) -> Shown:
    """Return the same figures under other weights; weights that leave nothing to weigh are refused in words."""
    try:
        weighing = Weighing.from_plain(shown.run.weighing).reweighed(choice.weights)
    except ValueError:
        words = _("Give at least one theme a weight above 0. Until then you see the scores without a change.")
        return Shown(shown.standing, shown.label, shown.usual, words)
    return Shown(imagine(shown.run, weighing), _("what if"), usual=False, problem=shown.problem, before=shown.run)
