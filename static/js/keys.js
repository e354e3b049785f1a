// Single keys: / finds a client, g and a letter goes to a place, n logs a contact, ? lists them. They can be switched off.

import { rememberPreference } from "./cookies.js";

const SECOND_KEY_MS = 1200;
let waitingForPlace = 0;
// Keys of one page, set by its own file.
const ofThePage = new Map();

export function onKey(key, action) {
  ofThePage.set(key, action);
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
}

function goTo(key) {
  const place = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (place) location.assign(place.href);
  return place !== null;
}

function press(key) {
  const link = document.querySelector(`[data-key-alone="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function focusSearch() {
  const box = document.getElementById("search-q");
  box?.focus();
  return Boolean(box);
}

function showKeys() {
  const dialog = document.getElementById("keys-dialog");
  dialog?.showModal();
  return Boolean(dialog);
}

function act(key) {
  const afterG = Date.now() < waitingForPlace;
  waitingForPlace = 0;
  if (afterG) return goTo(key);
  if (key === "g") waitingForPlace = Date.now() + SECOND_KEY_MS;
  if (key === "/") return focusSearch();
  if (key === "?") return showKeys();
  if (ofThePage.has(key)) return ofThePage.get(key)();
  return press(key);
}

export function startKeys() {
  const keySwitch = document.querySelector("[data-keys-switch]");
  if (!keySwitch) return;
  keySwitch.addEventListener("change", () => rememberPreference("keys", keySwitch.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (plain && keySwitch.checked && !isTyping(event.target) && act(event.key)) event.preventDefault();
  });
}
