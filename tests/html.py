"""The HTML of an answer, read as a browser reads it: how a template is wrapped does not show."""

import re

from django.http import HttpResponse


def markup(answer: HttpResponse | str) -> str:
    """Return the HTML with one space between words and none beside or at the end of a tag."""
    html = answer if isinstance(answer, str) else answer.content.decode()
    return re.sub(r" ?(<[^>]*?) ?> ?", r"\1>", re.sub(r"[ \n]+", " ", html))
