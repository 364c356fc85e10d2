// A surge that begins or ends while a page is open: the page asks what there is now and shows it in its place.

export function startSurges() {
  const place = document.querySelector("[data-surges]");
  if (!place) return;
  const events = new EventSource("/events?only=surges");
  events.addEventListener("surges", async () => {
    const answer = await fetch(place.dataset.surges).catch(() => null);
    if (answer?.ok) place.innerHTML = await answer.text();
  });
  addEventListener("pagehide", () => events.close());
}
