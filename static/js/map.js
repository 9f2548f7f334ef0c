/* The map: outlines from their own address, colours and spoken names from the rows of the list, so that both say the same. */
const box = document.querySelector("[data-map]");
const rows = new Map();
const DARK = new Set(["u4", "u5", "p4", "p5", "b23", "b31", "b32", "b33", "d1", "e1", "e5"]);
const NUMBERED = 12;

const rankOf = (code) => Number(rows.get(code)?.dataset.rank || Infinity);
const tell = (name, code) => document.dispatchEvent(new CustomEvent(name, { detail: { code, from: "map" } }));

function readRows() {
  rows.clear();
  for (const row of document.querySelectorAll("tr[data-area]")) rows.set(row.dataset.area, row);
}

/* Leaflet takes strings for HTML; names and publishers come out of files. */
const asText = (words) => Object.assign(document.createElement("span"), { textContent: words }).innerHTML;

function draw(outlines) {
  const map = L.map(box, { renderer: L.svg({ padding: 0.5 }), keyboard: false, zoomSnap: 0.25, zoomControl: false, attributionControl: false });
  L.control.zoom({ position: "topright" }).addTo(map);
  if (box.dataset.source) L.control.attribution({ prefix: false }).addAttribution(asText(box.dataset.source)).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 18 }).addTo(map);
  const layers = new Map();
  const geo = L.geoJSON(outlines, {
    style: ({ id }) => ({ className: `area fill-${rows.get(id)?.dataset.fill ?? "none"}`, weight: 1.25, fillOpacity: 1 }),
    onEachFeature: ({ id }, layer) => layers.set(id, layer),
  }).addTo(map);
  const legend = document.querySelector(".legend").offsetHeight;
  const below = box.offsetHeight > 3 * legend ? legend + 12 : 8;
  map.fitBounds(builtUp(geo), { paddingTopLeft: [8, 8], paddingBottomRight: [8, below], animate: false });
  addWholeCity(map, geo);
  drawBarriers(map, outlines);
  drawAssets(map);
  const pins = addPins(map, outlines);
  for (const [code, layer] of layers) makeReachable(layer, code);
  label(map.getPane("overlayPane").querySelector("svg"));
  follow(map, layers, pins);
  document.addEventListener("standing:changed", () => repaint(layers, pins));
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
  box.dataset.ready = "yes";
}

/* The first view holds the first dozen and the built-up city; one far outskirt would shrink the rest to specks. */
function builtUp(geo) {
  const all = geo.getLayers().map((layer) => ({ bounds: layer.getBounds(), first: rankOf(layer.feature.id) <= NUMBERED }));
  const size = ({ bounds }) => (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth());
  const middle = all.map(size).sort((one, other) => one - other)[Math.floor(all.length / 2)];
  const small = all.filter((area) => size(area) <= 4 * middle);
  const trim = Math.floor(small.length * 0.08);
  const within = (axis) => {
    const places = small.map(({ bounds }) => bounds.getCenter()[axis]).sort((one, other) => one - other);
    return ({ bounds }) => bounds.getCenter()[axis] >= places[trim] && bounds.getCenter()[axis] <= places.at(-1 - trim);
  };
  const [inWidth, inHeight] = [within("lng"), within("lat")];
  const shown = small.filter((area) => inWidth(area) && inHeight(area)).concat(all.filter(({ first }) => first));
  return shown.reduce((sum, { bounds }) => sum.extend(bounds), L.latLngBounds([]));
}

function addWholeCity(map, geo) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const button = L.DomUtil.create("a", "whole", bar);
    Object.assign(button, { href: "#map", textContent: "⤢", title: box.dataset.whole, role: "button", ariaLabel: box.dataset.whole });
    L.DomEvent.on(button, "click", (event) => {
      L.DomEvent.stop(event);
      map.fitBounds(geo.getBounds(), { padding: [8, 8] });
    });
    return bar;
  };
  control.addTo(map);
}

const ringsOf = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);

