// Single-key shortcuts, declared in the templates where they act: <a data-key="g i">, <button data-key="t">.
//
// A key clicks what it stands on, or focuses it where it is a field. Inside [data-rows], j and k move, and a key that is
// declared inside a row acts on the current row alone. "shift+1" means the key, whatever character it writes on the
// reader's keyboard. Whoever needs the keys for something else (speech input) can switch them off in the cheat sheet.

const PREFERENCE = "resonanz-keys";
const CHORD_MS = 1200;
let chord = "";
let chordEnds = 0;

export function startKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) makeCurrent(row, false);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) makeCurrent(row, false);
  });
  const first = document.querySelector("[data-rows] [data-row]");
  if (first) rove(first);
  const sheet = document.getElementById("keys");
  sheet?.addEventListener("toggle", () => sheet.open && fillSheet(sheet));
  const choice = document.getElementById("keys-on");
  if (choice) {
    choice.checked = enabled();
    choice.addEventListener("change", () => localStorage.setItem(PREFERENCE, choice.checked ? "on" : "off"));
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) open(opener.dataset.opens);
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  });
}

export function currentRow() {
  return document.querySelector("[data-row][data-current]");
}

export function makeCurrent(row, focus = true) {
  for (const other of document.querySelectorAll("[data-row][data-current]")) {
    if (other !== row) other.removeAttribute("data-current");
  }
  row.setAttribute("data-current", "");
  rove(row);
  if (focus) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  document.dispatchEvent(new CustomEvent("resonanz:row", { detail: row }));
}

// One line of a list is reached by Tab: the current one, at first the first.
function rove(row) {
  for (const other of document.querySelectorAll("[data-row][tabindex='0']")) other.tabIndex = -1;
  row.tabIndex = 0;
}

function enabled() {
  return localStorage.getItem(PREFERENCE) !== "off";
}

function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) {
    if (id === "keys") fillSheet(dialog);
    dialog.showModal();
  }
}

function pressed(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open("palette");
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.closest?.("form");
    if (form) {
      event.preventDefault();
      const near = event.target.closest("details")?.querySelector("[data-primary]");
      form.requestSubmit((near?.form === form ? near : form.querySelector("[data-primary]")) ?? undefined);
    }
    return;
  }
  if (event.key === "Escape" && isField(event.target)) {
    event.target.blur();
    currentRow()?.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || !enabled()) return;
  if (document.querySelector("dialog[open]")) return;
  act(event);
}

function act(event) {
  const name = nameOf(event);
  const now = performance.now();
  const sequence = chord && now < chordEnds ? `${chord} ${name}` : name;
  chord = "";
  if (name === "?") return handled(event, () => open("keys"));
  if (!sequence.includes(" ") && (name === "j" || name === "k") && rows().length) {
    return handled(event, () => step(name === "j" ? 1 : -1));
  }
  if (name === "Enter" && !event.target.matches("[data-row], [data-row] [type=checkbox]")) return;
  const found = find(name === "Enter" ? "o" : sequence);
  if (found) return handled(event, () => use(found));
  if (document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) {
    chord = name;
    chordEnds = now + CHORD_MS;
  }
}

function nameOf(event) {
  const digit = event.code.match(/^Digit(\d)$/);
  if (event.shiftKey && digit && document.querySelector(`[data-key="shift+${digit[1]}"]`)) return `shift+${digit[1]}`;
  return event.key;
}

function find(sequence) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(sequence)}"]`)].filter(usable);
  const current = currentRow();
  return all.find((element) => current?.contains(element)) ?? all.find((element) => !element.closest("[data-row]"));
}

// What lies in a closed <details> has a place on the page and is not there for the reader all the same.
export function usable(element) {
  return !element.disabled && element.getClientRects().length > 0 && element.checkVisibility();
}

function use(element) {
  if (isField(element)) {
    element.focus();
    element.select?.();
  } else if (element.tagName === "SUMMARY") {
    element.click();
    element.parentElement.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
  } else {
    element.click();
  }
}

function handled(event, action) {
  event.preventDefault();
  action();
}

function isField(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(element.type);
  return element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName);
}

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row]")];
}

function step(by) {
  const all = rows();
  const at = all.indexOf(currentRow());
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) makeCurrent(next);
}

function fillSheet(sheet) {
  const list = sheet.querySelector("[data-sheet]");
  const known = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (usable(element) && !known.has(element.dataset.key)) known.set(element.dataset.key, labelOf(element));
  }
  const always = [...sheet.querySelectorAll("[data-always]")].filter(
    (line) => !line.dataset.needs || document.querySelector(line.dataset.needs),
  );
  list.replaceChildren(
    ...always.map((line) => entry(line.dataset.always, line.textContent.trim())),
    ...[...known].sort(([one], [other]) => rank(one) - rank(other)).map(([key, label]) => entry(key, label)),
  );
}

// First what acts here, then the views, then the ways to other pages.
function rank(key) {
  return key.includes(" ") ? 1 + key.startsWith("g ") : 0;
}

export function labelOf(element) {
  const named = element.dataset.keyLabel || element.dataset.command || element.getAttribute("aria-label");
  if (named || element.labels?.length) return named || element.labels[0].textContent.trim();
  const words = element.cloneNode(true);
  for (const extra of words.querySelectorAll("kbd, .count, .visually-hidden")) extra.remove();
  return words.textContent.trim().replace(/\s+/g, " ");
}

function entry(key, label) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  for (const part of key.split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = /^[A-Z]$/.test(key) ? `⇧ ${key.toLowerCase()}` : part.replace("shift+", "⇧ ");
    term.append(cap);
  }
  const meaning = document.createElement("dd");
  meaning.textContent = label;
  line.append(term, meaning);
  return line;
}
