/* On a page to which who leads the meeting led this laptop: asks each second whether it is still shown, and goes back along. */
const { poll, follow } = document.querySelector("[data-led]").dataset;
const EVERY_MS = 1000;
let known = "";

async function ask() {
  try {
    const answer = await fetch(poll, { headers: known ? { "If-None-Match": known } : {}, cache: "no-store" });
    if (answer.ok) {
      known = answer.headers.get("ETag");
      const { state, address } = await answer.json();
      if (state !== "open" || address !== location.pathname) return location.assign(follow);
    }
  } catch {
    // The connection is lost: the next question finds out.
  }
  return setTimeout(ask, EVERY_MS);
}

ask();
