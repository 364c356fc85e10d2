// The live stream: the server says which mentions came in under this page's filter, the page fetches their cards.
//
// What arrives while the reader is away from the top waits behind a button, so that nothing moves under the eyes.

const AT_ONCE = 40;
const KEEP = 300;

export function startLive() {
  const stream = document.querySelector("[data-events]");
  if (!stream) return;
  const list = stream.querySelector("[data-rows]");
  const more = stream.querySelector("[data-waiting]");
  const state = stream.querySelector("[data-state]");
  const pause = stream.querySelector("[data-pause]");
  let waiting = [];
  let paused = false;
  let fetching = false;

  const events = new EventSource(stream.dataset.events);
  events.addEventListener("open", () => tell("open"));
  events.addEventListener("error", () => tell("lost"));
  events.addEventListener("heard", (event) => {
    const { ids } = JSON.parse(event.data);
    waiting = [...new Set([...waiting, ...ids])].slice(-KEEP);
    settle();
  });
  more.addEventListener("click", () => bring(true));
  pause?.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    settle();
  });
  addEventListener("pagehide", () => events.close());

  function tell(name) {
    state.textContent = state.dataset[name];
    state.dataset.is = name;
  }

  function settle() {
    if (!paused && atTop() && !fetching) bring(false);
    more.hidden = waiting.length === 0;
    more.querySelector("[data-number]").textContent = waiting.length;
  }

  function atTop() {
    const current = list.querySelector("[data-row][data-current]");
    return scrollY < 200 && (!current || !list.contains(document.activeElement) || current === list.firstElementChild);
  }

  async function bring(scroll) {
    if (!waiting.length) return;
    fetching = true;
    const ids = waiting.slice(-AT_ONCE);
    waiting = waiting.slice(0, -AT_ONCE);
    const asked = new URLSearchParams(ids.map((id) => ["id", id]));
    const answer = await fetch(`${stream.dataset.cards}?${asked}`).catch(() => null);
    if (answer?.ok) insert(await answer.text());
    fetching = false;
    settle();
    if (scroll) scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  function insert(text) {
    const made = document.createElement("template");
    made.innerHTML = text;
    for (const card of [...made.content.querySelectorAll("[data-row]")].reverse()) place(card);
    while (list.children.length > KEEP) list.lastElementChild.remove();
    stream.querySelector("[data-empty]")?.remove();
  }

  function place(card) {
    const known = list.querySelector(`[data-id="${CSS.escape(card.dataset.id)}"]`);
    if (known) return known.replaceWith(card);
    const at = card.dataset.at;
    const before = [...list.children].find((other) => other.dataset.at <= at);
    if (!before && list.children.length >= 50) return;
    card.setAttribute("data-fresh", "");
    list.insertBefore(card, before ?? null);
  }
}
