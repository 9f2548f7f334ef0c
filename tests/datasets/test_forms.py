"""Forms of the data desk: what is accepted, what is refused, and how it is understood."""

import io
import zipfile

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from datasets.forms.assets import AssetForm
from datasets.forms.borders import LinkForm
from datasets.forms.fields import DecimalSignField, MetresField, PercentField
from datasets.forms.mapping import MappingForm
from datasets.forms.mapping_guesses import free_code
from datasets.forms.uploads import UploadForm
from datasets.models import AreaLink, Asset, Delivery, Indicator
from tests.factories import PartnershipFactory, square_city


def upload_form(content, name="file.csv", **data):
    return UploadForm(data, MultiValueDict({"file": [SimpleUploadedFile(name, content)]}))


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"buurt;waarde\nBU01530301;3\n", "statistics"),
        (b'\xef\xbb\xbf {"type": "FeatureCollection"}', "boundaries"),
        (b"SQLite format 3\x00" + bytes(90), "boundaries"),
        (zipped("wijken.SHP", "wijken.dbf"), "boundaries"),
        (zipped("xl/workbook.xml"), "statistics"),
        (b"PK\x03\x04 and then nothing that a zip has", "statistics"),
    ],
)
def test_the_content_of_a_file_tells_boundaries_from_figures(content, kind):
    form = upload_form(content, name="whatever.txt")
    assert form.is_valid()
    assert form.cleaned_data["kind"] == kind


def test_looking_at_the_content_leaves_the_file_at_its_beginning():
    form = upload_form(zipped("wijken.shp"))
    assert form.is_valid()
    assert form.cleaned_data["file"].read(2) == b"PK"


def test_what_the_user_says_of_the_kind_goes_before_what_the_content_looks_like():
    form = upload_form(b"SQLite format 3\x00", kind="statistics")
    assert form.is_valid()
    assert form.cleaned_data["kind"] == "statistics"


def test_only_filled_in_options_are_passed_on():
    form = upload_form(b"a;b\n1;2\n", period="2024")
    assert form.is_valid()
    assert form.options == {"period": 2024}


def test_a_file_over_the_limit_is_refused_with_a_repair(settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    form = upload_form(b"x" * 11)
    assert not form.is_valid()
    assert form.has_error("file", "too_large")
    assert len(form.errors["file"]) == 2


def test_no_file_and_an_empty_file_are_refused():
    assert UploadForm({}, MultiValueDict()).errors["file"]
    assert upload_form(b"").errors["file"]


@pytest.mark.parametrize("period", ["24", "2.024", "20245", "vorig jaar"])
def test_a_period_that_is_no_year_is_refused(period):
    assert upload_form(b"a;b\n1;2\n", period=period).errors["period"]


@pytest.mark.parametrize(("typed", "number"), [("52,22", 52.22), ("52.22", 52.22), (" 257 350,5 ", 257350.5)])
def test_a_number_may_have_a_comma_or_a_point(typed, number):
    with translation.override("nl"):
        assert DecimalSignField().clean(typed) == number


def test_a_share_is_shown_and_typed_as_a_percentage():
    field = PercentField(min_value=0, max_value=100)
    assert field.prepare_value(0.3) == "30"
    assert field.clean("30") == pytest.approx(0.3)


def asset(partnership, **place):
    data = {"name": "Huis van de Wijk", "kind": "community_centre", "reach_m": "800", **place}
    return AssetForm(data, partnership=partnership)


def test_degrees_are_converted_to_rd(partnership):
    form = asset(partnership, latitude="52,2215", longitude="6,8937")
    assert form.is_valid(), form.errors
    assert form.asset["point"].srid == 28992
    assert form.asset["point"].x == pytest.approx(258_000, abs=1500)
    assert form.asset["point"].y == pytest.approx(471_500, abs=1500)


def test_rd_coordinates_are_kept(partnership):
    form = asset(partnership, x="257350", y="471900,5")
    assert form.is_valid(), form.errors
    assert form.asset["point"].coords == (257350, 471900.5)


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"x": "257350"},
        {"latitude": "52.2"},
        {"x": "257350", "y": "471900", "latitude": "52.2", "longitude": "6.9"},
        {"x": "257350", "y": "52.2"},
        {"latitude": "6.9", "longitude": "52.2"},
    ],
    ids=["none", "half RD", "half degrees", "both", "mixed up", "swapped"],
)
def test_a_place_is_one_whole_pair_of_coordinates_in_the_netherlands(partnership, place):
    assert not asset(partnership, **place).is_valid()


def test_a_name_is_taken_only_within_the_partnership(partnership):
    other = PartnershipFactory.create()
    Asset.objects.create(
        partnership=other, name="Huis van de Wijk", kind="other", point=Point(257350, 471900, srid=28992)
    )
    assert asset(partnership, x="257350", y="471900").is_valid()
    assert asset(other, x="257350", y="471900").errors["name"]


