// htmx: send the CSRF token, and show the answers that say why something was not done.

import { csrfToken } from "./csrf.js";
import { sessionHasEnded } from "./session-timer.js";

const SHOWN_REFUSALS = new Set([400, 409, 412, 422]);

function showRefusals(event) {
  const { status } = event.detail.xhr;
  if (status === 401) sessionHasEnded();
  if (!SHOWN_REFUSALS.has(status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
}

export function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", showRefusals);
  document.addEventListener("htmx:afterSwap", (event) => {
    event.detail.target.querySelector?.(".error-summary")?.focus();
  });
}
