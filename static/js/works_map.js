/* Works on the outlines: a point, line or surface with the letters of its party; the list is the equal alternative. What
   has no place of its own, or a confidential one, is named at its area. Opportunities and conflicts are drawn in the same way. */
const box = document.querySelector("[data-works-map]");
const MARK = box?.dataset.round ? [32, 32] : [28, 18];
const ABOVE = [16, 40]; // a clash stands above the opportunities of its spot
const NEAREST_ZOOM = 16;
const MIDDLE = 0.5;
const MOST_SPREAD = 500; // marks; more would keep the page waiting at every zoom

const rowOf = (id) => document.querySelector(`[data-work="${id}"]`);
/* Leaflet takes strings for HTML; titles come from people and files. */
const asText = (...lines) => {
  const words = document.createElement("span");
  lines.forEach((line, at) => words.append(...(at ? [document.createElement("br")] : []), line));
  return words;
};

function light(id, lit) {
  rowOf(id)?.classList.toggle("is-lit", lit);
  for (const mark of box.querySelectorAll(`.work-${id}`)) mark.classList.toggle("is-lit", lit);
}

function listen(layer, work) {
  layer.on("mouseover", () => light(work.id, true));
  layer.on("mouseout", () => light(work.id, false));
  if (!box.dataset.near) layer.on("click", () => location.assign(work.href));
  layer.bindTooltip(asText(work.title, work.about));
}

/* Where the letters stand: on the line, in the middle of what a surface spans. */
function middle(layer) {
  if (layer.getLatLng) return layer.getLatLng();
  const parts = layer.getLatLngs().flat(Infinity);
  return layer.feature.geometry.type.includes("Line") && parts.length > 2 ? parts[Math.floor((parts.length - 1) * MIDDLE)] : layer.getBounds().getCenter();
}

function draw(map, work) {
  const className = `work work-${work.id} p-${work.party}`;
  const shape = L.geoJSON({ type: "Feature", geometry: work.shape }, {
    style: ({ geometry }) => ({ className: `${className}${geometry.type.includes("Line") ? " work--line" : ""}` }),
    pointToLayer: (_feature, place) => L.marker(place, { opacity: 0, interactive: false, keyboard: false }),
  });
  const marks = shape.getLayers().map((layer) => {
    if (!layer.getLatLng) {
      listen(layer, work);
      layer.addTo(map);
    }
    const icon = L.divIcon({ className: `work-mark work-${work.id} p-${work.party}`, html: asText(work.letters), iconSize: MARK, ...(work.party === "clash" && { iconAnchor: ABOVE }) });
    const mark = L.marker(middle(layer), { icon, keyboard: false, alt: work.title, riseOnHover: true });
    listen(mark, work);
    return mark.addTo(map);
  });
  return { bounds: boundsOf(shape), marks };
}

const boundsOf = (shape) => shape.getLayers().reduce((sum, layer) => sum.extend(layer.getBounds?.() ?? layer.getLatLng()), L.latLngBounds([]));

/* Marks that would lie over one another step aside, in the order of the table. */
function spread(map, marks) {
  const taken = [];
  for (const mark of marks.slice(0, MOST_SPREAD)) {
    const at = map.latLngToLayerPoint(mark.getLatLng());
    let [x, y, ring] = [0, 0, 0];
    while (taken.some((other) => Math.abs(other.x - at.x - x) < MARK[0] + 2 && Math.abs(other.y - at.y - y) < MARK[1] + 2) && ring < 60) {
      ring += 1;
      x = (ring % 5) * (MARK[0] + 2);
      y = Math.floor(ring / 5) * (MARK[1] + 2);
    }
    taken.push({ x: at.x + x, y: at.y + y });
    const { options } = mark.getIcon();
    options.iconAnchor = [MARK[0] / 2 - x, MARK[1] / 2 - y];
    mark.setIcon(mark.getIcon());
  }
}