def test_a_border_keeps_its_share_between_nothing_and_all(db):
    data = {"border_m": "1000,5", "barrier": "rail", "barrier_share": "120", "crossings": "2", "permeability": "40"}
    form = LinkForm(data, instance=AreaLink(a_id=1, b_id=2))
    assert set(form.errors) == {"barrier_share"}


def delivery(**mapping):
    recognised = {
        "header": ["buurt", "jaar", "Klachten", "Huur", "Opmerking"],
        "first_rows": [["BU01530301", "2024", "", "5,7", "goed"], ["BU01530302", "2024", "8", "2,6", "goed"]],
        "columns": [
            {"column": "buurt", "indicator": None, "kind": "code"},
            {"column": "jaar", "indicator": None, "kind": "period"},
            {"column": "Klachten", "indicator": None, "kind": "number"},
            {"column": "Huur", "indicator": None, "kind": "number"},
            {"column": "Opmerking", "indicator": None, "kind": "text"},
        ],
        "mapping": {"shape": "wide", "code_column": "buurt", "period_column": "jaar", "indicators": {}},
    }
    return Delivery(name="klachten 2024.csv", recognised=recognised, mapping=mapping)


INDICATORS = [Indicator(code="rent_arrears", name_nl="Huurachterstand", theme="social", role="urgency", direction=1)]
WIDE = {"title": "Klachten", "shape": "wide", "code_column": "buurt", "period_column": "jaar", "c1-use": "rent_arrears"}
NEW = {
    "c0-use": "new",
    "c0-name_nl": "Klachten over overlast",
    "c0-theme": "safety",
    "c0-role": "urgency",
    "c0-direction": "1",
    "c0-undivided": "Elke klacht kost evenveel werk.",
}


def mapping_form(data=None, **mapping):
    return MappingForm(data, delivery=delivery(**mapping), indicators=INDICATORS)


def test_columns_with_numbers_are_offered_with_their_first_values():
    form = mapping_form()
    assert [(column.column, column.samples) for column in form.columns] == [
        ("Klachten", ["8"]),
        ("Huur", ["5,7", "2,6"]),
    ]


def test_what_was_recognised_is_filled_in_and_the_dataset_is_called_as_the_file_without_its_year():
    form = mapping_form()
    assert (form["code_column"].value(), form["period_column"].value(), form["title"].value()) == (
        "buurt",
        "jaar",
        "klachten",
    )


def test_a_remembered_mapping_is_filled_in():
    form = mapping_form(title="Overlast", indicators={"Huur": "rent_arrears"})
    assert form["title"].value() == "Overlast"
    assert [column["use"].value() for column in form.columns] == ["", "rent_arrears"]


def test_a_mapping_names_existing_and_new_indicators():
    form = mapping_form(WIDE | NEW)
    assert form.is_valid(), form.all_errors
    mapping = form.mapping()
    assert mapping["indicators"] == {"Klachten": "klachten_over_overlast", "Huur": "rent_arrears"}
    assert mapping["new_indicators"]["klachten_over_overlast"] == {
        "name_nl": "Klachten over overlast",
        "name_en": "",
        "theme": "safety",
        "role": "urgency",
        "direction": 1,
        "unit": "",
        "nature": "fact",
        "undivided": "Elke klacht kost evenveel werk.",
    }
    assert mapping["per"] == {}


@pytest.mark.parametrize("unit", ["", "aantal"])
@pytest.mark.parametrize("role", ["urgency", "potential"])
def test_a_number_that_counts_is_divided_or_has_a_written_reason(role, unit):
    data = WIDE | NEW | {"c0-role": role, "c0-unit": unit, "c0-undivided": " "}
    with translation.override("en"):
        form = mapping_form(data)
        assert not form.is_valid()
        assert form.all_errors == [
            (
                "id_c0-per",
                "Klachten, Divide the numbers?: A larger area has more of it. Divide the number, or write down why not.",
            )
        ]
    assert mapping_form(data | {"c0-role": "context"}).is_valid()
    assert mapping_form(data | {"c0-unit": "%"}).is_valid()


@pytest.mark.parametrize(
    ("per", "unit"), [("inhabitants", "per 1.000 inwoners"), ("dwellings", "per 1.000 woningen"), ("km2", "per km²")]
)
def test_a_divided_number_has_the_unit_of_its_division(per, unit):
    form = mapping_form(WIDE | NEW | {"c0-per": per, "c0-unit": "aantal"})
    assert form.is_valid(), form.all_errors
    mapping = form.mapping()
    assert mapping["per"] == {"Klachten": per}
    made = mapping["new_indicators"]["klachten_over_overlast"]
    assert (made["unit"], "undivided" in made) == (unit, False)
    assert mapping_form(None, **mapping).columns[0]["per"].value() == per


