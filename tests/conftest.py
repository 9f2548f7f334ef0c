"""What every test may use: the application's database role, real data, a partnership with people in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import override_settings
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import Partnership, User
from tests import factories
from tests.worker import Worker, running_worker

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
# The same examples everywhere, so that what fails in CI fails here; `--hypothesis-profile default` looks for new ones.
hypothesis_settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real boundaries and statistics beside the checkout; tests that need them skip visibly where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("real data (../shared/data) are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The owner made the database; the tests run as the application's role, with its rights and no more.

    TRUNCATE is the one right added: Django empties the tables with it after tests that commit.
    """
    connection = connections["default"]
    owner = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        role = connection.ops.quote_name(settings.APPLICATION_ROLE)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {role}")
        _connect_as(settings.APPLICATION_ROLE)
    yield
    with django_db_blocker.unblock():
        _connect_as(owner)


def _connect_as(role: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["USER"] = role


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _media(media_root: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = media_root


@pytest.fixture(scope="module")
def worker(django_db_setup: None, media_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A Celery worker for the tests of one module; it must not live on, or it would do the jobs of the tests after them."""
    with (
        override_settings(MEDIA_ROOT=media_root),
        running_worker(tmp_path_factory.mktemp("logs") / "shared.log") as running,
    ):
        yield running


@pytest.fixture
def partnership(db: None) -> Partnership:
    return factories.PartnershipFactory.create()


@pytest.fixture
def analyst(partnership: Partnership) -> User:
    return factories.member(partnership, "analyst")


@pytest.fixture
def steward(partnership: Partnership) -> User:
    """An analyst of the municipality, who looks after the data of all."""
    municipality = factories.PartyFactory.create(name="Gemeente van hier", kind="municipality")
    return factories.member(partnership, "analyst", party=municipality)


@pytest.fixture
def viewer(partnership: Partnership) -> User:
    return factories.member(partnership, "viewer")


@pytest.fixture
def stranger(db: None) -> User:
    """An administrator, but of another partnership."""
    return factories.member(factories.PartnershipFactory.create(), "administrator")


@pytest.fixture
def data_files() -> Path:
    """Tiny files, each named after its fault."""
    return ROOT / "tests" / "data"
