"""A square city with three parties and a planner for each, for tests of works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership, Party, User
from datasets.models.areas import RD_NEW
from dia.models import Work
from tests.factories import ORIGIN, PartyFactory, member, square_city

X, Y = ORIGIN
A, B, WIJK = "BU01530000", "BU01530001", "WK015300"


@dataclass(frozen=True)
class City:
    partnership: Partnership
    city: Party
    grid: Party
    homes: Party
    planner: User  # of the city
    gridder: User
    viewer: User


def works_city(partnership: Partnership) -> City:
    square_city(partnership)
    kinds = {"Gemeente Stad": "municipality", "Netbeheerder Oost": "grid_operator", "Woonbedrijf Zuid": "corporation"}
    city, grid, homes = (PartyFactory.create(name=name, kind=kind) for name, kind in kinds.items())
    planner, gridder = member(partnership, "planner", party=city), member(partnership, "planner", party=grid)
    return City(partnership, city, grid, homes, planner, gridder, member(partnership, "viewer", party=homes))


def point(right: float = 500, up: float = 500) -> GEOSGeometry:
    """In metres from the south-west corner of buurt A."""
    return Point(X + right, Y + up, srid=RD_NEW)


def registered(partnership: Partnership, party: Party, title: str = "Riool Laan", **fields: Any) -> Work:
    usual = {
        "area_code": A,
        "kind": "sewer",
        "earliest": 2027,
        "preferred": 2028,
        "latest": 2030,
        "direct_cost": 800_000,
    }
    return Work.objects.create(partnership=partnership, party=party, title=title, **(usual | fields))


def browser(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def at(name: str, partnership: Partnership, *args: Any) -> str:
    return reverse(name, args=[partnership.slug, *args])


def filled(**fields: Any) -> dict[str, Any]:
    """What a browser sends for a work."""
    usual = {
        "title": "Riool Laan", "kind": "sewer", "state": "planned", "area_code": A, "site": "", "place": "",
        "description": "", "earliest": "2027", "preferred": "2028", "latest": "2030", "flexibility": "",
        "direct_cost": "800.000", "common_cost": "", "fte_years": "2,5", "days": "", "severity": "1.0",
        "households": "", "mandatory": "on", "value": "", "version": "1",
    }  # fmt: skip
    return {name: value for name, value in (usual | fields).items() if value is not None}


def said(response: Any) -> str:
    """All that the form objects to."""
    form = response.context["form"]
    with translation.override("en"):
        return " ".join(message for messages in form.errors.values() for message in messages)
