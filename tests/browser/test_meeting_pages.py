"""What is on no map: who leads shows its page to all, the laptops go there within two seconds, and back along."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coregroup.models import Agreement, Item, Meeting
from tests.browser.test_meeting_screen import city, laptop, leading, meeting, ready, table  # noqa: F401 -- fixtures
from tests.coregroup.table import Table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.full
def test_the_laptops_go_to_the_page_of_an_item_and_come_back(laptop, table: Table, meeting: Meeting):  # noqa: F811
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")
    item = Item.objects.create(
        partnership=table.partnership, meeting=meeting, title="Afspraken", agreement=agreement, position=9
    )
    address = re.compile(re.escape(reverse("agreement", args=[table.partnership.slug, agreement.pk])))
    screen = leading(laptop, f"?item={item.pk}")
    follower = ready(laptop("tenant", "meeting_follow"))
    expect(follower.locator(".screen__about")).to_contain_text("Prestatieafspraken 2027")
    screen.locator("form[data-plain] button").click()
    for each in (screen, follower):
        expect(each).to_have_url(address)
        expect(each.locator("h1")).to_have_text("Prestatieafspraken")
    screen.locator("a[href$='/screen/']").click()
    expect(ready(follower).locator("h1")).to_contain_text("Opening")
