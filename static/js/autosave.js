// Saves a draft on the server one second after the last key.

import { KeptForm } from "./kept-form.js";

const PAUSE_MS = 1000;

class Draft extends KeptForm {
  constructor(form) {
    super(form);
    const id = form.elements.namedItem("id");
    if (id && !id.value) id.value = crypto.randomUUID();
    form.addEventListener("input", () => this.changed(PAUSE_MS));
  }

  settle(answer, changes) {
    const version = this.form.elements.namedItem("version");
    if (version && answer.version) version.value = answer.version;
    this.saved(changes);
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form);
}
