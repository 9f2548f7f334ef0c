"""manage.py import_areas and import_statistics: the way of the upload screen, from a command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from datasets.models import Area, Delivery, Observation
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import stored, wide
from tests.factories import square_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_disk(tmp_path):
    def write(file) -> Path:
        path = tmp_path / file.name
        path.write_bytes(file.read())
        return path

    return write


def run(command: str, path: Path, partnership, **options) -> str:
    said = StringIO()
    call_command(command, str(path), partnership=getattr(partnership, "slug", partnership), stdout=said, **options)
    return said.getvalue()


TWO = {"BU01530000": box(0, 0, 1000, 1000), "BU01530100": box(1000, 0, 2000, 1000)}


def test_boundaries_are_loaded_and_told(partnership, on_disk):
    said = run("import_areas", on_disk(outlines(TWO)), partnership)
    assert "Loaded: new 5, changed 0" in said
    assert Area.objects.of(partnership).count() == 5


def test_figures_are_loaded_and_told(partnership, on_disk):
    square_city(partnership)
    said = run("import_statistics", on_disk(wide("lonely", {"BU01530000": 40, "BU01530001": 41})), partnership)
    assert "Loaded: new 2, changed 0" in said
    assert stored(partnership, "lonely") == {"BU01530000": 40, "BU01530001": 41}


def test_a_dry_run_tells_what_would_change_and_loads_nothing(partnership, on_disk):
    path = on_disk(outlines(TWO))
    said = run("import_areas", path, partnership, dry_run=True)
    assert "would change: new 5" in said
    assert not Area.objects.exists()
    assert "Loaded: new 5" in run("import_areas", path, partnership)


def test_the_same_file_twice_says_that_nothing_changed(partnership, on_disk):
    path = on_disk(outlines(TWO))
    run("import_areas", path, partnership)
    assert "Nothing changed" in run("import_areas", path, partnership)
    assert Delivery.objects.filter(kind="boundaries").count() == 1


def test_a_refused_file_names_row_and_reason_and_ends_as_an_error(partnership, data_files):
    square_city(partnership)
    said = StringIO()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command(
            "import_statistics",
            str(data_files / "statistics_text_in_number_column.csv"),
            partnership=partnership.slug,
            period=2024,
            stdout=said,
        )
    assert "3" in said.getvalue()
    assert "veel" in said.getvalue()
    assert not Observation.objects.exists()


def test_the_options_of_the_screen_are_those_of_the_command(partnership, on_disk):
    both = on_disk(outlines({**TWO, "WK015300": box(0, 0, 1000, 1000), "WK034400": box(5000, 0, 5009, 9)}, jaar=None))
    run("import_areas", both, partnership, level="wijk", vintage=2019, whole_file=True)
    assert set(Area.objects.at("wijk").values_list("code", "vintage")) == {("WK015300", 2019), ("WK034400", 2019)}


def test_the_period_and_the_source_can_be_said(partnership, on_disk):
    square_city(partnership)
    table = wide("lonely", {"BU01530000": 40})
    path = on_disk(type(table)(b"buurtcode;lonely\nBU01530000;40", name="x.csv"))
    run("import_statistics", path, partnership, period=2021)
    assert stored(partnership, "lonely", 2021) == {"BU01530000": 40}
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run("import_statistics", path, partnership, period=2022, source="rivm_health")


@pytest.mark.parametrize("command", ["import_areas", "import_statistics"])
def test_an_unknown_partnership_or_file_is_a_sentence(partnership, tmp_path, command):
    with pytest.raises(CommandError, match="no partnership"):
        run(command, tmp_path / "x.csv", "nergens")
    with pytest.raises(CommandError, match="There is no file"):
        run(command, tmp_path / "x.csv", partnership)
