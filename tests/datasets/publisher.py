"""A publisher on this machine: answers in the shape of PDOK, CBS, RIVM and the police, and can fail on purpose.

All figures are made up, in the form in which the publishers write them: no real answer of these tables was at hand.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SQUARES = {"gemeenten": ["GM0153"], "wijken": ["WK015300"], "buurten": ["BU01530000", "BU01530001"]}
CODES = {"gemeenten": "gemeentecode", "wijken": "wijkcode", "buurten": "buurtcode"}
SIDE = 0.01  # degrees
INHABITANTS = {"GM0153": 300, "WK015300": 300, "BU01530000": 100, "BU01530001": 200}
CAPABILITIES = """<?xml version="1.0"?><wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0">
<ows:Title>CBS Wijken en Buurten 2020</ows:Title><wfs:FeatureTypeList>
<wfs:FeatureType><wfs:Name>wijkenbuurten:gemeenten2020</wfs:Name></wfs:FeatureType>
<wfs:FeatureType><wfs:Name>wijkenbuurten:cbs_buurten_2020</wfs:Name></wfs:FeatureType>
<wfs:FeatureType><wfs:Name>wijkenbuurten:cbs_wijken_2020</wfs:Name></wfs:FeatureType>
</wfs:FeatureTypeList></wfs:WFS_Capabilities>"""
type Answer = tuple[int, bytes]


@dataclass
class Publisher:
    """`answers` come before what it usually says, one for each question; a function is called with the handler.

    `titles` are further measures of the key figures, each with a figure that rises from area to area.
    """

    address: str = ""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    answers: list[Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    page: int = 1  # features on a page
    titles: dict[str, str] = field(default_factory=dict)

    def usual(self, path: str, query: dict[str, str]) -> Any:
        if "/wfs/" in path:
            return CAPABILITIES if query["request"] == "GetCapabilities" else self.older(path, query)
        if "/collections/" in path:
            return self.features(path, query)
        if path.endswith("/MeasureCodes"):
            titles = {"T001036": "Aantal inwoners", "M1": "Mannen", "M2": "Huishoudens totaal"}
            titles |= {"M3": "Gemiddelde WOZ-waarde van woningen", "M4": "Totaal", "M5": "Totaal"}
            return {"value": [{"Identifier": key, "Title": title} for key, title in (titles | self.titles).items()]}
        if path.endswith("/Observations"):
            return self.observations(query)
        if path.endswith("/TypedDataSet"):
            return {"value": self.rows(path.split("/")[-2], query["$filter"])}
        return None

    def features(self, path: str, query: dict[str, str]) -> Any:
        collection, at = path.split("/")[-2], int(query.get("cursor", 0))
        others = [f"{SQUARES[collection][0][:2]}9999{'00' * (len(SQUARES[collection][0]) // 2 - 3)}"]
        codes = [*others, *SQUARES[collection]]  # a server that pays no heed to the filter
        shown = codes[at : at + self.page]
        links = [{"rel": "self", "href": "#"}]
        if at + self.page < len(codes):
            links.append({"rel": "next", "href": f"{path}?cursor={at + self.page}"})
        made = [self.feature(collection, code, place) for place, code in enumerate(shown, start=at)]
        return {"type": "FeatureCollection", "features": made, "links": links}

    def feature(self, collection: str, code: str, place: int) -> dict[str, Any]:
        left, right = 6.8 + place * SIDE, 6.8 + (place + 1) * SIDE
        ring = [[left, 52.2], [right, 52.2], [right, 52.21], [left, 52.21], [left, 52.2]]
        named = {CODES[collection]: code, CODES[collection].replace("code", "naam"): f"Gebied {code}"}
        properties = {
            **named,
            "gemeentecode": f"GM{code[2:6]}",
            "water": "NEE",
            "aantal_inwoners": INHABITANTS.get(code, 1),
        }
        return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": properties}

    def observations(self, query: dict[str, str]) -> Any:
        figures = [
            {"Measure": measure, "WijkenEnBuurten": f"{code}  ", "Value": value}
            for code, inhabitants in INHABITANTS.items()
            for measure, value in (("T001036", float(inhabitants)), ("M2", inhabitants / 2), ("M3", None), ("M4", 1.0))
        ]
        figures += [
            {"Measure": measure, "WijkenEnBuurten": code, "Value": 10.0 + at}
            for measure in self.titles
            for at, code in enumerate(INHABITANTS)
        ]
        half, second = len(figures) // 2, "skip" in query
        onward = {} if second else {"@odata.nextLink": f"{self.address}/observations/85984NED/Observations?skip=1"}
        return {"value": figures[half:] if second else figures[:half], **onward}

    def older(self, path: str, query: dict[str, str]) -> Any:
        """A service that pays no heed to the filter, and has names for its layers of before 2022."""
        assert "<fes:Literal>GM0153</fes:Literal>" in query["FILTER"]
        [collection] = [name for name in SQUARES if name in query["typeNames"].partition(":")[2]]
        codes = [*SQUARES[collection], SQUARES[collection][0].replace("0153", "9999")]
        return {
            "type": "FeatureCollection",
            "features": [self.feature(collection, code, at) for at, code in enumerate(codes)],
        }

    def rows(self, table: str, asked: str) -> list[dict[str, Any]]:
        """Rows of a TypedDataSet, of what was asked."""
        year = asked.partition("Perioden eq '")[2][:8]
        made = {"50120NED": self.health, "47018NED": self.crimes, "85163NED": self.ses_woa, "86159NED": self.energy}
        return [row for at, code in enumerate(INHABITANTS) for row in made[table](at, code, year)]

    def health(self, at: int, code: str, year: str) -> Iterator[dict[str, Any]]:
        for margin, beside in (("MW00000", 0), ("MOG0095", -4), ("MBG0095", 4)):
            yield {
                "Leeftijd": "20300",
                "Marges": margin,
                "WijkenEnBuurten": code,
                "Perioden": year,
                "SoortRegio_2": "Buurt     ",
                "Codering_3": f"{code}          ",
                "ErvarenGezondheidGoedZeerGoed_4": 76.1 + beside,
                "Overgewicht_9": None,
                "Eenzaam_28": 40.5 + at + beside,
            }

    def crimes(self, at: int, code: str, year: str) -> Iterator[dict[str, Any]]:
        crimes = {"SoortMisdrijf": "0.0.0 ", "WijkenEnBuurten": code, "Perioden": year}
        yield crimes | {"GeregistreerdeMisdrijven_1": 5 * (at + 1)}

    def ses_woa(self, at: int, code: str, year: str) -> Iterator[dict[str, Any]]:
        scores = {"GemiddeldeScore_29": -0.1 * at, "GemiddeldeScore_31": 0.5}
        yield {"WijkenEnBuurten": code, "Perioden": year, "ParticuliereHuishoudens_1": 90, **scores}

    def energy(self, at: int, code: str, year: str) -> Iterator[dict[str, Any]]:
        assert not year  # the table has no column for it
        place = {"WijkenEnBuurten": code, "SoortRegio_2": "Buurt     ", "Codering_3": f"{code}  "}
        figures = {"GemiddeldAardgasverbruik_4": 800 + at, "GemiddeldeElektriciteitslevering_5": 2550}
        yield {"Woningkenmerken": "T001100", **place, **figures, "Stadsverwarming_7": None}


@contextmanager
def publisher() -> Iterator[Publisher]:
    """Listens on the loopback address until the end."""
    made = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.agents.add(self.headers["User-Agent"])
            parts = urlsplit(self.path)
            answer: Any = made.answers.pop(0) if made.answers else None
            if callable(answer):
                answer(self)
                return
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            usual = None if answer else made.usual(parts.path, query)
            plain = usual if isinstance(usual, str) else json.dumps(usual)
            status, body = answer or ((200, plain.encode()) if usual else (404, b""))
            send(self, status, body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def slow(handler: BaseHTTPRequestHandler) -> None:
    """Says nothing for longer than anybody waits here."""
    time.sleep(0.6)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Says something all the time, and never comes to an end."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _byte in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.01)


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    """Sends the asker to a machine that is not the publisher's."""
    send(handler, 302, b"", Location="http://127.0.0.2:9/")


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """Announces more than it sends."""
    send(handler, 200, b'{"value": [', **{"Content-Length": "500"})


def busy(handler: BaseHTTPRequestHandler) -> None:
    """Asks to come back after ten minutes."""
    send(handler, 429, b"", **{"Retry-After": "600"})


def busy_until(handler: BaseHTTPRequestHandler) -> None:
    """Asks to come back at a moment, twenty seconds from now."""
    send(handler, 503, b"", **{"Retry-After": formatdate(time.time() + 20, usegmt=True)})


def busy_till_then(handler: BaseHTTPRequestHandler) -> None:
    """Asks to come back at a moment that is over."""
    send(handler, 503, b"", **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})


def busy_for_a_while(handler: BaseHTTPRequestHandler) -> None:
    """Asks to come back in words."""
    send(handler, 503, b"", **{"Retry-After": "in a while"})
