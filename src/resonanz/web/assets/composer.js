// Counts what a reader would call characters (graphemes) while an answer is written.

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function startComposer() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-counted]")) count(event.target);
  });
  const all = () => document.querySelectorAll("textarea[data-counted]").forEach(count);
  all();
  document.addEventListener("htmx:after:swap", all);
}

function count(field) {
  const output = document.getElementById(field.dataset.counted);
  if (!output) return;
  const used = [...segments.segment(field.value.trim())].length;
  const limit = Number(field.dataset.limit) || 0;
  output.textContent = limit ? `${used} / ${limit}` : String(used);
  const over = limit > 0 && used > limit;
  output.toggleAttribute("data-over", over);
  field.setAttribute("aria-invalid", String(over));
}
