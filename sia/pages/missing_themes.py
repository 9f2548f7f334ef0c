"""Themes of the model without figures: which known source has them, and where to bring it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from datasets.models.indicators import Theme
from datasets.sources import INDICATORS, SOURCES, IndicatorSpec, Source
from datasets.sources.published import PUBLICATIONS
from datasets.sources.rates import RATES
from sia.pipeline.starter import THEMES

FETCHED = {publication.source for publication in PUBLICATIONS.values()}
# What is not fetched from a publisher but filled in here: what to bring, and on which page.
OWN: dict[str, tuple[str | Promise, str, str | Promise]] = {
    Theme.ASSETS: (gettext_lazy("assets, with their place"), "asset_list", gettext_lazy("To the assets")),
    Theme.INVESTMENT_WINDOW: (gettext_lazy("works of two or more parties"), "work_list", gettext_lazy("To the works")),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A theme, what brings figures of it, and the name of the page on which that is done."""

    theme: str
    label: str | Promise
    words: str | Promise
    page: str
    action: str | Promise


def missing(themes: Iterable[str]) -> list[Missing]:
    """Return what to bring for each of these themes."""
    return [missing_theme(theme) for theme in themes]


def missing_theme(theme: str) -> Missing:
    label = Theme(theme).label
    if theme in OWN:
        return Missing(theme, label, *OWN[theme])
    sources = sources_of(theme)
    titles = [f"{title_of(source)} ({source.publisher})" for source in sources]
    words = get_text_list(titles, _("or")) if titles else _("a table of your own")
    if any(source.key in FETCHED for source in sources):
        return Missing(theme, label, words, "source_fetch", _("Fetch open data"))
    return Missing(theme, label, words, "upload", _("Upload a file"))


def sources_of(theme: str) -> list[Source]:
    """Return the sources with an indicator that counts for this theme, those that are fetched first."""
    trees = {tree for tree, themes in THEMES.items() if theme in themes}
    found = [
        source
        for source in SOURCES.values()
        if any(spec.theme == theme and spec.role in trees for spec in brought_by(source))
    ]
    return sorted(found, key=lambda source: source.key not in FETCHED)


def brought_by(source: Source) -> list[IndicatorSpec]:
    """Return the indicators of a source, with the rates that are read from its counts."""
    columns = list(source.columns.values())
    counts = {spec.code for spec in columns}
    return [*columns, *(INDICATORS[code] for code, rate in RATES.items() if rate.of in counts)]


def title_of(source: Source) -> str:
    return source.title_en if get_language() == "en" else source.title_nl
