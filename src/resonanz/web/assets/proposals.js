// What could be written here: a list below the caret. Nothing is chosen until an arrow chooses, so that Enter and Tab
// keep their meaning for whoever does not want the list.

import { write } from "./typed.js";

const ASK_MS = 120;
const PIECE = /(?:[^\s()"“”„]*:"[^"\n]*|[^\s()"“”„]+)$/;

export function startProposals(place, field, paint) {
  const list = document.createElement("ul");
  list.id = "query-proposals";
  list.className = "proposals";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.dataset.proposals);
  place.append(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", list.id);
  const said = place.closest(".editing").querySelector("[data-said]");
  let timer = 0;
  let asked = 0;
  let piece = "";

  field.addEventListener("input", () => later(false));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.code === "Space") {
      event.preventDefault();
      later(true);
    } else if (!list.hidden) pressed(event);
  });
  // Before the field loses the focus: a click on the list must find it open.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const line = event.target.closest("[role=option]");
    if (line) take(line);
  });

  function later(wanted) {
    clearTimeout(timer);
    timer = setTimeout(() => ask(wanted), ASK_MS);
  }

  async function ask(wanted) {
    const before = field.value.slice(0, field.selectionStart);
    const found = before.match(PIECE)?.[0] ?? "";
    const number = ++asked;
    if (field.selectionStart !== field.selectionEnd || (!wanted && found.replace(/^[-!]+/, "").length < 2)) return close();
    const answer = await fetch(`${place.dataset.propose}?piece=${encodeURIComponent(found)}`).catch(() => null);
    if (!answer?.ok || number !== asked || document.activeElement !== field) return;
    const { proposals } = await answer.json();
    piece = found;
    show(proposals.filter((one) => one.insert !== found));
  }

  function show(proposals) {
    if (!proposals.length) return close();
    list.replaceChildren(...proposals.map(option));
    if (list.hidden) said.textContent = place.dataset.proposed;
    list.hidden = false;
    put();
    field.removeAttribute("aria-activedescendant");
  }

  function option(one, index) {
    const line = document.createElement("li");
    line.id = `query-proposal-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.insert = one.insert;
    const written = document.createElement("code");
    written.textContent = one.insert;
    const about = document.createElement("small");
    about.textContent = one.about;
    line.append(written, about);
    return line;
  }

  function pressed(event) {
    const lines = [...list.children];
    const at = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.key === "ArrowUp" && at < 0) return close();
      event.preventDefault();
      choose(lines, at + (event.key === "ArrowDown" ? 1 : -1));
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(lines[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key.startsWith("Arrow") || event.key === "Tab") close();
  }

  function choose(lines, index) {
    const at = Math.min(index, lines.length - 1);
    lines.forEach((line, place) => line.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", lines[at].id);
    lines[at].scrollIntoView({ block: "nearest" });
  }

  function take(line) {
    const caret = field.selectionStart;
    const text = line.dataset.insert;
    const goesOn = text.endsWith(":");
    // A quotation mark that stands behind the caret already would be doubled.
    const over = text.endsWith('"') && field.value[caret] === '"' ? 1 : 0;
    close();
    write(field, caret - piece.length, caret + over, goesOn ? text : `${text} `);
    if (goesOn) later(true);
  }

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  // Below the line of the caret, found in the painted text, which is set exactly as the field's is.
  function put() {
    const box = caretBox(paint, field.selectionStart);
    const frame = place.getBoundingClientRect();
    list.style.top = `${box.bottom - frame.top + place.scrollTop + 4}px`;
    list.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - list.offsetWidth))}px`;
  }
}

function caretBox(paint, caret) {
  const walker = document.createTreeWalker(paint, NodeFilter.SHOW_TEXT);
  let passed = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (passed + node.length >= caret) {
      const range = document.createRange();
      range.setStart(node, caret - passed);
      range.collapse(true);
      return range.getClientRects()[0] ?? paint.getBoundingClientRect();
    }
    passed += node.length;
  }
  return paint.getBoundingClientRect();
}