/* Borders are simplified together, so two neighbours share their points: the barrier is the line they have in common. */
function drawBarriers(map, outlines) {
  map.createPane("barriers");
  const renderer = L.svg({ padding: 0.5, pane: "barriers" });
  const shapes = new Map(outlines.features.map(({ id, geometry }) => [id, geometry]));
  const segments = (geometry) => {
    const found = new Map();
    for (const ring of ringsOf(geometry).flat()) {
      for (let at = 1; at < ring.length; at += 1) {
        const ends = [ring[at - 1], ring[at]];
        found.set(ends.map(String).sort().join(" "), ends.map(([x, y]) => [y, x]));
      }
    }
    return found;
  };
  for (const [first, second] of JSON.parse(document.getElementById("barriers").textContent)) {
    if (!shapes.has(first) || !shapes.has(second)) continue;
    const there = segments(shapes.get(second));
    const line = [...segments(shapes.get(first))].filter(([key]) => there.has(key)).map(([, ends]) => ends);
    for (const className of ["barrier-under", "barrier-over"]) L.polyline(line, { className, renderer, interactive: false }).addTo(map);
  }
}

/* Other weights: the same outlines in other colours, with other ranks and spoken names. */
function repaint(layers, pins) {
  readRows();
  for (const [code, layer] of layers) {
    const path = layer.getElement();
    for (const name of [...path.classList].filter((name) => name.startsWith("fill-"))) path.classList.remove(name);
    path.classList.add(`fill-${rows.get(code)?.dataset.fill ?? "none"}`);
    path.setAttribute("aria-label", rows.get(code)?.dataset.label ?? code);
  }
  pins.renew();
}

function drawAssets(map) {
  for (const [x, y, name, kind] of JSON.parse(document.getElementById("assets").textContent)) {
    const icon = L.divIcon({ className: "asset-mark", iconSize: [14, 14] });
    L.marker([y, x], { icon, keyboard: false, zIndexOffset: -1000, alt: `${name}, ${kind}` }).bindTooltip(asText(`${name} (${kind})`)).addTo(map);
  }
}

/* The point inside a shape that is farthest from its edges, on a grid of 14 by 14: good enough for a letter. */
function heart(geometry) {
  let best = { room: -1 };
  for (const [outer] of ringsOf(geometry)) {
    const [xs, ys] = [outer.map(([x]) => x), outer.map(([, y]) => y)];
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const squeeze = Math.cos((south * Math.PI) / 180);
    for (let i = 1; i < 14; i += 1) {
      for (let j = 1; j < 14; j += 1) {
        const [x, y] = [west + ((east - west) * i) / 14, south + ((north - south) * j) / 14];
        const room = distanceInside(x, y, outer, squeeze);
        if (room > best.room) best = { room, at: [y, x] };
      }
    }
  }
  return best;
}

