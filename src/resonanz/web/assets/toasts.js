// Short messages in a live region: what worked goes by itself, what did not stays until it is closed.

const SHOWN_MS = 6000;

export function startToasts() {
  const region = document.getElementById("toasts");
  if (!region) return;
  const watch = () => [...region.children].forEach(fade);
  watch();
  new MutationObserver(watch).observe(region, { childList: true });
  region.addEventListener("click", (event) => event.target.closest("button")?.closest(".toast").remove());
}

export function say(sentence, kind = "success") {
  const region = document.getElementById("toasts");
  if (!region || !sentence) return;
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", region.dataset.close);
  close.textContent = "×";
  toast.append(close);
  region.append(toast);
}

function fade(toast) {
  if (toast.dataset.timed || toast.classList.contains("problem")) return;
  toast.dataset.timed = "yes";
  setTimeout(() => toast.remove(), SHOWN_MS);
}
