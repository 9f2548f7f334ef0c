"""What every test may use: the application's database role, real data, a partnership with people in it."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.test import TransactionTestCase
from django.test.utils import override_settings
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from accounts.models import Partnership, User
from datasets.models import Delivery
from demo.management.commands.load_demo import SLUG
from demo.story import Story
from tests import factories
from tests.database import add_functions, bring_rows, connect_as, drop, empty_tables, keep_rows, truncate_if_full
from tests.demo_cache import cached_demo
from tests.effort import FULL, examples
from tests.shared_city import fresh_copy
from tests.worker import Worker, running_worker

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
# The same examples everywhere, so that what fails in CI fails here; `--hypothesis-profile default` looks for new ones.
hypothesis_settings.register_profile("ours", parent=hypothesis_settings.get_profile("ci"), max_examples=examples(100))
hypothesis_settings.load_profile("ours")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked `full` to `bin/test --full`."""
    left = [item for item in items if item.get_closest_marker("full") and not FULL]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of every later round of the garbage collector."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real boundaries and statistics beside the checkout; tests that need them skip visibly where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("real data (../shared/data) are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The owner made the database; the tests run as the application's role, with its rights and no more."""
    owner = connections["default"].settings_dict["USER"]
    with django_db_blocker.unblock():
        add_functions()
        connect_as(settings.APPLICATION_ROLE)
    setattr(DatabaseCreation, "_destroy_test_db", drop)  # noqa: B010 -- it is dropped after this fixture has ended
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield
    with django_db_blocker.unblock():
        connect_as(owner)


@pytest.fixture(scope="module", autouse=True)
def _tidy(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        truncate_if_full()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a module, each of which has its own inside it: what a fixture of the module makes
    here, every test begins from, and none sees what another did with it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def module_partnership(module_db: None) -> Partnership:
    return factories.PartnershipFactory.create()


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session", autouse=True)
def _media(media_root: Path) -> Iterator[None]:
    """Also for what a fixture of a module makes."""
    with override_settings(MEDIA_ROOT=media_root):
        yield


@pytest.fixture(scope="session")
def demo_files(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of the demo's uploads; its rows are kept in a schema of the database."""

    def load(media: Path) -> None:
        with override_settings(MEDIA_ROOT=media):
            call_command("load_demo", verbosity=0)
        keep_rows(SLUG)
        empty_tables()

    with django_db_blocker.unblock():
        return cached_demo(SLUG, load, tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(demo_files: Path, db: None, media_root: Path) -> Partnership:
    """Bring the demo's rows with the numbers that they were kept with: not in a file whose tests share a city."""
    shutil.copytree(demo_files, media_root, dirs_exist_ok=True)
    bring_rows(SLUG)
    return Partnership.objects.get(slug=SLUG)


@pytest.fixture
def story(demo: Partnership) -> Story:
    """The day and the years of the demo as it was loaded, which may have been yesterday."""
    return Story(timezone.localdate(Delivery.objects.of(demo).earliest("created_at").created_at))


@pytest.fixture(scope="module")
def worker(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A Celery worker for the tests of one module; it must not live on, or it would do the jobs of the tests after them."""
    with running_worker(tmp_path_factory.mktemp("logs") / "shared.log") as running:
        yield running


@pytest.fixture
def partnership(request: pytest.FixtureRequest, db: None) -> Partnership:
    """Return the one that the module's fixture `prepared` filled, where a test asks for that; else an empty one."""
    if "prepared" in request.fixturenames:
        return fresh_copy(request.getfixturevalue("prepared"))
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
