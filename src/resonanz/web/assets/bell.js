// How many notices are unread, kept up to date while a page is open.
//
// A browser keeps few lines open to one address, and people keep many tabs. So one tab holds the stream and tells the
// others; where tabs cannot agree on one (a page that is not encrypted), each asks now and then instead.

const EVERY = 30_000;

export function startBell() {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  const others = new BroadcastChannel("resonanz-notices");
  others.addEventListener("message", ask);
  if (navigator.locks) navigator.locks.request("resonanz-notices", listen);
  else setInterval(() => document.visibilityState === "visible" && ask(), EVERY);

  function listen() {
    const events = new EventSource("/events?only=notices");
    events.addEventListener("notices", () => {
      others.postMessage("moved");
      ask();
    });
    return new Promise((left) => {
      addEventListener("pagehide", () => {
        events.close();
        left();
      });
    });
  }

  async function ask() {
    const answer = await fetch(bell.dataset.bell).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { unread } = await answer.json();
    bell.hidden = unread === 0;
    bell.querySelector("[data-number]").textContent = unread.toLocaleString(document.documentElement.lang);
  }
}
