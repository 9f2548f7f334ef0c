"""For the frame of each page: header, navigation, the notice of made-up figures, and footer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the partnership that `accounts.access` found in the URL, the version, and whom to ask for help."""
    return {
        "partnership": getattr(request, "partnership", None),
        "version": settings.VERSION,
        "contact": settings.CONTACT_EMAIL,
    }
