"""The rule of which figures of a dataset are about too few people to be shown: said by its owner's people."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.editing import check_unchanged
from accounts.models import Partnership, User
from datasets.disclosure import Rule
from datasets.models import Dataset
from datasets.owners import may_protect
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.disclosure_control import rule_of
from datasets.pipeline.reapply_disclosure import reprotect


@transaction.atomic
def protect(*, dataset: Dataset, by: User, rule: Rule, seen: Rule) -> int:
    """Set the rule, and return how many figures it takes away at once.

    `seen` is the rule that the person saw: StaleEdit when it changed.

    What a rule lets go that it held before comes with the next delivery, since what is withheld is kept nowhere.
    """
    if not may_protect(by, dataset):
        raise PermissionDenied
    Partnership.objects.select_for_update(no_key=True).get(pk=dataset.partnership_id)
    held = Dataset.objects.select_for_update().get(pk=dataset.pk)
    before = rule_of(held)
    check_unchanged(before, seen)
    if rule == before:
        return 0
    for name, value in asdict(rule).items():
        setattr(held, name, value)
    if before.is_eased_by(rule):
        held.eased_at = timezone.now()
    held.save(update_fields=[*asdict(rule), "eased_at"])
    # The part of the largest contributor is kept nowhere, so what stands cannot be judged by it.
    changed = reprotect(held) if rule.is_eased_by(replace(before, dominance=rule.dominance)) else 0
    if changed:
        data_changed(held.partnership)
    return changed
