/* Sliders: the list is asked again after each move, the address follows so that it can be shared, and nothing is saved. */
const WAIT_MS = 120;
let waiting;

const theForm = () => document.querySelector("[data-what-if]");
const fields = () => [...theForm().querySelectorAll("input[type=number]")];
const numberOf = (field) => Math.max(0, Number(field.value) || 0);

function showShares() {
  for (const tree of theForm().querySelectorAll("fieldset")) {
    const inside = [...tree.querySelectorAll(".slider")];
    const total = inside.reduce((sum, slider) => sum + numberOf(slider.querySelector("input[type=number]")), 0);
    for (const slider of inside) {
      const share = total ? (100 * numberOf(slider.querySelector("input[type=number]"))) / total : 0;
      slider.querySelector("[data-share]").textContent = `${Math.round(share)} %`;
    }
  }
}

function together(event) {
  const slider = event.target.closest("[data-what-if] .slider");
  if (!slider) return;
  const [range, number] = [slider.querySelector("[data-range]"), slider.querySelector("input[type=number]")];
  if (event.target === range) number.value = range.value;
  else range.value = numberOf(number);
  showShares();
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT_MS);
}

/* A weight that is as agreed stays out of the address. */
function address() {
  const query = new URLSearchParams(new FormData(theForm()));
  const untouched = fields().every((field) => numberOf(field) === Number(field.dataset.agreed));
  if (untouched) for (const field of fields()) query.delete(field.name);
  return `?${query}`;
}

async function ask() {
  const [to, form] = [address(), theForm()];
  form.setAttribute("aria-busy", "true");
  await window.htmx.ajax("GET", to, { target: "#list", swap: "outerHTML" });
  form.removeAttribute("aria-busy");
  history.replaceState(null, "", to);
  document.dispatchEvent(new CustomEvent("standing:changed"));
  keepWeights(to);
}

/* Links to another layer or order keep what the sliders say. */
function keepWeights(to) {
  const now = new URLSearchParams(to);
  for (const link of document.querySelectorAll("a[data-keeps-area]:not([data-back])")) {
    const url = new URL(link.href);
    for (const field of fields()) {
      url.searchParams.delete(field.name);
      if (now.has(field.name)) url.searchParams.set(field.name, now.get(field.name));
    }
    link.href = url;
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(location.href);
  const words = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = words), 2000);
}

if (theForm()) {
  document.addEventListener("input", together);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-what-if]")) return;
    event.preventDefault();
    ask();
  });
  document.addEventListener("click", ({ target }) => target.matches("[data-copy]") && copy(target));
  if (navigator.clipboard) document.querySelector("[data-copy]").hidden = false;
}
