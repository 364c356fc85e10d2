// Small comforts of forms: filters that apply when changed, a question before what cannot be undone, one sending only.

export function startForms() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-applies]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.asks || form.dataset.asks;
    if (question && !confirm(question)) return event.preventDefault();
    if (form.method === "get") dropEmpty(form);
  }, true);
  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copies]");
    if (copier) navigator.clipboard?.writeText(document.getElementById(copier.dataset.copies).textContent.trim());
    const theme = event.target.closest("[data-theme-is]");
    if (theme) dress(theme.dataset.themeIs);
  });
}

// An address without empty parameters can be read, kept and shared.
function dropEmpty(form) {
  for (const field of form.elements) {
    if (field.name && !field.value && !field.disabled) {
      field.disabled = true;
      setTimeout(() => (field.disabled = false));
    }
  }
}

function dress(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.cookie = `resonanz_theme=${theme};path=/;max-age=31536000;samesite=lax`;
  document.dispatchEvent(new Event("resonanz:theme"));
}
