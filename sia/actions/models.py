"""Versions of the score model: only a draft is edited, and what is agreed stays as it is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from accounts.states import guard_of
from datasets.models.indicators import Theme
from sia import states
from sia.actions.runs import recompute
from sia.models import ScoreModel
from sia.pipeline.plan import Plan

LANGUAGES = ("nl", "en")
State = ScoreModel.State


@transaction.atomic
def new_version(*, model: ScoreModel, by: User | None, note: str = "") -> ScoreModel:
    """Create a draft with the same themes, weights, goalposts and thresholds, to be changed."""
    _wait_for_others(model.partnership)
    last = ScoreModel.objects.of(model.partnership).aggregate(last=Max("version"))["last"]
    draft = ScoreModel.objects.create(
        partnership=model.partnership, version=last + 1, based_on=model, created_by=by, note=note
    )
    plan = Plan.of(model)
    Plan(plan.settings, note, plan.themes).write(draft)
    return draft


@transaction.atomic
def change_model(*, model: ScoreModel, by: User | None, plan: Plan, stamp: str) -> ScoreModel:
    """Replace the whole draft by `plan`. `stamp` is that of the draft on which the changes were made.

    Raises StaleEdit where the draft is another by now, and ValidationError where it is no draft or is in use.
    """
    locked = ScoreModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    check_editable(locked)
    check_unchanged(Plan.of(locked).stamp, stamp)
    plan.write(locked)
    return locked


def check_editable(model: ScoreModel) -> None:
    """Raise ValidationError with a sentence where the model is no draft, or the scores follow it already."""
    if not model.is_draft:
        raise ValidationError(
            _("Version %(version)s is %(state)s, so it stays as it is. Make a new version to change something.")
            % {"version": model.version, "state": model.get_state_display()}
        )
    if model == ScoreModel.objects.in_use(model.partnership):
        raise ValidationError(
            _("The scores follow version %(version)s. Make a new version to change something.")
            % {"version": model.version}
        )


@transaction.atomic
def agree(*, model: ScoreModel, by: User | None, reason: str) -> None:
    """Make this the version that the parties weigh by: the one before it retires, and the scores are computed anew.

    Raises ValidationError with a sentence where the model cannot be agreed on, where `reason` is empty, or where a
    theme weighs more than half and `reason` does not name it.
    """
    _wait_for_others(model.partnership)
    model.refresh_from_db(fields=["state"], from_queryset=ScoreModel.objects.select_for_update(no_key=True))
    _check_state(model, State.AGREED)
    if model.ballots.undecided().exists():
        raise ValidationError(_("A round of voting is open on this version. Decide it or withdraw it first."))
    _check_decision(Plan.of(model), reason)
    others = ScoreModel.objects.of(model.partnership).exclude(pk=model.pk)
    (others.filter(state=State.AGREED) | others.filter(starter=True)).update(state=State.RETIRED)
    model.state, model.starter, model.reason = State.AGREED, False, reason.strip()
    model.agreed_at, model.agreed_by = timezone.now(), by
    model.save(update_fields=["state", "starter", "reason", "agreed_at", "agreed_by"])
    recompute(partnership=model.partnership, by=by)


@transaction.atomic
def retire(*, model: ScoreModel, by: User | None) -> None:
    """Drop a draft. Raises ValidationError for the version that the scores follow."""
    _wait_for_others(model.partnership)
    model.refresh_from_db(fields=["state"], from_queryset=ScoreModel.objects.select_for_update(no_key=True))
    _check_state(model, State.RETIRED)
    if model == ScoreModel.objects.in_use(model.partnership):
        raise ValidationError(
            _("The scores follow version %(version)s: agree on another version first.") % {"version": model.version}
        )
    model.state = State.RETIRED
    model.save(update_fields=["state"])


def _check_state(model: ScoreModel, after: str) -> None:
    if not guard_of(states.MODEL, model.state, after):
        names = {"version": model.version, "state": model.get_state_display()}
        raise ValidationError(_("Version %(version)s is %(state)s by now. Nothing is changed.") % names)


def _check_decision(plan: Plan, reason: str) -> None:
    if not plan.has_urgency:
        raise ValidationError(_("Without a theme of urgency that weighs something there is nothing to agree on."))
    if not reason.strip():
        raise ValidationError(_("Write down what was decided, and why."))
    unnamed = [theme.theme for theme in plan.heavy if not _is_named(theme.theme, reason)]
    if unnamed:
        themes = ", ".join(str(Theme(theme).label) for theme in unnamed)
        raise ValidationError(
            _("%(themes)s: more than half of the weight. Name it in the decision, and say why it may weigh so much.")
            % {"themes": themes}
        )


def _is_named(theme: str, reason: str) -> bool:
    """Return whether the reason names the theme in any of the languages of the screens."""
    names = []
    for language in LANGUAGES:
        with translation.override(language):
            names.append(str(Theme(theme).label).casefold())
    return any(name in reason.casefold() for name in names)


def _wait_for_others(partnership: Partnership) -> None:
    """Lock the row of the partnership, so that two new versions get two numbers, and one version is agreed."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
