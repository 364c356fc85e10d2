// The editor of queries: a textarea as every browser has it, with its colours painted behind it.
//
// An overlay and not an editing component: the field stays what screen readers, phones, spelling aids and browsers
// without JavaScript know, it costs 3 kB and not 300, and the colours come from the server's own lexer, so that there
// is no second grammar to fall behind the first. Between two answers of the server the marks move with the text.

import { startProposals } from "./proposals.js";
import { write } from "./typed.js";

const READ_MS = 120;
const SAY_MS = 1500;

export function startEditor() {
  for (const place of document.querySelectorAll("[data-editor]")) edit(place);
}

function edit(place) {
  const field = place.querySelector("textarea");
  const frame = place.closest(".editing");
  const reading = frame.querySelector("[data-reading]");
  const paint = document.createElement("div");
  paint.className = "paint";
  paint.setAttribute("aria-hidden", "true");
  place.prepend(paint);
  place.dataset.painted = "";
  const state = { marks: marksIn(reading), text: field.value };
  let asked = 0;
  let reads = 0;
  let says = 0;
  let wait = READ_MS;

  const draw = () => drawn(paint, field.value, state.marks, field.selectionStart, document.activeElement === field);
  field.addEventListener("input", () => {
    state.marks = moved(state.marks, state.text, field.value);
    state.text = field.value;
    draw();
    clearTimeout(reads);
    reads = setTimeout(read, wait);
  });
  document.addEventListener("selectionchange", () => document.activeElement === field && draw());
  field.addEventListener("blur", draw);
  frame.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-caret]");
    if (!jump) return;
    field.focus();
    field.setSelectionRange(Number(jump.dataset.caret), Number(jump.dataset.caretEnd));
  });
  document.addEventListener("click", (event) => {
    const exclusion = event.target.closest("[data-excludes]");
    if (!exclusion) return;
    event.preventDefault();
    const joined = exclusion.closest("[data-alternatives]") ? `(${field.value.trim()})` : field.value.trim();
    write(field, 0, field.value.length, `${joined} NOT ${exclusion.dataset.excludes}`);
  });
  startProposals(place, field, paint);
  draw();

  async function read() {
    const number = ++asked;
    const text = field.value;
    const body = new URLSearchParams({ text, csrfmiddlewaretoken: field.form.elements.csrfmiddlewaretoken.value });
    const began = performance.now();
    const answer = await fetch(place.dataset.read, { method: "POST", body }).catch(() => null);
    // A query of thousands of words takes longer to read: then it is read less often.
    wait = Math.max(READ_MS, 2 * (performance.now() - began));
    if (!answer?.ok || number !== asked || text !== field.value) return;
    const open = reading.querySelector("details.told")?.open;
    reading.innerHTML = await answer.text();
    const told = reading.querySelector("details.told");
    if (told && open) told.open = true;
    state.marks = marksIn(reading);
    field.toggleAttribute("aria-invalid", false);
    if (reading.querySelector(".mistake")) field.setAttribute("aria-invalid", "true");
    draw();
    clearTimeout(says);
    says = setTimeout(say, SAY_MS);
  }

  // Said once the writer pauses: a sentence at every letter would talk over the letters.
  function say() {
    const first = reading.querySelector(".problems li") ?? reading.querySelector(".verdict");
    frame.querySelector("[data-said]").textContent = first ? first.textContent.trim().replace(/\s+/g, " ") : "";
  }
}

function marksIn(reading) {
  const found = reading.querySelector("#query-marks");
  return found ? JSON.parse(found.textContent) : [];
}

// Marks before the edit stay, marks behind it move, the one that is being written grows with it.
function moved(marks, before, after) {
  let same = 0;
  const shorter = Math.min(before.length, after.length);
  while (same < shorter && before[same] === after[same]) same++;
  let rest = 0;
  while (rest < shorter - same && before[before.length - 1 - rest] === after[after.length - 1 - rest]) rest++;
  const cut = before.length - rest;
  const by = after.length - before.length;
  const to = (at) => (at <= same ? at : at >= cut ? at + by : same);
  return marks
    .map(([start, end, names, partner]) => {
      const grows = end === same && cut === same && !/[\s()]/.test(after.slice(same, same + by));
      return [to(start), grows ? end + by : to(end), names, partner === null ? null : to(partner)];
    })
    .filter(([start, end]) => start < end);
}

function drawn(paint, text, marks, caret, isActive) {
  const pair = isActive ? bracketsAt(marks, caret) : [];
  const nodes = [];
  let at = 0;
  for (const [start, end, names, partner] of marks) {
    if (start < at || end > text.length) continue;
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    const piece = document.createElement("span");
    piece.className = names;
    if (names.startsWith("bracket")) piece.classList.add(...(partner === null ? ["odd"] : pair.includes(start) ? ["pair"] : []));
    piece.textContent = text.slice(start, end);
    nodes.push(piece);
    at = end;
  }
  // A last line that is empty has a height only when something stands in it.
  nodes.push(document.createTextNode(text.slice(at) + "\u200b"));
  paint.replaceChildren(...nodes);
}

function bracketsAt(marks, caret) {
  const beside = marks.find(([start, end, names, partner]) => partner !== null && names.startsWith("bracket") && (start === caret || end === caret));
  return beside ? [beside[0], beside[3]] : [];
}
