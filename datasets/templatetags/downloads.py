"""The menu of forms in which a table can be taken along."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import template

from datasets.exports import FORMATS

register = template.Library()


@register.inclusion_tag("_components/download.html")
def download(
    url: str, query: str = "", label: str = "", *, places: bool = False, small: bool = False
) -> dict[str, Any]:
    """Render the menu of forms; `query` is what the address says besides the form.

    With `places` also forms for maps.
    """
    formats = [each for each in FORMATS.values() if places or not each.of_places]
    return {"url": url, "kept": parse_qsl(query.lstrip("?")), "formats": formats, "label": label, "small": small}


@register.simple_tag
def table_formats() -> list[Any]:
    """Return the forms of a table without places, for a form to choose from."""
    return [each for each in FORMATS.values() if not each.of_places]
