// Keeps each answer on the server as it is given, shows the questions that follow from it, and a
// safety flag at once. Only what was changed here is sent, so that two windows overwrite nothing.

import { csrfToken } from "./csrf.js";
import { markSaved } from "./guard.js";
import { onSignedInAgain, sessionHasEnded } from "./session-timer.js";

const PAUSE_MS = 900;
const CHOICE_MS = 120;
const RETRY_MS = 5000;

class Questionnaire {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.flags = document.querySelector("[data-flags]");
    this.timer = 0;
    this.sending = null;
    this.changes = 0;
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("submit", () => this.stop());
    onSignedInAgain(() => this.later(0));
  }

  changed(field) {
    this.changes += 1;
    const typing = field.matches("textarea, input[type=text], input[type=number], input[type=date]");
    this.onlyOne(field);
    this.later(typing ? PAUSE_MS : CHOICE_MS);
  }

  // "None of these" and the others, an answer and the reason for none: the newest one stands.
  onlyOne(field) {
    const question = field.closest("[data-question]");
    const reason = question?.querySelector(".question__reason select");
    if (!reason) return;
    if (field === reason && reason.value) {
      for (const other of question.querySelectorAll("[name^='a.']")) {
        if (other.type === "checkbox") other.checked = false;
        else other.value = "";
      }
    } else if (field !== reason && (field.type === "checkbox" ? field.checked : field.value)) {
      reason.value = "";
    }
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
    if (this.sending) return this.later(CHOICE_MS);
    const changes = this.changes;
    this.sending = new AbortController();
    this.show("saving");
    try {
      await this.settle(await this.send(this.sending.signal), changes);
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

  async settle(response, changes) {
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return this.signedOut();
    if (response.status >= 500) return this.retry();
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) return this.show("refused", answer.detail ?? "");
    this.take(answer, changes);
  }

  take(answer, changes) {
    for (const [id, kept] of Object.entries(answer.kept)) this.keep(id, kept);
    for (const question of this.form.querySelectorAll("[data-question]")) this.judge(question, answer);
    this.tell(answer);
    const refused = Object.keys(answer.problems).length || answer.detail;
    if (refused) return this.show("refused", answer.detail);
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.show("saved", now);
    if (changes === this.changes) markSaved(this.form);
  }

  keep(id, kept) {
    const was = this.form.elements.namedItem(`was.${id}`);
    if (was) was.value = JSON.stringify(kept);
  }

  judge(question, answer) {
    const id = question.dataset.question;
    question.hidden = !answer.shown.includes(id);
    const shown = question.querySelector("input[name=shown]");
    if (shown) shown.disabled = question.hidden;
    this.note(question.querySelector("[data-question-error]"), "span", answer.problems[id]);
    this.note(question.querySelector("[data-question-elsewhere]"), "strong", answer.elsewhere[id]);
    question.classList.toggle("field--error", id in answer.problems);
  }

  note(place, part, text) {
    if (!place) return;
    place.hidden = !text;
    place.querySelector(part).textContent = text ?? "";
  }

  tell(answer) {
    const progress = document.querySelector("[data-progress]");
    progress.querySelector("[data-answered]").textContent = answer.answered;
    progress.querySelector("[data-asked]").textContent = answer.asked;
    const known = [...this.flags.querySelectorAll("strong")].map((title) => title.textContent);
    if (known.join("\n") === answer.flags.map((flag) => flag.title).join("\n")) return;
    this.flags.replaceChildren(...answer.flags.map((flag) => this.flag(flag)));
  }

  flag({ title, action }) {
    const notice = document.querySelector("[data-flag-template]").content.firstElementChild.cloneNode(true);
    notice.querySelector("strong").textContent = title;
    notice.querySelector("p:last-child").textContent = action;
    return notice;
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

for (const form of document.querySelectorAll("form[data-answers]")) new Questionnaire(form);