def test_a_number_is_not_divided_for_an_indicator_in_another_unit():
    with translation.override("en"):
        form = mapping_form(WIDE | {"c1-per": "inhabitants"})
        assert not form.is_valid()
        assert form.all_errors == [
            ("id_c1-per", "Huur, Divide the numbers?: “–” is the unit of this indicator, not “per 1.000 inwoners”.")
        ]


def test_only_columns_of_whole_numbers_are_offered_to_be_divided():
    assert [column.may_be_counts for column in mapping_form().columns] == [True, False]


def test_a_new_indicator_that_counts_needs_a_direction_and_says_in_which_column():
    with translation.override("en"):
        form = mapping_form(WIDE | NEW | {"c0-direction": ""})
        assert not form.is_valid()
        assert form.all_errors == [
            ("id_c0-direction", "Klachten, Direction: Choose whether more or less of it counts.")
        ]


def test_context_has_no_direction():
    form = mapping_form(WIDE | NEW | {"c0-role": "context"})
    assert form.is_valid(), form.all_errors
    assert form.mapping()["new_indicators"]["klachten_over_overlast"]["direction"] == 0


def test_fields_of_a_new_indicator_are_ignored_where_none_is_asked_for():
    form = mapping_form(WIDE | NEW | {"c0-use": "", "c0-theme": "no such theme"})
    assert form.is_valid(), form.all_errors


def test_a_table_without_a_year_needs_a_year_column_or_one_year():
    assert not mapping_form(WIDE | {"period_column": ""}).is_valid()
    form = mapping_form(WIDE | {"period_column": "", "period": "2024"})
    assert form.is_valid(), form.all_errors
    assert form.mapping()["period"] == "2024"


def test_a_wide_table_needs_at_least_one_indicator():
    assert not mapping_form(WIDE | {"c1-use": ""}).is_valid()


def test_one_indicator_is_not_read_from_two_columns():
    assert not mapping_form(WIDE | {"c0-use": "rent_arrears"}).is_valid()


def test_an_indicator_that_a_known_source_declares_is_offered_before_it_is_stored():
    form = mapping_form(WIDE | {"c0-use": "lonely", "c1-use": ""}, indicators={"Klachten": "lonely"})
    assert form.columns[0]["use"].value() == "lonely"
    assert form.is_valid(), form.all_errors
    assert (form.mapping()["indicators"], form.mapping()["new_indicators"]) == ({"Klachten": "lonely"}, {})


def test_a_new_indicator_of_an_earlier_try_is_kept_when_something_else_is_changed():
    made = {"nuisance": {"name_nl": "Overlast", "theme": "safety", "role": "urgency", "direction": 1}}
    form = mapping_form(
        WIDE | {"c0-use": "nuisance", "c1-use": "", "period_column": "", "period": "2024"},
        indicators={"Klachten": "nuisance"},
        new_indicators=made,
    )
    assert form.is_valid(), form.all_errors
    assert form.mapping()["new_indicators"] == made


def test_a_new_indicator_never_takes_the_code_of_a_declared_one():
    form = mapping_form(WIDE | NEW | {"c0-name_en": "Lonely"})
    assert form.is_valid(), form.all_errors
    assert form.mapping()["indicators"]["Klachten"] == "lonely_2"


def test_a_long_table_needs_its_two_columns_and_no_indicators():
    long = {"title": "Lang", "shape": "long", "code_column": "buurt", "period_column": "jaar"}
    assert set(mapping_form(long).errors) == {"indicator_column", "value_column"}
    form = mapping_form(long | {"indicator_column": "Opmerking", "value_column": "Huur"})
    assert form.is_valid(), form.all_errors
    assert form.mapping()["value_column"] == "Huur"


def test_a_code_is_never_given_twice():
    assert free_code("Rent arrears", {"rent_arrears", "rent_arrears_2"}) == "rent_arrears_3"
    assert free_code("…", set()) == "indicator"


@pytest.mark.parametrize(("typed", "metres"), [("1366", 1366), ("1.366", 1366), ("1,366", 1366), ("1366,5", 1366.5)])
def test_metres_are_read_as_a_dutch_or_an_english_hand_writes_them(typed, metres):
    assert MetresField().clean(typed) == metres


def test_whole_metres_that_nobody_changed_keep_what_the_map_measured(partnership):
    data = {"border_m": "1366", "barrier": "none", "barrier_share": "0", "crossings": "0", "permeability": "100"}
    square_city(partnership)
    link = AreaLink.objects.first()
    for measured, kept in ((1366.166, 1366.166), (1400.0, 1366)):
        link.border_m = measured
        form = LinkForm(data, instance=link)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["border_m"] == kept
