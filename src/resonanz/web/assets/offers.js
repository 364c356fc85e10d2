// What a case is offered to answer with: fetched beside the page, put into the composer by a click or one key.
//
// The composer tells which answers of the library it was given, so that what they lead to can be measured.

export function startOffers() {
  const place = document.querySelector("[data-offers]");
  if (!place) return;
  load(place);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-inserts]");
    if (button) insert(button);
  });
}

async function load(place) {
  const answer = await fetch(place.dataset.offers).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text();
}

function insert(button) {
  const field = document.getElementById("id_text");
  if (!field) return;
  const text = button.dataset.inserts;
  const before = field.value.slice(0, field.selectionStart).trimEnd();
  const after = field.value.slice(field.selectionEnd).trimStart();
  field.value = [before, text, after].filter(Boolean).join("\n\n");
  field.focus();
  const end = before ? before.length + 2 + text.length : text.length;
  field.setSelectionRange(end, end);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  remember(field.form, button.dataset.answer);
}

function remember(form, answer) {
  if (!answer || form.querySelector(`input[name="answer"][value="${CSS.escape(answer)}"]`)) return;
  const used = document.createElement("input");
  used.type = "hidden";
  used.name = "answer";
  used.value = answer;
  form.append(used);
}
