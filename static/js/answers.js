// Keeps each answer on the server as it is given, shows the questions that follow from it, and a
// safety flag at once. Only what was changed here is sent, so that two windows overwrite nothing.

import { KeptForm } from "./kept-form.js";

const PAUSE_MS = 900;
const CHOICE_MS = 120;

class Questionnaire extends KeptForm {
  constructor(form) {
    super(form);
    this.flags = document.querySelector("[data-flags]");
    form.addEventListener("input", (event) => this.answered(event.target));
    form.addEventListener("change", (event) => this.answered(event.target));
  }

  answered(field) {
    const typing = field.matches("textarea, input[type=text], input[type=number], input[type=date]");
    this.onlyOne(field);
    this.changed(typing ? PAUSE_MS : CHOICE_MS);
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

  settle(answer, changes) {
    for (const [id, kept] of Object.entries(answer.kept)) this.keep(id, kept);
    for (const question of this.form.querySelectorAll("[data-question]")) this.judge(question, answer);
    this.tell(answer);
    const refused = Object.keys(answer.problems).length || answer.detail;
    if (refused) return this.show("refused", answer.detail);
    this.saved(changes);
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
}

for (const form of document.querySelectorAll("form[data-answers]")) new Questionnaire(form);
