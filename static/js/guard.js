// Typed text is not lost: asks before it is left behind unsaved, and holds a form back while the
// session has ended or the server cannot be reached. For forms marked data-guard or data-autosave.

import { staySignedIn } from "./session-timer.js";

const GUARDED = "form[data-guard], form[data-autosave]";
const unsaved = new Set();
const checking = new Set();
const checked = new Set();

export function markUnsaved(form) {
  unsaved.add(form);
}

export function markSaved(form) {
  unsaved.delete(form);
}

function stillOnPage() {
  return [...unsaved].some((form) => form.isConnected);
}

async function sendWhenSafe(event) {
  const { target: form, submitter } = event;
  if (!form.matches(GUARDED) || checked.delete(form)) {
    markSaved(form);
    return;
  }
  event.preventDefault();
  if (checking.has(form)) return;
  checking.add(form);
  const alive = await staySignedIn();
  checking.delete(form);
  if (!alive) return;
  checked.add(form);
  form.requestSubmit(submitter);
}

export function startGuard() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest(GUARDED);
    if (form) markUnsaved(form);
  });
  document.addEventListener("submit", sendWhenSafe);
  window.addEventListener("beforeunload", (event) => {
    if (stillOnPage()) event.preventDefault();
  });
}