/* Opportunities stay where they are: the best of those that would lie over one another stands for them, until one zooms in. */
function thin(map, marks) {
  const kept = [];
  for (const mark of marks) {
    const at = map.latLngToLayerPoint(mark.getLatLng());
    const sign = mark.getElement();
    const clash = sign.classList.contains("p-clash");
    const over = kept.find((other) => other.clash === clash && Math.hypot(other.at.x - at.x, other.at.y - at.y) < MARK[0]);
    sign.classList.toggle("is-under", Boolean(over));
    delete sign.dataset.under;
    if (over) over.sign.dataset.under = Number(over.sign.dataset.under ?? 0) + 1;
    else kept.push({ at, sign, clash });
  }
}

/* What is known by its area only: the area says how many and which. */
function nameUnplaced(layer, works) {
  if (!works.length) return;
  layer.setStyle({ className: "around has-unplaced" });
  layer.getElement()?.classList.add("has-unplaced");
  layer.bringToFront();
  layer.bindTooltip(asText(layer.feature.properties.name, box.dataset.unplaced, ...works.map(({ letters, title }) => `${letters} ${title}`)), { sticky: true });
}

const inside = (code, id) => code === id || (code.startsWith("WK") && id.startsWith(`BU${code.slice(2)}`));

/* The areas that the map is about: of the outlines, or with a shape of their own, where parties drew them. */
function outline(map, around) {
  const asked = JSON.parse(document.getElementById("outlined")?.textContent ?? "[]");
  const own = asked.filter(({ shape }) => shape).map(({ shape }) => L.geoJSON(shape, { style: () => ({ className: "around is-asked" }), interactive: false }).addTo(map));
  const known = around.getLayers().filter((layer) => asked.some(({ code }) => inside(code, layer.feature.id)));
  for (const layer of known) layer.bringToFront().getElement()?.classList.add("is-asked");
  return [...own, ...known];
}

function show(outlines, works) {
  const map = L.map(box, { renderer: L.svg({ padding: 0.5 }), keyboard: false, scrollWheelZoom: false, zoomSnap: 0.25, maxZoom: 20, zoomControl: false, attributionControl: false });
  L.control.zoom({ position: "topright" }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 20 }).addTo(map);
  const around = L.geoJSON(outlines, { style: () => ({ className: "around" }) }).addTo(map);
  map.fitBounds(around.getBounds(), { animate: false });
  const unplaced = works.filter(({ shape }) => !shape);
  const holds = (layer) => unplaced.filter(({ area }) => inside(area, layer.feature.id));
  const areas = new Set(works.map(({ area }) => area));
  const asked = around.getLayers().filter((layer) => holds(layer).length || (box.dataset.near && areas.has(layer.feature.id)));
  around.eachLayer((layer) => nameUnplaced(layer, holds(layer)));
  asked.push(...outline(map, around));
  const drawn = works.filter(({ shape }) => shape).map((work) => draw(map, work));
  const marks = drawn.flatMap((each) => each.marks);
  const bounds = drawn.reduce((sum, each) => sum.extend(each.bounds), L.latLngBounds([]));
  for (const layer of asked) bounds.extend(layer.getBounds()); // one work is seen in its area
  map.fitBounds(bounds.isValid() ? bounds : around.getBounds(), { paddingTopLeft: [24, 24], paddingBottomRight: [60, 24], maxZoom: NEAREST_ZOOM, animate: false });
  const arrange = () => (box.dataset.round ? thin : spread)(map, marks);
  arrange();
  map.on("zoomend", arrange);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
}

function followTable() {
  for (const row of document.querySelectorAll("[data-work]")) {
    for (const [event, lit] of [["mouseenter", true], ["focusin", true], ["mouseleave", false], ["focusout", false]]) row.addEventListener(event, () => light(row.dataset.work, lit));
  }
}

async function start() {
  const answer = await fetch(box.dataset.geometry, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`map ${answer.status}`);
  show(await answer.json(), JSON.parse(document.getElementById("works-on-map").textContent));
  followTable();
  box.dataset.ready = "yes";
}

if (box?.dataset.geometry) {
  start().catch((error) => {
    box.dataset.ready = "failed";
    box.hidden = true;
    document.querySelector("[data-map-failed]").hidden = false;
    console.error(error);
  });
}
