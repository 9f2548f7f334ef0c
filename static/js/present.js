/* Who leads: each change of this screen's address is shown on the laptops too. */
const form = () => document.querySelector("form[data-present]");
const here = () => (location.search ? location.pathname + location.search : form().elements.address.value);
const WAIT_MS = 80;
const AGAIN_MS = 1000;
let [waiting, sending] = [null, false];
let shown = form()?.dataset.leads;

async function send() {
  const lead = form();
  if (!lead || !("leads" in lead.dataset) || sending || here() === shown) return;
  const address = here();
  const body = new FormData(lead);
  body.set("address", address);
  sending = true;
  try {
    const answer = await fetch(lead.action, { method: "POST", body, headers: { Accept: "application/json" } });
    shown = address;
    if (!answer.ok) document.dispatchEvent(new CustomEvent("screen:show", { detail: { address } })); // says who leads now
  } catch {
    soon(AGAIN_MS);
  }
  sending = false;
  if (here() !== shown) soon();
}

function soon(ms = WAIT_MS) {
  clearTimeout(waiting);
  waiting = setTimeout(send, ms);
}

document.addEventListener("area:chosen", () => soon());
document.addEventListener("standing:changed", () => soon());
/* The button of the form shows what is on the screen now, not what was when the page came. */
document.addEventListener("submit", ({ target }) => target === form() && (target.elements.address.value = here()), { capture: true });
send();
