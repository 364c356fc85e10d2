// The command palette: every link of the navigation, every action of the page, and what the search finds.

import { currentRow, labelOf, usable } from "./keys.js";

const WAIT_MS = 180;

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  let found = [];
  let timer = 0;

  // Emptied when it closes: whoever types at once after opening it must not lose the first letters.
  dialog.addEventListener("close", () => {
    field.value = "";
    show(commands(""));
  });
  show(commands(""));
  field.addEventListener("input", () => {
    show(commands(field.value));
    clearTimeout(timer);
    if (field.value.trim().length > 1) timer = setTimeout(() => ask(field.value), WAIT_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select(selected() + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      list.children[selected()]?.click();
    }
  });

  async function ask(words) {
    const answer = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(words)}`);
    if (!answer.ok || words !== field.value) return;
    const { results } = await answer.json();
    show([...commands(words), ...results.map((one) => ({ label: one.label, kind: one.kind, run: () => go(one.url) }))]);
  }

  function show(entries) {
    found = entries;
    list.replaceChildren(...found.map(option));
    select(0);
  }

  function option(one, index) {
    const line = document.createElement("li");
    line.id = `palette-${index}`;
    line.setAttribute("role", "option");
    const label = document.createElement("span");
    label.textContent = one.label;
    const kind = document.createElement("small");
    kind.textContent = one.kind;
    line.append(label, kind);
    if (one.key) {
      const cap = document.createElement("kbd");
      cap.textContent = one.key;
      kind.append(" ", cap);
    }
    line.addEventListener("click", () => {
      dialog.close();
      one.run();
    });
    return line;
  }

  function selected() {
    return [...list.children].findIndex((line) => line.getAttribute("aria-selected") === "true");
  }

  function select(index) {
    const last = list.children.length - 1;
    const at = Math.min(Math.max(index, 0), last);
    [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) {
      field.setAttribute("aria-activedescendant", `palette-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function commands(words) {
    const wanted = words.trim().toLowerCase();
    return [...document.querySelectorAll("[data-command]"), ...keyed()]
      .map((element) => ({
        label: element.dataset.command || labelOf(element),
        kind: element.dataset.command ? dialog.dataset.go : dialog.dataset.does,
        key: element.dataset.key,
        run: () => (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName) && element.type !== "checkbox" ? element.focus() : element.click()),
      }))
      .filter((one) => one.label.toLowerCase().includes(wanted));
  }
}

// What has a key and acts here: of the lines of a list, only what the current one offers.
function keyed() {
  const row = currentRow();
  return [...document.querySelectorAll("[data-key]:not([data-command])")].filter(
    (element) => usable(element) && (!element.closest("[data-row]") || row?.contains(element)),
  );
}

function go(url) {
  location.assign(url);
}
