"""The one thing that an item can be about, chosen from all that the person sees in this partnership."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from coregroup.models import Agreement, Item
from coregroup.models.meetings import SUBJECTS
from datasets.models import Covenant, Dataset, Delivery
from dia.forms.works_fields import area_choices
from dia.models import Agenda, Bundle
from sia.models import Snapshot

AREA = "area"
type Choices = list[tuple[str, Any]]


def about_choices(partnership: Partnership, user: User, standing: str = "") -> Choices:
    """Return the choices grouped by kind; what stands already stays a choice, also where it is over by now."""
    snapshots = Snapshot.objects.of(partnership).visible_to(user).defer("body").order_by("-created_at")
    agendas = Agenda.objects.of(partnership).visible_to(user)
    bundles = Bundle.objects.of(partnership).visible_to(user)
    deliveries = Delivery.objects.of(partnership).visible_to(user).newest_first()
    kept = standing.partition(":")[2]
    old = {"pk": kept if kept.isdigit() else 0}
    groups: list[tuple[str, str, QuerySet[Any]]] = [
        (_("Advice"), "snapshot", snapshots),
        (_("Agendas"), "agenda", agendas.live() | agendas.filter(**old)),
        (_("Bundles"), "bundle", bundles.live() | bundles.filter(**old)),
        (_("Agreements"), "agreement", Agreement.objects.of(partnership).visible_to(user)),
        (_("Covenants"), "covenant", Covenant.objects.of(partnership).visible_to(user).order_by("title")),
        (_("Datasets"), "dataset", Dataset.objects.of(partnership).visible_to(user).order_by("title", "pk")),
        (_("Deliveries"), "delivery", deliveries.exclude(kind=Delivery.Kind.DERIVED)),
    ]
    found: Choices = [("", _("nothing in particular"))]
    for label, kind, rows in groups:
        inside = [(f"{kind}:{row.pk}", _label(row)) for row in rows]
        found += [(label, inside)] if inside else []
    return [*found, *_areas(partnership, standing)]


def about(item: Item) -> str:
    """Return what the item is about as a choice; empty for nothing in particular."""
    if item.area_code:
        return f"{AREA}:{item.area_code}"
    return next((f"{kind}:{pk}" for kind in SUBJECTS if (pk := getattr(item, f"{kind}_id"))), "")


def fields_of(choice: str) -> dict[str, Any]:
    """Return what the choice means for the fields of an item: exactly one is filled, or none."""
    kind, _sign, key = choice.partition(":")
    fields: dict[str, Any] = {"area_code": key if kind == AREA else ""}
    return fields | {f"{name}_id": int(key) if name == kind else None for name in SUBJECTS}


def _areas(partnership: Partnership, standing: str) -> Choices:
    code = standing.removeprefix(f"{AREA}:") if standing.startswith(f"{AREA}:") else ""
    loose, groups = [], []
    for value, label in area_choices(partnership, code)[1:]:
        if isinstance(label, list):
            groups.append((value, [(f"{AREA}:{key}", name) for key, name in label]))
        else:
            loose.append((f"{AREA}:{value}", label))
    return [*([(_("Areas"), loose)] if loose else []), *groups]


def _label(row: Any) -> str:
    if isinstance(row, Delivery):
        return f"{row.dataset or row.name}, {date_format(row.created_at, 'j M Y')}"
    return str(row)
