"""The colours of a layer in QGIS: its own style document (QML), which a GeoPackage can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

type Drawn = Literal["fill", "line", "marker"]
PLAIN = "#7d8ba1"
LAYERS: dict[Drawn, str] = {"fill": "SimpleFill", "line": "SimpleLine", "marker": "SimpleMarker"}


@dataclass(frozen=True, slots=True)
class Class:
    """A colour for a value, or for numbers from `low` up to `high`."""

    label: str
    colour: str
    value: str = ""
    low: float = 0
    high: float = 0


@dataclass(frozen=True, slots=True)
class Style:
    """`column` is the key of the column that colours the layer; without it all is drawn in one colour."""

    column: str = ""
    classes: Sequence[Class] = ()
    graduated: bool = False

    def qml(self, drawn: Drawn) -> str:
        root = Element("qgis", version="3.28.0", styleCategories="Symbology")
        kind = "graduatedSymbol" if self.graduated else "categorizedSymbol"
        renderer = SubElement(root, "renderer-v2", type=kind if self.column else "singleSymbol", symbollevels="0")
        if self.column:
            renderer.set("attr", self.column)
            self._list_classes(renderer)
        symbols = SubElement(renderer, "symbols")
        for number, colour in enumerate([each.colour for each in self.classes] or [PLAIN]):
            _draw(symbols, str(number), colour, drawn)
        return "<!DOCTYPE qgis>" + tostring(root, encoding="unicode")

    def _list_classes(self, renderer: Element) -> None:
        listed = SubElement(renderer, "ranges" if self.graduated else "categories")
        for number, each in enumerate(self.classes):
            found = SubElement(listed, "range" if self.graduated else "category", symbol=str(number), label=each.label)
            found.set("render", "true")
            bounds = {"lower": repr(each.low), "upper": repr(each.high)}
            for name, text in (bounds if self.graduated else {"value": each.value, "type": "string"}).items():
                found.set(name, text)


def _draw(symbols: Element, name: str, colour: str, drawn: Drawn) -> None:
    symbol = SubElement(symbols, "symbol", name=name, type=drawn, alpha="1")
    layer = SubElement(symbol, "layer", {"class": LAYERS[drawn], "enabled": "1", "pass": "0"})
    rgb = ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    border = {"outline_color": "60,60,60,255", "outline_width": "0.2"}
    given = {"fill": {"color": rgb, **border}, "line": {"line_color": rgb, "line_width": "0.6"}}
    for key, value in given.get(drawn, {"color": rgb, "size": "3", **border}).items():
        SubElement(layer, "prop", k=key, v=value)
