/* The years × measures table as a spreadsheet: keys, a pasted block, own undo. The server writes, sums and refuses. */
const table = document.querySelector("[data-agenda]");
const help = document.querySelector("[data-agenda-help]");
const [undoStack, redoStack] = [[], []];
const plain = (text) => text.replace(/[€\s\u00a0\u202f']/g, "");
const isNumber = (text) => /^(?:[-–]?|\d[\d.,]*)$/.test(plain(text));
const cells = () => [...table.querySelectorAll("[data-cell]")];
const rowsOf = () => [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("td.num") && row.matches(":not(.agenda__group, .agenda__total, .agenda__party)"));
const fill = (text, names) => text.replace(/%\((\w+)\)s/g, (_, name) => names[name]);
let waiting = Promise.resolve();

function say(text, wrong = false) {
  const said = help.querySelector("[data-said]");
  said.textContent = text;
  said.classList.toggle("is-wrong", wrong);
}

/* Each own cell becomes a button; one of them is on the way of the Tab key, arrows go from there. */
function dress(td) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "cell", tabIndex: -1, textContent: td.textContent.trim() });
  button.setAttribute("aria-label", td.dataset.name);
  button.setAttribute("aria-describedby", "agenda-keys");
  td.replaceChildren(button);
}

function focus(td) {
  for (const other of table.querySelectorAll(".cell[tabindex='0']")) other.tabIndex = -1;
  const cell = td.querySelector(".cell");
  cell.tabIndex = 0;
  cell.focus();
  td.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/* The next own cell in a direction; rows of others are stepped over. */
function next(td, down, right) {
  const row = td.parentElement;
  if (right) {
    for (let to = td; (to = right > 0 ? to.nextElementSibling : to.previousElementSibling); ) if (to.dataset.cell) return to;
    return null;
  }
  const rows = [...table.querySelectorAll("tr[data-row]")];
  for (let at = rows.indexOf(row) + down; rows[at]; at += down) {
    const to = rows[at].querySelector(`[data-cell="${td.dataset.cell}"]`);
    if (to) return to;
  }
  return null;
}

function move(td, down, right) {
  const to = next(td, down, right);
  if (to) focus(to);
  return Boolean(to);
}

function edit(td, first) {
  const input = document.createElement("input");
  Object.assign(input, { className: "cell", inputMode: "decimal", autocomplete: "off", value: first ?? td.dataset.typed });
  input.setAttribute("aria-label", td.dataset.name);
  td.replaceChildren(input);
  input.focus();
  if (first === undefined) input.select();
  input.addEventListener("blur", () => commit(td, input));
}

/* Puts the button back, and saves what was typed where it is something else. */
function commit(td, input, keep = true) {
  if (!input.isConnected || td.dataset.done) return;
  td.dataset.done = "yes";
  const value = input.value.trim();
  const shown = td.dataset.shown ?? "";
  td.textContent = shown;
  dress(td);
  delete td.dataset.done;
  if (keep && value !== td.dataset.typed) save([{ td, value }]);
}

const change = ({ td, value }) => ({
  measure: Number(td.parentElement.dataset.row), year: Number(td.dataset.cell), value, version: Number(td.dataset.version),
});

/* One block after the other, so that each knows the versions that the one before made. */
function save(block, stack = undoStack, words = "") {
  waiting = waiting.then(() => send(block, stack, words));
  return waiting;
}

async function send(block, stack, words, meant = []) {
  const before = block.map(({ td }) => ({ td, value: td.dataset.typed }));
  for (const { td, value } of block) {
    td.classList.add("is-busy");
    td.querySelector(".cell").textContent = value;
  }
  say(table.dataset.busy);
  const answer = await post(block, meant);
  for (const { td } of block) td.classList.remove("is-busy");
  if (answer.cells) {
    show(answer);
    stack.push(before);
    if (stack === undoStack && !words) redoStack.length = 0;
    say(words || answer.said);
  } else {
    for (const { td } of block) td.querySelector(".cell").textContent = td.dataset.shown ?? "";
    say("");
    if (answer.conflicts) await settle(block, answer, stack);
    else if (answer.questions) await ask(answer.questions, () => send(block, stack, words, answer.questions.map(({ key }) => key)));
    else refuse(answer.errors ?? [table.dataset.failed]);
  }
  help.querySelector("[data-undo]").disabled = !undoStack.length;
}

async function post(block, meant) {
  const token = document.querySelector("[data-agenda-token] input").value;
  const body = JSON.stringify({ unit: table.dataset.unit, cells: block.map(change), meant });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  try {
    const response = await fetch(table.dataset.url, { method: "POST", headers, body });
    return await response.json();
  } catch {
    return {};
  }
}

function find({ measure, year }) {
  return table.querySelector(`tr[data-row="${measure}"] [data-cell="${year}"]`);
}

function show(answer) {
  for (const cell of answer.cells) {
    const td = find(cell);
    if (!td) continue;
    Object.assign(td.dataset, { version: cell.version, typed: cell.typed, name: cell.name, shown: cell.text });
    td.classList.toggle("on", Boolean(cell.text));
    td.classList.add("is-saved");
    setTimeout(() => td.classList.remove("is-saved"), 1500);
    const inside = td.querySelector(".cell");
    inside.setAttribute("aria-label", cell.name);
    if (inside.tagName === "BUTTON") inside.textContent = cell.text;
  }
  around(answer);
}

function around(answer) {
  for (const sum of table.querySelectorAll("[data-sum]")) sum.textContent = answer.sums[sum.dataset.sum] ?? sum.textContent;
  for (const [name, html] of Object.entries(answer.parts)) document.querySelector(`[data-part="${name}"]`).innerHTML = html;
}

function refuse(faults, hint = "") {
  const dialog = document.querySelector("[data-refused]");
  dialog.querySelector("[data-faults]").replaceChildren(...faults.slice(0, 8).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  dialog.querySelector("[data-hint]").textContent = hint;
  const back = document.activeElement;
  dialog.showModal();
  dialog.addEventListener("close", () => back?.focus?.(), { once: true });
}

/* An amount that seems to be in euros instead of thousands: it is saved after a yes, and nothing changes without one. */
async function ask(questions, save) {
  const dialog = document.querySelector("[data-asked]");
  const items = questions.map(({ text, yes }) => {
    const item = Object.assign(document.createElement("li"), { textContent: text });
    item.append(document.createElement("br"), Object.assign(document.createElement("strong"), { textContent: yes }));
    return item;
  });
  dialog.querySelector("[data-questions]").replaceChildren(...items);
  const back = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  back?.focus?.();
  if (dialog.returnValue === "save") await save();
}

/* Somebody else wrote one of these cells: both values are shown, and a person chooses for each. */
async function settle(block, answer, stack) {
  const { conflicts } = answer;
  const dialog = document.querySelector("[data-conflict]");
  const template = dialog.querySelector("template");
  const choices = conflicts.map((conflict, place) => {
    const part = template.content.cloneNode(true).firstElementChild;
    part.querySelector("legend").textContent = conflict.where;
    part.querySelector("[data-mine]").textContent = conflict.mine;
    part.querySelector("[data-theirs]").textContent = conflict.theirs;
    const by = part.querySelector("[data-by]");
    by.textContent = fill(by.textContent, conflict);
    for (const radio of part.querySelectorAll("input")) radio.name = `choice-${place}`;
    return part;
  });
  dialog.querySelector("[data-choices]").replaceChildren(...choices);
  const back = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  back?.focus?.();
  const kept = dialog.returnValue === "save" ? block.filter(({ td }) => mine(td, conflicts, choices)) : [];
  for (const conflict of conflicts) take(conflict);
  around(answer);
  if (kept.length) await send(kept, stack, "");
}

const mine = (td, conflicts, choices) => {
  const at = conflicts.findIndex((conflict) => find(conflict) === td);
  return at < 0 || choices[at].querySelector("input[value=mine]").checked;
};

/* What the colleague wrote stands in the cell from now on, until something is written over it. */
function take(conflict) {
  const td = find(conflict);
  Object.assign(td.dataset, { version: conflict.version, typed: conflict.typed, shown: conflict.text });
  td.classList.toggle("on", Boolean(conflict.text));
  td.querySelector(".cell").textContent = conflict.text;
}

/* A block from a spreadsheet: tabs between columns, lines between rows. All of it or nothing. */
function paste(td, text) {
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const rows = rowsOf();
  const [top, left] = [rows.indexOf(td.parentElement), [...td.parentElement.children].indexOf(td)];
  const years = td.parentElement.querySelectorAll("td.num").length - (table.dataset.unit === "euros" ? 2 : 1);
  const [block, faults] = [[], new Set()];
  let outside = 0;
  lines.forEach((line, down) => line.forEach((value, right) => {
    const to = left + right <= years ? rows[top + down]?.children[left + right] : null;
    if (!to) outside += 1;
    else if (!isNumber(value)) faults.add(fill(table.dataset.noNumber, { text: value.slice(0, 40) }));
    else if (!rows[top + down].dataset.row) faults.add(fill(table.dataset.notYours, { text: rows[top + down].querySelector("a").textContent }));
    else if (!to.dataset.cell) faults.add(table.dataset.shut);
    else block.push({ td: to, value: value.trim() });
  }));
  if (outside) faults.add(fill(table.dataset.outside, { number: outside }));
  if (faults.size) refuse([...faults], table.dataset.nothing);
  else save(block);
}

function takeBack(from, to) {
  const block = from.pop();
  if (!block) return;
  focus(block[0].td);
  save(block, to, table.dataset.undone);
}

const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function onButton(event, td) {
  const { key } = event;
  const command = event.ctrlKey || event.metaKey;
  if (command && key.toLowerCase() === "z") takeBack(...(event.shiftKey ? [redoStack, undoStack] : [undoStack, redoStack]));
  else if (command && key.toLowerCase() === "y") takeBack(redoStack, undoStack);
  else if (command || event.altKey) return;
  else if (arrows[key]) move(td, ...arrows[key]);
  else if (key === "Tab") {
    if (!move(td, 0, event.shiftKey ? -1 : 1)) return;
  } else if (key === "F2" || key === "Enter") edit(td);
  else if (key === "Delete" || key === "Backspace") {
    if (td.dataset.typed) save([{ td, value: "" }]);
  } else if (/^[\d.,€]$/.test(key)) edit(td, key);
  else return;
  event.preventDefault();
}

function onInput(event, td) {
  const { key, target, shiftKey } = event;
  if (key !== "Enter" && key !== "Tab" && key !== "Escape") return;
  event.preventDefault();
  commit(td, target, key !== "Escape");
  const step = shiftKey ? -1 : 1;
  const moved = key === "Escape" ? false : key === "Enter" ? move(td, step, 0) : move(td, 0, step);
  if (!moved) focus(td);
}

if (table && help) {
  help.hidden = false;
  for (const td of cells()) {
    td.dataset.shown = td.textContent.trim();
    dress(td);
  }
  table.querySelector(".cell")?.setAttribute("tabindex", "0");
  table.addEventListener("keydown", (event) => {
    const td = event.target.closest("[data-cell]");
    if (td && event.target.matches("button.cell")) onButton(event, td);
    else if (td && event.target.matches("input.cell")) onInput(event, td);
  });
  table.addEventListener("dblclick", ({ target }) => target.matches("button.cell") && edit(target.parentElement));
  table.addEventListener("click", ({ target }) => target.matches("button.cell") && focus(target.parentElement));
  table.addEventListener("paste", (event) => {
    const td = event.target.closest?.("[data-cell]");
    const text = event.clipboardData.getData("text/plain");
    if (!td || (event.target.matches("input") && !/[\t\n]/.test(text.trim()))) return;
    event.preventDefault();
    if (event.target.matches("input")) commit(td, event.target, false);
    focus(td);
    paste(td, text);
  });
  table.addEventListener("copy", (event) => {
    const td = event.target.closest?.("[data-cell]");
    if (!td || !event.target.matches("button.cell")) return;
    event.clipboardData.setData("text/plain", td.dataset.typed);
    event.preventDefault();
  });
  help.querySelector("[data-undo]").addEventListener("click", () => takeBack(undoStack, redoStack));
  for (const button of document.querySelectorAll("[data-choose], [data-yes]")) button.addEventListener("click", () => button.closest("dialog").close("save"));
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  table.dataset.ready = "yes";
}
