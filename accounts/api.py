"""Authentication of the API: by a session, or by an access token that its owner made."""

from __future__ import annotations

import base64

from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotFound, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.actions import note_used
from accounts.models import AccessToken, Partnership, User
from accounts.tokens import PREFIX, digest_of

CHALLENGE = 'Basic realm="Samenwijk", charset="UTF-8"'


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`, or HTTP Basic with the token as password and any name.

    A token that does not work answers 401, whatever the reason; one of another partnership 404; one that would change
    something 403. Basic with another password is not ours: a proxy in front of us may ask for one.
    """

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        given = token_in(request.headers.get("Authorization", ""))
        if given is None:
            return None
        found = working_token(given)
        if found is None:
            raise AuthenticationFailed(_("This token is unknown, has ended or was revoked."))
        if request.method not in SAFE_METHODS:
            raise PermissionDenied(_("A token can only read."))
        if request.parser_context["kwargs"].get("partnership", found.partnership.slug) != found.partnership.slug:
            raise NotFound
        translation.activate(found.user.language)  # as for who is logged in; the middleware puts the old one back
        note_used(token=found)
        return found.user, found

    def authenticate_header(self, request: Request) -> str | None:
        """Return the challenge only to who came with something, and is asked for it again.

        At the end of a session no browser shows a box of its own.
        """
        return CHALLENGE if "Authorization" in request.headers else None


class AskingTokenAuthentication(TokenAuthentication):
    """Authentication for addresses that no page of ours reads.

    A program that comes with nothing is asked for a name and a password.
    """

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def working_token(given: str) -> AccessToken | None:
    """Return the token that was given, if it works.

    None as well where its owner may not log in any more, or has no role in its partnership.
    """
    found = AccessToken.objects.working().filter(digest=digest_of(given)).select_related("user", "partnership").first()
    if found and Partnership.objects.visible_to(found.user).filter(pk=found.partnership_id).exists():
        return found
    return None


def token_in(header: str) -> str | None:
    """Return what is given as a token; None where the header holds nothing that could be one."""
    scheme, _space, given = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return None
    try:
        _name, _colon, password = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError:
        return None
    return password if password.startswith(PREFIX) else None


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = ["bearerToken", "basicToken"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        about = "A token of one's own, made under one's name in Samenwijk"
        return [
            {"type": "http", "scheme": "bearer", "description": f"{about}."},
            {"type": "http", "scheme": "basic", "description": f"{about}, as password; any name will do."},
        ]
