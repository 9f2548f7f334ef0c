/* Sliders: the list is asked again after each move, the address follows so that it can be shared, and nothing is saved. */
const form = document.querySelector("[data-what-if]");
const WAIT_MS = 120;
let waiting;

const fields = () => [...form.querySelectorAll("input[type=number]")];
const numberOf = (field) => Math.max(0, Number(field.value) || 0);

function showShares() {
  for (const tree of form.querySelectorAll("fieldset")) {
    const inside = [...tree.querySelectorAll(".slider")];
    const total = inside.reduce((sum, slider) => sum + numberOf(slider.querySelector("input[type=number]")), 0);
    for (const slider of inside) {
      const share = total ? (100 * numberOf(slider.querySelector("input[type=number]"))) / total : 0;
      slider.querySelector("[data-share]").textContent = `${Math.round(share)} %`;
    }
  }
}

function together(event) {
  const slider = event.target.closest(".slider");
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
  const query = new URLSearchParams(new FormData(form));
  const untouched = fields().every((field) => numberOf(field) === Number(field.dataset.agreed));
  if (untouched) for (const field of fields()) query.delete(field.name);
  return `?${query}`;
}

async function ask() {
  const to = address();
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

if (form) {
  form.addEventListener("input", together);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  const button = form.querySelector("[data-copy]");
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
