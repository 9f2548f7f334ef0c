/* List, map and chart move together: what is lit in one is lit in all, what is chosen stands in the address and in the panel "why". */
const frame = document.querySelector("[data-heart]");
const said = frame?.querySelector("[data-said]");
const rowOf = (code) => frame.querySelector(`tr[data-area="${CSS.escape(code ?? "")}"]`);
const tell = (name, code, from) => document.dispatchEvent(new CustomEvent(name, { detail: { code, from } }));
const stays = frame && "stays" in frame.dataset; // the page is never left for that of an area
const codeOf = (target) => target.closest?.("tr[data-area], a[data-area]")?.dataset.area ?? null;

function light({ detail: { code } }) {
  for (const lit of frame.querySelectorAll(".is-lit:not(path)")) lit.classList.remove("is-lit");
  if (!code) return;
  for (const mark of frame.querySelectorAll(`tr[data-area="${CSS.escape(code)}"], a[data-area="${CSS.escape(code)}"]`)) mark.classList.add("is-lit");
}

function choose({ detail: { code, from } }) {
  const row = rowOf(code);
  if (!row) return;
  if (row.ariaCurrent === "true") {
    if (from !== "keys" && !stays) location.assign(row.querySelector("th a").href);
    return;
  }
  for (const mark of frame.querySelectorAll("[data-area][aria-current]")) mark.removeAttribute("aria-current");
  for (const mark of frame.querySelectorAll(`[data-area="${CSS.escape(code)}"]:not(path)`)) mark.setAttribute("aria-current", "true");
  turnTo(row);
  if (from === "map" || from === "chart") row.scrollIntoView({ block: "nearest" });
  const address = `${document.getElementById("list").dataset.select}${encodeURIComponent(code)}`;
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll("[data-keeps-area]")) keepArea(link, code);
  for (const field of document.querySelectorAll("[data-chosen]")) field.value = code;
  said.textContent = `${frame.dataset.live} ${row.dataset.label}`;
  tell("area:chosen", code);
  window.htmx?.ajax("GET", address, { target: "#why", swap: "outerHTML" }).then(() => from !== "keys" && showWhy());
}

/* Where the list has parts, the one with this row is shown. */
function turnTo(row) {
  const { part } = row.closest("tbody").dataset;
  for (const each of frame.querySelectorAll("[data-part]")) each.hidden = each.dataset.part !== part;
}

/* On a phone the panel stands below the list: go there. */
function showWhy() {
  if (!window.matchMedia("(min-width: 64rem)").matches) document.getElementById("why").scrollIntoView({ block: "start" });
}

function keepArea(link, code) {
  const address = new URL(link.href);
  address.searchParams.set("area", code);
  link.href = address;
}

function click(event) {
  const mark = event.target.closest("tr[data-area], a[data-area]");
  if (!mark || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (event.target.closest("th a") && !stays) return;
  event.preventDefault();
  tell("area:choose", mark.dataset.area, mark.matches("tr") ? "list" : "chart");
}

/* Arrow keys walk down the list: from the row in focus, or from the chosen one while nothing has the focus; on a page that
   stays, also while a link or button around the list has it. */
const isNowhere = (target) => target === document.body || (stays && target.matches?.("a, button") && !frame.contains(target));
let waiting;
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = isNowhere(event.target) ? frame.querySelector("tr[aria-current]") : event.target.closest?.("tr[data-area]");
  if (!step || !row || event.altKey || event.ctrlKey || event.metaKey) return;
  const rows = [...frame.querySelectorAll("tr[data-area]")];
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  event.preventDefault();
  turnTo(next);
  next.querySelector("th a").focus();
  next.scrollIntoView({ block: "nearest" });
  clearTimeout(waiting);
  waiting = setTimeout(() => tell("area:choose", next.dataset.area, "keys"), 200);
}

if (frame) {
  document.documentElement.classList.add("scripted");
  document.addEventListener("area:lit", light);
  document.addEventListener("area:choose", choose);
  frame.addEventListener("mouseover", (event) => codeOf(event.target) && tell("area:lit", codeOf(event.target)));
  frame.addEventListener("mouseout", (event) => codeOf(event.target) && tell("area:lit", null));
  frame.addEventListener("focusin", (event) => codeOf(event.target) && tell("area:lit", codeOf(event.target)));
  frame.addEventListener("click", click);
  document.addEventListener("keydown", walk);
  document.querySelector("tr[data-area][aria-current]")?.scrollIntoView({ block: "nearest" });
  document.addEventListener("change", ({ target }) => target.closest("[data-submit] select")?.form.requestSubmit());
}
