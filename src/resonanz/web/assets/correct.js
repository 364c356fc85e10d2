// One key corrects what was understood of the current mention: the bar's buttons act on the row that is current.

import { currentRow, makeCurrent } from "./keys.js";
import { say } from "./toasts.js";

export function startCorrecting() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-corrects]");
    if (!form) return;
    event.preventDefault();
    correct(form, event.submitter);
  });
  document.addEventListener("resonanz:row", ({ detail: row }) => {
    for (const bar of document.querySelectorAll("[data-corrects]")) bar.toggleAttribute("data-ready", Boolean(row));
  });
}

async function correct(form, button) {
  const row = form.closest("[data-row]") ?? currentRow(); // a form within a row is about that row
  if (!row?.dataset.id) return say(form.dataset.choose, "problem");
  const body = new FormData(form, button);
  body.set("id", row.dataset.id);
  const answer = await fetch(button?.getAttribute("formaction") ?? form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  const text = await answer.text();
  if (!answer.ok) return say(answer.headers.get("X-Sentence") ? decodeURIComponent(answer.headers.get("X-Sentence")) : document.body.dataset.unreachable, "problem");
  const made = document.createElement("template");
  made.innerHTML = text;
  const fresh = made.content.querySelector("[data-row]");
  row.replaceWith(fresh);
  makeCurrent(fresh);
  say(`${form.dataset.done} ${button.dataset.keyLabel || button.textContent.trim()}`);
}