function distanceInside(x, y, ring, squeeze) {
  let inside = false;
  let nearest = Infinity;
  for (let at = 1; at < ring.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [ring[at - 1], ring[at]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    const [dx, dy] = [(x2 - x1) * squeeze, y2 - y1];
    const along = Math.max(0, Math.min(1, ((x - x1) * squeeze * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    nearest = Math.min(nearest, Math.hypot((x - x1) * squeeze - along * dx, y - y1 - along * dy));
  }
  return inside ? nearest : -1;
}

/* Letters of the groups on the first dozen and on whatever is chosen; when one zooms in, on all that have room. A number would
   tell an order that nobody is certain of. */
function addPins(map, outlines) {
  const places = new Map(outlines.features.map(({ id, geometry }) => [id, heart(geometry)]).filter(([, { at }]) => at));
  const markers = new Map();
  const marker = (code) => {
    const { fill } = rows.get(code).dataset;
    const looks = `${DARK.has(fill) ? " on-dark" : ""}${rankOf(code) <= NUMBERED ? " is-first" : ""}`;
    const icon = L.divIcon({ className: `pin fill-${fill}${looks}`, html: `<b>${rows.get(code).dataset.group}</b>`, iconSize: [0, 0] });
    return L.marker(places.get(code).at, { icon, interactive: false, keyboard: false });
  };
  const show = () => {
    const scale = 256 * 2 ** map.getZoom() / 360;
    for (const [code, pin] of markers) {
      const wanted = rankOf(code) <= NUMBERED ? 6 : 15;
      const fits = places.get(code).room * scale * 1.6 > wanted || rows.get(code)?.ariaCurrent === "true";
      if (fits !== map.hasLayer(pin)) fits ? pin.addTo(map) : pin.remove();
    }
  };
  const renew = () => {
    for (const pin of markers.values()) pin.remove();
    markers.clear();
    for (const code of places.keys()) if (rankOf(code) < Infinity) markers.set(code, marker(code));
    show();
    const chosen = document.querySelector("tr[data-area][aria-current]")?.dataset.area;
    markers.get(chosen)?.getElement()?.classList.add("is-chosen");
  };
  map.on("zoomend", show);
  document.addEventListener("area:chosen", show);
  renew();
  return { get: (code) => markers.get(code), renew };
}

function makeReachable(layer, code) {
  const path = layer.getElement();
  path.dataset.area = code;
  path.setAttribute("role", "option");
  path.setAttribute("aria-label", rows.get(code)?.dataset.label ?? code);
  path.setAttribute("tabindex", "-1");
  layer.on("mouseover", () => tell("area:lit", code));
  layer.on("mouseout", () => tell("area:lit", null));
  layer.on("click", () => tell("area:choose", code));
  path.addEventListener("focus", () => tell("area:lit", code));
  layer.bindTooltip(() => asText(rows.get(code)?.dataset.label ?? code), { sticky: true, direction: "top", offset: [0, -8] });
}

function label(svg) {
  svg.setAttribute("role", "listbox");
  svg.setAttribute("aria-label", box.dataset.label);
  svg.querySelector("g").setAttribute("role", "presentation");
}

function follow(map, layers, pins) {
  const pathOf = (code) => layers.get(code)?.getElement();
  let [lit, chosen] = [null, null];
  const choose = (code) => {
    const path = pathOf(chosen);
    path?.classList.remove("is-chosen");
    path?.setAttribute("tabindex", "-1");
    path?.setAttribute("aria-selected", "false");
    pins.get(chosen)?.getElement()?.classList.remove("is-chosen");
    chosen = code;
    if (!layers.has(code)) return;
    const focused = document.activeElement === pathOf(code);
    layers.get(code).bringToFront();
    if (focused) pathOf(code).focus({ preventScroll: true });
    pathOf(code).classList.add("is-chosen");
    pathOf(code).setAttribute("tabindex", "0");
    pathOf(code).setAttribute("aria-selected", "true");
    pins.get(code)?.getElement()?.classList.add("is-chosen");
    const middle = layers.get(code).getBounds().getCenter();
    if (!map.getBounds().contains(middle)) map.panTo(middle);
  };
  document.addEventListener("area:lit", ({ detail }) => {
    pathOf(lit)?.classList.remove("is-lit");
    lit = detail.code;
    pathOf(lit)?.classList.add("is-lit");
  });
  document.addEventListener("area:chosen", ({ detail }) => choose(detail.code));
  const first = document.querySelector("tr[data-area][aria-current]") ?? document.querySelector("tr[data-area]");
  if (first) choose(first.dataset.area);
  box.addEventListener("keydown", (event) => walk(event, layers, pathOf));
}

function walk(event, layers, pathOf) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const code = event.target.dataset?.area;
  if (!code) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    tell("area:choose", code);
  }
  if (!step) return;
  event.preventDefault();
  const order = [...rows.keys()].filter((key) => layers.has(key)).sort((one, other) => rankOf(one) - rankOf(other) || 0);
  const next = order[order.indexOf(code) + step];
  if (next) pathOf(next).focus();
}

async function start() {
  const answer = await fetch(box.dataset.geometry, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`map ${answer.status}`);
  draw(await answer.json());
}

if (box?.dataset.geometry) {
  readRows();
  start().catch((error) => {
    box.dataset.ready = "failed";
    document.querySelector("[data-failed]").hidden = false;
    console.error(error);
  });
}
