/* An outline, or a point or line, by clicks, keys or buttons; what is drawn stands in the text field, and that is what is sent.
   data-draw says what is drawn at first (an outline unless said otherwise), buttons with data-shape what else can be. */
const box = document.querySelector("[data-draw]");
const field = document.getElementById(box?.dataset.field ?? "id_outline");
const inside = document.getElementById(box?.dataset.inside ?? "id_inside");
const said = document.querySelector("[data-said]");
const paste = document.querySelector("[data-paste]");
const where = document.querySelector("[data-where]");
const NEAR_PX = 12; // so near to the first corner a click closes
const SAME_PX = 4; // the second click of a double click
const FEWEST = { Point: 1, LineString: 2, Polygon: 3 };
const WORDS = { Point: "point", LineString: "line", Polygon: "" };
const M_PER_DEGREE = 111_320;

let [map, shown, above] = [null, null, {}];
let [corners, closed] = [[], false];
let kind = box?.dataset.draw || "Polygon";

const enough = () => corners.length >= FEWEST[kind];
const rounded = (degrees) => Number(degrees.toFixed(6)); // a tenth of a metre
const pixels = (one, other) => map.latLngToContainerPoint(one).distanceTo(map.latLngToContainerPoint(other));

function add(place) {
  if (kind === "Point") [corners, closed] = [[], false]; // a click elsewhere moves it
  if (closed) return;
  if (kind === "Polygon" && enough() && pixels(place, corners[0]) <= NEAR_PX) return close();
  if (corners.length && pixels(place, corners.at(-1)) <= SAME_PX) return;
  corners.push(place);
  closed = kind === "Point";
  changed();
}

function close() {
  if (!enough()) return;
  closed = true;
  changed();
}

function undo() {
  if (closed && kind !== "Point") closed = false;
  else corners.pop();
  closed &&= corners.length > 0;
  changed();
}

function clear() {
  [corners, closed] = [[], false];
  changed();
}

/* Another kind keeps the corners that are there; a point keeps the first. */
function choose(wanted) {
  kind = wanted;
  if (kind === "Point") corners.splice(1);
  closed = kind === "Point" && corners.length > 0;
  changed();
}

function changed() {
  const places = corners.map((place) => [rounded(place.lng), rounded(place.lat)]);
  const coordinates = { Point: places[0], LineString: places, Polygon: [[...places, places[0]]] }[kind];
  field.value = enough() ? JSON.stringify({ type: kind, coordinates }) : "";
  show();
}

function show() {
  shown.clearLayers();
  for (const button of document.querySelectorAll("[data-shape]")) button.ariaPressed = String(button.dataset.shape === kind);
  const line = closed && kind === "Polygon" ? L.polygon(corners, { ...above, className: "drawn is-closed" }) : L.polyline(corners, { ...above, className: "drawn" });
  line.addTo(shown);
  corners.forEach((place, at) => L.circleMarker(place, { ...above, className: "corner", radius: kind === "Point" || (!at && !closed && kind === "Polygon") ? 7 : 4 }).addTo(shown));
  const pattern = closed ? "closed" : enough() ? "enough" : corners.length ? "few" : "none";
  const words = WORDS[kind] ? WORDS[kind] + pattern[0].toUpperCase() + pattern.slice(1) : pattern;
  const [surface, length] = [surfaceOf(corners), lengthOf(corners)].map((size) => Math.round(size).toLocaleString(document.documentElement.lang));
  said.textContent = box.dataset[words].replace("{n}", corners.length).replace("{m2}", surface).replace("{m}", length);
}

const lengthOf = (line) => line.slice(1).reduce((sum, place, at) => sum + place.distanceTo(line[at]), 0);

/* Good to a percent at the size of a city; the server measures. */
function surfaceOf(ring) {
  const squeeze = Math.cos(((ring[0]?.lat ?? 0) * Math.PI) / 180);
  const twice = ring.reduce((sum, here, at) => {
    const next = ring[(at + 1) % ring.length];
    return sum + (here.lng - ring[0].lng) * (next.lat - ring[0].lat) - (next.lng - ring[0].lng) * (here.lat - ring[0].lat);
  }, 0);
  return (Math.abs(twice) / 2) * M_PER_DEGREE ** 2 * squeeze;
}

