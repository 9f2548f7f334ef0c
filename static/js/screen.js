/* The big screen: another item, layer or order comes in place, so that full screen stays; forms too. What does not fit in place is loaded. */
const map = document.querySelector("[data-map]");
const head = () => document.getElementById("screen-head");
const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
const here = () => location.pathname + location.search;
const WIDE = "(min-width: 64rem)";
let underWay = ""; // the address that the head is asked for: one at a time
let wanted = ""; // what was asked for meanwhile, the last of it: it comes next
let posting = false;

/* Whether the element was swapped for another: a refusal or a lost connection leaves it. */
async function swapped(element, verb, address, more = {}) {
  await window.htmx.ajax(verb, address, { target: element, swap: "outerHTML", ...more }).catch(() => {});
  return !element.isConnected;
}

async function show(address) {
  if (underWay) return void (wanted = address === underWay ? "" : address);
  underWay = address;
  const { rel } = document.activeElement ?? {};
  if (await swapped(head(), "GET", address)) settle(address);
  if (rel) head().querySelector(`a[rel=${rel}]`)?.focus();
  goOn();
}

function goOn() {
  const to = wanted;
  underWay = wanted = "";
  if (to) show(to);
}

/* Map, list and whoever follows hear of the new rows. Other outlines are another page. */
function settle(address) {
  if (map && head().dataset.geometry !== (map.dataset.geometry ?? "")) return location.assign(address);
  history.replaceState(null, "", address);
  tell("standing:changed");
  tell("area:chosen", { code: document.querySelector("tr[data-area][aria-current]")?.dataset.area });
  const said = document.querySelector("[data-said]");
  if (said) said.textContent = head().querySelector("h1").textContent;
  return undefined;
}

/* What is refused is sent once more the usual way: the page that comes says what to mend. */
async function post(form, button) {
  const part = form.closest("#screen-head, #decided") ?? form.closest("#decision-line");
  if (form.elements.to) form.elements.to.value = here();
  const values = button?.name ? { [button.name]: button.value } : {};
  const [asked, ofHead] = [here(), part === head() && !underWay];
  if (ofHead) underWay = asked;
  let refused = false;
  const note = ({ detail }) => (refused ||= detail.xhr.status >= 400);
  document.addEventListener("htmx:responseError", note);
  posting = true;
  const came = await swapped(part, "POST", form.action, { source: form, values });
  posting = false;
  document.removeEventListener("htmx:responseError", note);
  if (came && part.id === "screen-head") {
    if (here() === asked) settle(asked);
    else wanted ||= here(); // chosen meanwhile: the list that came does not know it
  }
  if (ofHead) goOn();
  if (!refused) return;
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  HTMLFormElement.prototype.submit.call(form);
}

function submit(event) {
  const form = event.target;
  if (event.defaultPrevented || !window.htmx || "plain" in form.dataset || !form.closest("#screen-head, #decision-line, .screen__layers")) return;
  event.preventDefault();
  if (form.method === "get") show(`?${new URLSearchParams(new FormData(form))}`);
  else post(form, event.submitter);
}

function click(event) {
  const link = event.target.closest("a[href^='?'], a[data-show]");
  if (event.target.closest("[data-full]")) turnFull();
  if (!link || !window.htmx || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (leaves(link)) show(link.href);
}

function turnFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/* The keys of a clicker go through the items. */
function turn(event) {
  const to = { PageDown: "next", PageUp: "prev" }[event.key];
  const link = to && window.matchMedia(WIDE).matches && head().querySelector(`a[rel=${to}]`);
  if (!link || event.target.closest("input, textarea, select, [role=dialog]")) return;
  event.preventDefault();
  link.click();
}

/* What somebody is writing is not put aside by what others do; whoever goes on to another item is asked first. */
const fields = "textarea, input:not([type=hidden]), select:not([data-chosen])";
const isWritten = (field) =>
  field.options ? field.selectedIndex > 0 && !field.selectedOptions[0].defaultSelected : field.value !== field.defaultValue;

function mark({ target }) {
  for (let box = target.closest("#decided, #decision-line"); box; box = box.parentElement.closest("#decision-line")) {
    box.toggleAttribute("data-busy", [...box.querySelectorAll(fields)].some(isWritten));
  }
}

let unfolded = [];
function keep(event) {
  const { target } = event.detail;
  if (!posting && "busy" in target.dataset) event.detail.shouldSwap = false;
  const done = posting && target.id === "decision-line";
  unfolded = done ? [] : [...target.querySelectorAll("details[open][id]")].map(({ id }) => id);
}

/* What was unfolded stays so, except the form that is done. */
function unfold() {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  mark({ target: document.getElementById("decided") });
}

function leaves(link) {
  const line = document.getElementById("decision-line");
  if (!link.rel || !("busy" in line.dataset)) return true;
  if (!window.confirm(line.dataset.unsaved)) return false;
  delete line.dataset.busy;
  return true;
}

/* Who follows asks again each second, so nothing is kept of that while another request is under way. */
document.addEventListener("screen:show", ({ detail }) => underWay || show(detail.address));
document.addEventListener("submit", submit);
document.addEventListener("click", click);
document.addEventListener("keydown", turn);
document.addEventListener("input", mark);
document.addEventListener("htmx:beforeSwap", keep);
document.addEventListener("htmx:oobBeforeSwap", keep);
document.addEventListener("htmx:afterSwap", unfold);
