"""Figures and classes of advice as templates write them: the functions of sia/words."""

from django import template
from django.utils.functional import Promise

from sia.charts import group_letter
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
