"""A number that no computer word holds is an answer to mend at every address, and never an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.http import key_of
from tests import factories
from tests.test_authorisation_matrix import ANYBODY, TABLE, address
from tests.weighed import weighed_city

LONG = "9" * 5000  # Python reads no more than 4,300 digits
FIELDS = (
    "version", "seen", "party", "standing", "item", "decision", "work", "works", "dataset", "run", "model", "year",
    "page", "position", "quorum", "days", "seconds", "compare", "area", "to", "from", "d1-version",
)  # fmt: skip
ALL = dict.fromkeys(FIELDS, LONG)


@pytest.mark.parametrize(("text", "key"), [("12", 12), ("", 0), ("-1", 0), ("1.0", 0), ("²", 0), ("٣", 0), (LONG, 0)])
def test_a_key_that_came_with_a_form_is_a_number_or_nothing(text: str, key: int):
    assert key_of(text) == key


@pytest.mark.full
@pytest.mark.django_db
def test_5000_digits_in_any_field_of_any_address_are_no_error_of_ours():
    """The test client raises what a page does not catch."""
    ours = weighed_city(factories.PartnershipFactory.create())
    browser = Client()
    browser.force_login(factories.member(ours.partnership, "administrator"))
    wrong, posted = [], 0
    for name, (read, write) in TABLE.items():
        asked = [("get", ALL)] if isinstance(read, frozenset) else []
        asked += (
            [("post", ALL), ("post", {"version": LONG}), ("post", {"seen": LONG})] if write and read != ANYBODY else []
        )
        path = address(name, ours, ours) if asked else ""
        for method, fields in asked:
            try:
                status = getattr(browser, method)(path, fields).status_code
            except ValueError as error:
                wrong.append(f"{method} {name}: {error}")
            else:
                wrong += [f"{method} {name}: {status}"] if status >= 500 else []
                posted += method == "post"
    assert wrong == []
    assert posted > 100
