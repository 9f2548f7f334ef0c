from typing import Any

from django.http import HttpRequest


def partnership(request: HttpRequest) -> dict[str, Any]:
    """The partnership that `accounts.access` found in the URL, for header, navigation and the notice of made-up figures."""
    return {"partnership": getattr(request, "partnership", None)}
