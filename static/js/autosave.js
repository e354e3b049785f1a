// Saves a draft on the server one second after the last key. The text stays in the page until the
// server has it; nothing is kept in the browser's storage.

import { csrfToken } from "./csrf.js";
import { markSaved } from "./guard.js";
import { onSignedInAgain, sessionHasEnded } from "./session-timer.js";

const PAUSE_MS = 1000;
const RETRY_MS = 5000;
const REFUSED = new Set([400, 409, 412, 422]);

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = 0;
    this.sending = null;
    this.typed = 0;
    const id = form.elements.namedItem("id");
    if (id && !id.value) id.value = crypto.randomUUID();
    form.addEventListener("input", () => this.later(PAUSE_MS, { typing: true }));
    form.addEventListener("submit", () => this.stop());
    onSignedInAgain(() => this.later(0));
  }

  later(delay, { typing = false } = {}) {
    if (typing) this.typed += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  stop() {
    clearTimeout(this.timer);
    this.sending?.abort();
  }

  async save() {
    if (this.sending) return this.later(PAUSE_MS);
    const typed = this.typed;
    this.sending = new AbortController();
    this.show("saving");
    try {
      await this.settle(await this.send(this.sending.signal), typed);
    } catch (error) {
      if (error.name !== "AbortError") this.retry();
    } finally {
      this.sending = null;
    }
  }

  send(signal) {
    return fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      body: new URLSearchParams(new FormData(this.form)),
      headers: { "X-CSRFToken": csrfToken(), "Accept": "application/json" },
      redirect: "manual",
      signal,
    });
  }

  async settle(response, typed) {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.signedOut();
    if (REFUSED.has(response.status)) return this.refused(response);
    if (!response.ok) return this.retry();
    await this.saved(response, typed);
  }

  async saved(response, typed) {
    const answer = response.status === 204 ? {} : await response.json();
    const version = this.form.elements.namedItem("version");
    if (version && answer.version) version.value = answer.version;
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.show("saved", now);
    if (typed === this.typed) markSaved(this.form);
  }

  async refused(response) {
    const answer = await response.json().catch(() => ({}));
    this.show("refused", answer.detail ?? "");
  }

  signedOut() {
    this.show("signed-out");
    sessionHasEnded();
  }

  retry() {
    this.show("failed");
    this.later(RETRY_MS);
  }

  show(state, more = "") {
    if (!this.status) return;
    const word = this.status.getAttribute(`data-${state}`);
    this.status.dataset.state = state === "saved" || state === "saving" ? state : "failed";
    this.status.textContent = more ? `${word} ${more}` : word;
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form);
}
