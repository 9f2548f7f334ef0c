"""What holds for every question."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/p/stad%00/", "/?q=%00", "/login/?next=%00"])
def test_an_address_that_no_database_can_look_for_is_refused_and_not_an_error(client, address):
    assert client.get(address).status_code == 400
