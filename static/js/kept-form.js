// A form whose content is kept on the server while somebody works in it. What was typed stays in the
// page until the server has it; nothing is kept in the browser's storage.

import { csrfToken } from "./csrf.js";
import { markSaved } from "./guard.js";
import { onSignedInAgain, sessionHasEnded } from "./session-timer.js";

const AGAIN_MS = 300;
const RETRY_MS = 5000;

export class KeptForm {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = 0;
    this.sending = null;
    this.changes = 0;
    form.addEventListener("submit", () => this.stop());
    onSignedInAgain(() => this.later(0));
  }

  changed(delay) {
    this.changes += 1;
    this.later(delay);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  stop() {
    clearTimeout(this.timer);
    this.sending?.abort();
  }

  async save() {
    if (this.sending) return this.later(AGAIN_MS);
    const changes = this.changes;
    this.sending = new AbortController();
    this.show("saving");
    try {
      await this.sorted(await this.send(this.sending.signal), changes);
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

  async sorted(response, changes) {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.signedOut();
    if (response.status >= 500 || response.status === 429) return this.retry();
    const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
    if (!response.ok) return this.show("refused", answer.detail ?? "");
    this.settle(answer, changes);
  }

  saved(changes) {
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.show("saved", now);
    if (changes === this.changes) markSaved(this.form);
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
