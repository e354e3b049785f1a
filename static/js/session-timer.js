// Warns before the idle end of the session and lets people carry on after it without losing text.
// Tabs tell each other when one of them was used, so that only a forgotten desk is warned.

import { csrfToken, renewCsrfToken } from "./csrf.js";

const WARN_SECONDS = 150;
const SPOKEN_SECONDS = [120, 60, 30];
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
const signedInAgain = new Set();

let endsAt = 0;
let ended = false;
let dialog = null;

const part = (name) => dialog.querySelector(`[data-session-${name}]`);
const user = () => document.body.dataset.user ?? "";

export function onSignedInAgain(callback) {
  signedInAgain.add(callback);
}

function show(name) {
  for (const other of ["warning", "ended", "offline"]) part(other).hidden = other !== name;
  if (!dialog.open) dialog.showModal();
}

export function sessionHasEnded() {
  if (!dialog) return;
  ended = true;
  show("ended");
}

function extendTo(seconds) {
  endsAt = Date.now() + seconds * 1000;
  ended = false;
  part("other").hidden = true;
  if (dialog.open) dialog.close();
}

function tellTabs(seconds) {
  tabs?.postMessage({ user: user(), seconds, token: csrfToken() });
}

function hear({ data }) {
  if (data.user !== user()) {
    part("other").hidden = !ended;
    return;
  }
  const wasEnded = ended;
  renewCsrfToken(data.token);
  extendTo(data.seconds);
  if (wasEnded) signedInAgain.forEach((callback) => callback());
}

// True when the server says the session lives; otherwise the dialog tells what is wrong.
export async function staySignedIn() {
  if (!dialog) return true;
  const response = await fetch(document.body.dataset.sessionExtend, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), "Accept": "application/json" },
    redirect: "manual",
  }).catch(() => null);
  if (!response || response.status >= 500) {
    show("offline");
    return false;
  }
  if (!response.ok) {
    sessionHasEnded();
    return false;
  }
  const { ends_in: seconds } = await response.json();
  extendTo(seconds);
  tellTabs(seconds);
  return true;
}

function tick() {
  const left = Math.ceil((endsAt - Date.now()) / 1000);
  if (ended || left > WARN_SECONDS) return;
  if (left <= 0) return sessionHasEnded();
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  part("left").textContent = clock;
  if (SPOKEN_SECONDS.includes(left)) part("spoken").textContent = clock;
  if (!dialog.open) show("warning");
}

export function startSessionTimer() {
  const seconds = Number(document.body.dataset.sessionEndsIn);
  if (!seconds) return;
  dialog = document.getElementById("session-dialog");
  endsAt = Date.now() + seconds * 1000;
  tellTabs(seconds);
  tabs?.addEventListener("message", hear);
  part("stay").addEventListener("click", staySignedIn);
  dialog.addEventListener("cancel", (event) => { if (!ended) { event.preventDefault(); staySignedIn(); } });
  setInterval(tick, 1000);
}