/* What was pasted, or comes back after a refusal: one plain shape can be drawn on; anything else is left to the field. */
function read() {
  try {
    const found = JSON.parse(field.value);
    const { type, coordinates } = found.geometry ?? found;
    const asked = box.dataset.draw ? Object.keys(FEWEST) : ["Polygon"];
    if (!asked.includes(type) || (type === "Polygon" && coordinates.length !== 1)) return false;
    const places = { Point: [coordinates], LineString: coordinates, Polygon: coordinates[0].slice?.(0, -1) }[type];
    corners = places.map(([lng, lat]) => L.latLng(lat, lng));
    [kind, closed] = [type, true];
  } catch {
    return false;
  }
  show();
  return true;
}

/* The name of what lies under the pointer stands in a corner of the map, where it is in no line's way. */
function backdrop(outlines, className) {
  return L.geoJSON(outlines, {
    style: () => ({ className }),
    onEachFeature: ({ properties }, layer) => {
      layer.on("mouseover", () => (where.textContent = properties.name));
      layer.on("mouseout", () => (where.textContent = ""));
    },
  }).addTo(map);
}

/* The buurt that is asked for, or all of a wijk. Shapes have no element before the map has a view. */
function look(around, mine) {
  const asked = inside.value;
  const lies = (code) => asked && (code === asked || (asked.startsWith("WK") && code.startsWith(`BU${asked.slice(2)}`)));
  const wanted = around.getLayers().filter(({ feature }) => lies(feature.id));
  const bounds = wanted.reduce((sum, layer) => sum.extend(layer.getBounds()), L.latLngBounds([]));
  map.fitBounds(bounds.isValid() ? bounds : around.getBounds(), { padding: [12, 12], animate: false });
  around.eachLayer((layer) => layer.getElement().classList.toggle("is-asked", wanted.includes(layer)));
  for (const layer of wanted) layer.bringToFront();
  mine?.bringToFront();
}

function listen(around, mine) {
  const tools = { add: () => add(map.getCenter()), close, undo, clear };
  const keys = { " ": tools.add, Enter: close, Backspace: undo };
  map.on("click", ({ latlng }) => {
    box.focus({ preventScroll: true }); // the keys go on where the pointer was
    add(latlng);
  });
  map.on("dblclick", close);
  box.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.target !== box) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const button of document.querySelectorAll("[data-tool]")) button.addEventListener("click", tools[button.dataset.tool]);
  for (const button of document.querySelectorAll("[data-shape]")) button.addEventListener("click", () => choose(button.dataset.shape));
  inside.addEventListener("change", () => look(around, mine));
  field.addEventListener("change", () => read() && map.fitBounds(L.latLngBounds(corners), { animate: false }));
}

async function outlines(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`map ${answer.status}`);
  return answer.json();
}

async function start() {
  const [buurten, own] = await Promise.all([outlines(box.dataset.geometry), box.dataset.own ? outlines(box.dataset.own) : null]);
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  map = L.map(box, { renderer: L.svg({ padding: 0.5 }), zoomSnap: 0.25, maxZoom: 20, keyboardPanDelta: 40, doubleClickZoom: false, zoomControl: false, attributionControl: false });
  L.control.zoom({ position: "topright" }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 20 }).addTo(map);
  const around = backdrop(buurten, "around");
  const mine = own?.features.length ? backdrop(own, "own") : null;
  map.createPane("drawn");
  above = { pane: "drawn", renderer: L.svg({ pane: "drawn", padding: 0.5 }), interactive: false };
  shown = L.layerGroup().addTo(map);
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", box.dataset.label);
  box.setAttribute("aria-describedby", "keys");
  look(around, mine);
  const drawn = read();
  paste.open = Boolean(field.value) && !drawn;
  if (drawn) map.fitBounds(L.latLngBounds(corners), { padding: [60, 60], maxZoom: kind === "Point" ? 14 : 17, animate: false });
  else show();
  listen(around, mine);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
  box.dataset.ready = "yes";
}

if (box) {
  start().catch((error) => {
    box.dataset.ready = "failed";
    document.querySelector("[data-failed]").hidden = false;
    console.error(error);
  });
}
