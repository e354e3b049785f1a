// Colours and spacing: applied at once, and remembered for the server's next page.

import { rememberPreference } from "./cookies.js";

const KINDS = {
  theme: (root, value) => { root.dataset.bsTheme = value; },
  density: (root, value) => { root.dataset.density = value; },
};

function choose(kind, value) {
  KINDS[kind](document.documentElement, value);
  rememberPreference(kind, value);
  for (const button of document.querySelectorAll(`[data-set-${kind}]`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute(`data-set-${kind}`) === value));
  }
}

export function startPreferences() {
  document.addEventListener("click", (event) => {
    for (const kind of Object.keys(KINDS)) {
      const button = event.target.closest(`[data-set-${kind}]`);
      if (button) choose(kind, button.getAttribute(`data-set-${kind}`));
    }
  });
}
