"""Figures and classes of advice as templates write them: the functions of sia/words."""

from django import template
from django.utils.functional import Promise

from sia.charts import group_letter
from sia.models import AreaResult
from sia.words import figures
from sia.words.advice_classes import ADVICE_CLASSES
from sia.words.legs import lack_of_potential

register = template.Library()
for write in (figures.signed, figures.figure, figures.percent, figures.in_hundred, figures.bare):
    register.filter(write.__name__, write)
register.simple_tag(figures.interval)
register.filter("as_letter", group_letter)
register.filter("lack_of_potential", lack_of_potential)


@register.filter
def in_short(advice: str) -> str | Promise:
    """Return the advice in one short word, for a tag in a list."""
    return ADVICE_CLASSES[advice].short


@register.filter
def in_a_sentence(advice: str) -> str | Promise:
    """Return what the advice asks of the parties."""
    return ADVICE_CLASSES[advice].sentence


@register.simple_tag
def advice_conditions() -> list[tuple[str, str | Promise, str | Promise]]:
    """Return each class of advice with its name and when it holds, in the order in which they are tried."""
    labels = dict(AreaResult.AdviceClass.choices)
    return [(key, labels[key], words.condition) for key, words in ADVICE_CLASSES.items()]
