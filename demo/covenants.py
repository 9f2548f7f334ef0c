"""Covenants of the demo.

One by which a corporation shares with the municipality only, one that waits for signatures, and who asks for more.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from django.core.files.base import ContentFile

from accounts.models import Partnership, Party, Role
from datasets.actions.access import ask_access, require_covenant
from datasets.actions.covenants import draft_covenant, sign_covenant, write_clause
from datasets.models import Area, Covenant, Dataset, Indicator, Level
from datasets.pipeline.covenants import covenant_stamp
from demo.agenda import LEAD, person

FILE, KEY, ARREARS = "huurachterstanden_noord.csv", "huurachterstanden_noord", "rent_arrears"
GRID = "storingen_laagspanning"
PERIOD = -2  # in years from the story's
SIGNS = {
    "gemeente": "budget@gemeente.demo",
    "woon_noord": "manager@woonnoord.demo",
    "netbeheerder": "budget@netbeheerder.demo",
}
ASKER = "data@woonmidden.demo"


def table(partnership: Partnership, parties: dict[str, Party], year: int) -> ContentFile[bytes]:
    """Make up the corporation's own table: tenants with more than two months of arrears, in %, for each buurt."""
    Dataset.objects.create(
        partnership=partnership, key=KEY, title="Huurachterstanden Noord (verzonnen)", owner=parties["woon_noord"]
    )
    Indicator.objects.create(
        partnership=partnership,
        code=ARREARS,
        name_nl="Huurachterstand bij Noord",
        name_en="Rent arrears at Noord",
        theme="social",
        role=Indicator.Role.CONTEXT,
        unit="%",
        direction=Indicator.Direction.NONE,
    )
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["gebiedscode", "indicator", "periode", "waarde", "noemer"])
    codes = Area.objects.of(partnership).current().at(Level.BUURT).order_by("code").values_list("code", flat=True)
    for place, code in enumerate(codes):
        rows.writerow(
            [code, ARREARS, year + PERIOD, f"{3 + place * 7 % 60 / 10:.1f}".replace(".", ","), 200 + place * 13 % 300]
        )
    return ContentFile(text.getvalue().encode(), name=FILE)


def share(partnership: Partnership, parties: dict[str, Party], today: date) -> None:
    """Make one covenant in force whose yearly review is due, one about places, and one that waits.

    And a corporation that asks the other for its table.
    """
    lead = person(LEAD)
    arrears = Dataset.objects.of(partnership).get(key=KEY)
    require_covenant(dataset=arrears, by=person(SIGNS["woon_noord"]), required=True)
    agreed = draft_covenant(
        partnership=partnership,
        by=lead,
        title="Convenant huurachterstanden",
        purpose="De gemeente gebruikt de cijfers voor vroege hulp bij schulden, per buurt. Zij gaan niet naar derden.",
        since=today - timedelta(days=351),
        until=None,
        review_on=today + timedelta(days=14),
        parties=[parties["woon_noord"], parties["gemeente"]],
    )
    _clause(agreed, arrears, [Role.ANALYST, Role.PLANNER, Role.BUDGET_HOLDER, Role.SECRETARY, Role.ADMINISTRATOR])
    for key in ("woon_noord", "gemeente"):
        _sign(agreed, parties[key], key)
    _places(partnership, parties, today)
    _faults(partnership, parties, today)
    reason = "Wij willen zien of onze aanpak van schulden in dezelfde buurten nodig is."
    ask_access(dataset=arrears, party=parties["woon_midden"], by=person(ASKER), reason=reason)


def _places(partnership: Partnership, parties: dict[str, Party], today: date) -> None:
    """Make a covenant in force by which the grid operator shows the municipality where its cables lie."""
    cables = draft_covenant(
        partnership=partnership,
        by=person(LEAD),
        title="Convenant plekken van kabels",
        purpose="De gemeente ziet waar kabels liggen, om de straat maar één keer open te doen. Zij houdt het voor zich.",
        since=today,
        until=None,
        review_on=today + timedelta(days=365),
        parties=[parties["netbeheerder"], parties["gemeente"]],
        showing=[parties["netbeheerder"]],
    )
    for key in ("netbeheerder", "gemeente"):
        _sign(cables, parties[key], key)


def _faults(partnership: Partnership, parties: dict[str, Party], today: date) -> None:
    """Make a covenant that is signed by the grid operator only, so far."""
    faults = Dataset.objects.create(
        partnership=partnership, key=GRID, title="Storingen in het net (verzonnen)", owner=parties["netbeheerder"]
    )
    require_covenant(dataset=faults, by=person(SIGNS["netbeheerder"]), required=True)
    waits = draft_covenant(
        partnership=partnership,
        by=person(LEAD),
        title="Convenant storingen in het net",
        purpose="De partijen kiezen samen waar de straat het eerst open moet.",
        since=today,
        until=today + timedelta(days=3 * 365),
        review_on=today + timedelta(days=365),
        parties=[parties[key] for key in SIGNS],
    )
    _clause(waits, faults, list(Role))
    _sign(waits, parties["netbeheerder"], "netbeheerder")


def _clause(covenant: Covenant, dataset: Dataset, roles: list[Role]) -> None:
    write_clause(
        covenant=covenant,
        by=person(LEAD),
        seen=covenant_stamp(covenant),
        dataset=dataset,
        levels=[Level.BUURT.value, Level.WIJK.value],
        roles=[role.value for role in roles],
        indicators=[],
    )


def _sign(covenant: Covenant, party: Party, key: str) -> None:
    sign_covenant(covenant=covenant, party=party, by=person(SIGNS[key]), seen=covenant_stamp(covenant))
