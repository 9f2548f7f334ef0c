/* Asks each second what is shown to all and what the parties answered. Who touches something looks around alone, until "follow again". */
const head = () => document.getElementById("screen-head");
const decided = () => document.getElementById("decided");
const lost = document.querySelector("[data-lost]");
const EVERY_MS = 1000;
let known = "";

const follows = () => "follow" in head().dataset && !location.search;

async function ask() {
  try {
    const headers = known ? { "If-None-Match": known } : {};
    const answer = await fetch(head().dataset.poll, { headers, cache: "no-store" });
    if (answer.redirected) location.reload(); // logged out
    if (!answer.ok && answer.status !== 304) throw new Error(`follow ${answer.status}`);
    sayLost(false);
    if (answer.ok) await take(await answer.json(), answer.headers.get("ETag"));
  } catch {
    sayLost(true);
  }
  setTimeout(ask, EVERY_MS);
}

/* What was not shown yet is asked for until it is; only then the next question is answered with "nothing new". */
async function take(now, stamp) {
  const { state, version, by, follow, item } = head().dataset;
  const moved = follows() ? now.version !== Number(version) : !follow && now.by !== by;
  const behind = now.decided !== decided().dataset.decided || decided().dataset.item !== item;
  if (now.state !== state) location.reload();
  else if (moved) document.dispatchEvent(new CustomEvent("screen:show", { detail: { address: follow ?? location.href } }));
  else if (behind && !("busy" in decided().dataset)) {
    await window.htmx.ajax("GET", location.href, { target: decided(), swap: "outerHTML" });
  } else if (!behind) known = stamp;
}

function sayLost(is) {
  if (lost.hidden === !is) return;
  lost.hidden = !is;
  lost.textContent = is ? lost.dataset.lost : "";
}

function sayWhether() {
  for (const mark of head().querySelectorAll("[data-following]")) mark.hidden = !follows();
  for (const mark of head().querySelectorAll("[data-around]")) mark.hidden = follows();
}

if (head()) {
  document.addEventListener("area:chosen", sayWhether);
  document.addEventListener("standing:changed", sayWhether);
  setTimeout(ask, EVERY_MS);
}
