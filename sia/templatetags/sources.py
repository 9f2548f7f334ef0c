"""The publisher whose work a page shows."""

from django import template

from accounts.models import Partnership
from datasets.models import Dataset, Delivery

register = template.Library()


@register.simple_tag
def borders_of(partnership: Partnership | None) -> Dataset | None:
    """Return the dataset of the boundaries that were loaded last, in one query; None before there are any."""
    if not partnership:
        return None
    loaded = {"deliveries__kind": Delivery.Kind.BOUNDARIES, "deliveries__state": Delivery.State.CURRENT}
    drawn = {"key": "sub-areas"}  # what the partnership drew itself says nothing of whose the other outlines are
    return Dataset.objects.of(partnership).exclude(**drawn).filter(**loaded).order_by("-deliveries__loaded_at").first()
