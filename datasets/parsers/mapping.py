"""The reading of the columns of a table: proposed by `recognise`, changed by people, remembered as JSON."""

import json
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, fields
from typing import Literal, Self

type Shape = Literal["wide", "long"]
COLUMN_FIELDS = (
    "code_column",
    "level_column",
    "period_column",
    "indicator_column",
    "value_column",
    "numerator_column",
    "denominator_column",
    "se_column",
    "largest_column",
)


@dataclass(frozen=True)
class Mapping:
    """A wide table has one column per indicator; a long one a row per indicator.

    `indicators` gives for a wide table the indicator's code per column; for a long one, optionally, the code per word
    in the indicator column (other words are taken as codes). `denominator_column` of a wide table tells the people
    behind all its figures. `largest_column` tells which part of the figures in a row their largest contributor brings;
    it is no figure itself. `period` holds where `period_column` is None. `decimal` decides where "1.234" can be read in
    two ways. `areas` is there where `code_column` holds names: the code by names.name_key as a person confirmed it, ""
    for a name that is left out. `per` tells of columns of a wide table what their counts are divided by: inhabitants,
    dwellings or km2, as in sources.rates.
    """

    shape: Shape
    code_column: str
    level_column: str | None = None
    period_column: str | None = None
    period: str | None = None
    indicators: Dictionary[str, str] = field(default_factory=dict)
    indicator_column: str | None = None
    value_column: str | None = None
    numerator_column: str | None = None
    denominator_column: str | None = None
    se_column: str | None = None
    largest_column: str | None = None
    decimal: Literal[",", "."] | None = None
    areas: Dictionary[str, str] | None = None
    per: Dictionary[str, str] = field(default_factory=dict)

    def used_columns(self) -> tuple[str, ...]:
        """Return every column of the table that must be there."""
        named = [getattr(self, name) for name in COLUMN_FIELDS]
        of_values = list(self.indicators) if self.shape == "wide" else []
        return tuple(column for column in [*named, *of_values] if column)

    def to_json(self) -> str:
        """Return text that `from_json` turns into an equal mapping."""
        areas = None if self.areas is None else dict(self.areas)
        return json.dumps(
            {**asdict(self), "indicators": dict(self.indicators), "areas": areas, "per": dict(self.per)},
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the mapping in a text; unknown keys, of an older or newer version, are passed over.

        Raises ValueError for text that is no mapping.
        """
        known = {item.name for item in fields(cls)}
        try:
            stored = {key: value for key, value in json.loads(text).items() if key in known}
            return cls(**stored)
        except (AttributeError, TypeError) as fault:
            raise ValueError("not a column mapping") from fault
