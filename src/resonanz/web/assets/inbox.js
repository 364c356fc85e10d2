// Work through an inbox without leaving it: choose, act, answer, take back; the focus stays in the list.
//
// Every form here is answered with the inbox as it is then. What is marked [data-fresh] is taken over from that page,
// so list, counts and words always belong together; the line one stood on, or the one that took its place, is current.

import { currentRow, makeCurrent } from "./keys.js";
import { say } from "./toasts.js";

const LOOK_AGAIN_MS = 1500;
const RENEWS = { "X-Renews": "inbox" };
let last = "";
let busy = false;

export function startInbox() {
  const bar = document.getElementById("sweep");
  document.addEventListener("submit", acted);
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-pick-all]")) chooseAll(target.checked);
    if (target.matches("[data-pick]")) last = target.value;
    if (target.matches("[data-pick], [data-pick-all]")) tell();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-pick-range]")) chooseRange();
    const sheet = target.closest("[data-doing] > summary")?.parentElement;
    if (sheet) queueMicrotask(() => enter(sheet));
    const opener = target.closest("[data-quick]");
    if (opener) answer(opener.dataset.quick);
    if (target.closest("[data-quick-end]")) endAnswer();
  });
  document.addEventListener("keydown", left);
  document.addEventListener("toggle", placed, true);
  if (bar) tell();
  watch();
}

function picks() {
  return [...document.querySelectorAll("[data-pick]")];
}

function chooseAll(on) {
  for (const pick of picks()) pick.checked = on;
}

function chooseRange() {
  const all = picks();
  const here = all.findIndex((pick) => currentRow()?.contains(pick));
  const from = all.findIndex((pick) => pick.value === last);
  if (here < 0) return;
  const [start, end] = from < 0 ? [here, here] : [Math.min(from, here), Math.max(from, here)];
  for (const pick of all.slice(start, end + 1)) pick.checked = true;
  last = all[here].value;
  tell();
}

function tell() {
  const bar = document.getElementById("sweep");
  if (!bar) return;
  const all = picks();
  const chosen = all.filter((pick) => pick.checked);
  for (const pick of all) pick.closest("[data-row]").toggleAttribute("data-picked", pick.checked);
  const words = bar.querySelector("[data-chosen]");
  const many = chosen.length === 1 ? bar.dataset.chosenOne : bar.dataset.chosenMany.replace("{n}", chosen.length);
  words.textContent = chosen.length ? many : words.dataset.none;
  const whole = bar.querySelector("[data-whole]");
  whole.hidden = !all.length || chosen.length < all.length;
  if (whole.hidden) whole.querySelector("input").checked = false;
}

function acted(event) {
  const form = event.target.closest("[data-sweeps]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form.id === "sweep" && !["only", "case", "all"].some((name) => body.has(name))) {
    const row = currentRow();
    if (!row?.dataset.id) return say(form.dataset.choose, "problem");
    body.set("only", row.dataset.id);
  }
  send(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"), body, form);
}

async function send(address, body, form) {
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  try {
    const told = await fetch(address, { method: "POST", body, headers: RENEWS });
    const failed = !told.ok;
    const page = new DOMParser().parseFromString(await told.text(), "text/html");
    if (!page.getElementById("inbox-list")) {
      // Another page wants to be read first: what is new in the thread, or who one is.
      if (!failed && told.redirected) return location.assign(`${told.url}#news`);
      return say(document.body.dataset.unreachable, "problem");
    }
    const kept = form.matches("[data-answers]") && page.querySelector("#toasts .problem");
    if (!kept) {
      closeSheets();
      renew(page);
    }
    speak(page);
  } catch {
    say(document.body.dataset.unreachable, "problem");
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
  }
}

function renew(page) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
  const current = currentRow();
  const place = Math.max(rows.indexOf(current), 0);
  const id = current?.dataset.id;
  const within = !document.activeElement || document.activeElement === document.body || document.activeElement.closest("#inbox-list, #sweep, #sweep-standing");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(fresh);
  }
  const now = [...document.querySelectorAll("[data-rows] [data-row]")];
  const next = now.find((row) => row.dataset.id === id) ?? now[Math.min(place, now.length - 1)];
  if (next && current) makeCurrent(next, Boolean(within));
  else if (within) document.getElementById("page").focus();
  tell();
  watch();
}

function speak(page) {
  const region = document.getElementById("toasts");
  for (const toast of page.querySelectorAll("#toasts > .toast")) region.append(document.adoptNode(toast));
}

function closeSheets() {
  for (const sheet of document.querySelectorAll("[data-doing][open]")) {
    sheet.open = false;
    for (const field of sheet.querySelectorAll("textarea")) field.value = "";
  }
}

// A sheet that is open is left with Escape, to the line one came from.
function left(event) {
  if (event.key !== "Escape") return;
  const sheet = document.querySelector("[data-doing][open]");
  if (sheet) {
    sheet.open = false;
    (currentRow() ?? sheet.querySelector("summary")).focus();
  } else if (document.querySelector("[data-quick-row]")) endAnswer();
}

function placed({ target }) {
  if (target.matches?.("[data-doing]")) enter(target);
}

// A sheet says that it is open only later, when somebody quick may be writing in it: then the focus stays where it is.
function enter(sheet) {
  const within = sheet.querySelector(".sheet");
  if (!sheet.open || !within || within.contains(document.activeElement)) return;
  within.querySelector(":is(input:not([type=hidden]), select, textarea, button)")?.focus();
}

async function answer(address) {
  const row = currentRow();
  if (!row?.dataset.id) return say(document.getElementById("sweep").dataset.choose, "problem");
  endAnswer();
  const told = await fetch(address.replace(/0$/, row.dataset.id));
  if (!told.ok) return say(document.body.dataset.unreachable, "problem");
  const line = document.createElement("tr");
  line.dataset.quickRow = row.dataset.id;
  const cell = document.createElement("td");
  cell.colSpan = row.cells.length;
  cell.innerHTML = await told.text();
  line.append(cell);
  row.after(line);
  (cell.querySelector("textarea") ?? cell.querySelector("button"))?.focus();
}

function endAnswer() {
  const line = document.querySelector("[data-quick-row]");
  if (!line) return;
  const row = document.querySelector(`[data-row][data-id="${CSS.escape(line.dataset.quickRow)}"]`);
  line.remove();
  if (row) makeCurrent(row);
}

// What runs in the background is looked at again until it has ended.
function watch() {
  if (!document.querySelector("[data-running]")) return;
  const writing = () => document.querySelector("[data-quick-row], [data-doing][open]");
  setTimeout(async () => {
    if (!document.querySelector("[data-running]") || writing()) return watch();
    const told = await fetch(location.href, { headers: RENEWS }).catch(() => null);
    const page = told?.ok && new DOMParser().parseFromString(await told.text(), "text/html");
    // Whoever began to write meanwhile keeps what is written.
    if (page && !writing()) renew(page);
    else watch();
  }, LOOK_AGAIN_MS);
}
