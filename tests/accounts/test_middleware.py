"""Middleware refuses addresses that no database can look for, and compresses text."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import member

pytestmark = pytest.mark.django_db
ZIPPED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("address", ["/p/stad%00/", "/?q=%00", "/login/?next=%00"])
def test_an_address_that_no_database_can_look_for_is_refused_and_not_an_error(client, address):
    assert client.get(address).status_code == 400


@pytest.fixture
def reader(partnership) -> Client:
    client = Client()
    client.force_login(member(partnership, "viewer"))
    return client


def test_a_page_is_compressed_for_a_browser_that_reads_that(reader, partnership):
    address = reverse("start", args=[partnership.slug])
    plain, zipped = reader.get(address), reader.get(address, headers=ZIPPED)
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]
    assert len(gzip.decompress(zipped.content)) == len(plain.content)
    assert len(zipped.content) < len(plain.content) / 2


def test_the_length_of_a_compressed_page_tells_nothing_of_its_content(client):
    address = reverse("login")
    assert len({len(client.get(address, headers=ZIPPED).content) for _ in range(10)}) > 1


def test_a_workbook_is_not_compressed_again(reader, partnership):
    address = reverse("decisions_file", args=[partnership.slug])
    text, book = (reader.get(f"{address}?format={form}", headers=ZIPPED) for form in ("csv", "xlsx"))
    assert (text.status_code, book.status_code) == (200, 200)
    assert book.headers["Content-Disposition"].endswith('.xlsx"')
    assert "Content-Encoding" not in book
