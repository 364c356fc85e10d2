// Several people on one case: who else is here, what is new, and the answer kept while it is typed.
//
// The line to the server is open only while the page is seen; nothing is asked again and again.

const QUIET = 700;
const PATIENCE = 3000;

export function startTogether() {
  const room = document.querySelector("[data-room]");
  if (room) startRoom(room);
  typedFields().forEach(startKeeping);
}

const typedFields = () => [...document.querySelectorAll("textarea[data-typed]")];

function startRoom(room) {
  const news = document.querySelector("[data-room-news]");
  let line = null;
  const open = () => {
    if (line || document.hidden) return;
    line = new EventSource(room.dataset.room);
    line.addEventListener("case", (event) => {
      const { people, place } = JSON.parse(event.data);
      room.textContent = people.map((one) => (one.writes ? room.dataset.writes : room.dataset.looks).replace("{name}", one.name)).join(" · ");
      if (news) news.hidden = place <= Number(room.dataset.place);
    });
  };
  const close = () => {
    line?.close();
    line = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  news?.querySelector("a").addEventListener("click", async (event) => {
    event.preventDefault();
    await Promise.all(typedFields().map((field) => field.keepNow()));
    location.assign(event.target.href);
  });
}

function startKeeping(field) {
  const told = document.getElementById(field.dataset.told);
  const choice = document.getElementById(field.dataset.choice);
  let number = Number(field.dataset.number);
  let kept = field.value;
  let timer = 0;
  let since = 0;
  let under = Promise.resolve();
  let stopped = false;

  field.addEventListener("input", () => {
    clearTimeout(timer);
    since ||= Date.now();
    timer = setTimeout(keep, Math.max(0, Math.min(QUIET, since + PATIENCE - Date.now())));
  });
  field.form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (stopped = false));
  addEventListener("pagehide", () => keep(true));
  field.keepNow = () => keep();

  // One after the other: an older text must not arrive after a newer one.
  function keep(leaving = false) {
    clearTimeout(timer);
    since = 0;
    if (stopped || field.value === kept) return under;
    under = under.then(() => send(leaving));
    return under;
  }

  async function send(leaving) {
    const text = field.value;
    if (stopped || text === kept) return;
    const body = new URLSearchParams({ text, number, reply: field.dataset.reply ?? "", csrfmiddlewaretoken: field.form.elements.csrfmiddlewaretoken.value });
    const answer = await fetch(field.dataset.typed, { method: "POST", body, keepalive: leaving && text.length < 20000 }).catch(() => null);
    if (answer?.ok) {
      number = (await answer.json()).number;
      kept = text;
      told.textContent = told.dataset.kept;
    } else if (answer?.status === 409 && answer.headers.get("Content-Type")?.includes("json")) ask(await answer.json());
    else told.textContent = told.dataset.lost;
  }

  function ask(there) {
    stopped = true;
    choice.hidden = false;
    choice.querySelector("[data-there]").textContent = there.text;
    choice.querySelector("[data-take]").onclick = () => settle(there, there.text);
    choice.querySelector("[data-mine]").onclick = () => settle(there, field.value);
    choice.querySelector("[data-take]").focus();
  }

  function settle(there, text) {
    number = there.number;
    kept = there.text;
    field.value = text;
    choice.hidden = true;
    stopped = false;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}
