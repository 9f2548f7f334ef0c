/* Counts points while they are typed; without this script the server counts them. Once all are divided, `divided` tells so. */
const most = 100;
const whole = (box) => (/^\d{1,3}$/.test(box.value.trim()) ? Number(box.value) : 0);

function count(group) {
  const boxes = [...group.querySelectorAll("[data-points]")];
  const left = most - boxes.reduce((sum, box) => sum + whole(box), 0);
  const said = group.querySelector("[data-sum]");
  const words = left === 0 ? said.dataset.exact : `${left > 0 ? said.dataset.short : said.dataset.over}: ${Math.abs(left)}`;
  said.classList.toggle("is-off", left !== 0);
  if (said.textContent !== words) said.textContent = words;
  for (const box of boxes) box.parentElement.querySelector("rect").setAttribute("width", Math.min(whole(box), most));
  return left === 0;
}

for (const form of document.querySelectorAll("[data-division]")) {
  form.addEventListener("input", ({ target }) => {
    const group = target.closest("[data-group]");
    if (!group || !target.matches("[data-points]")) return;
    const all = [...form.querySelectorAll("[data-group]")].map(count);
    if (all.every(Boolean)) form.dispatchEvent(new CustomEvent("divided"));
  });
  form.addEventListener("focusin", ({ target }) => target.matches("[data-points]") && target.select());
  for (const group of form.querySelectorAll("[data-group]")) count(group);
}
