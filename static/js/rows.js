// The rows of a work list: j and k walk them, x ticks one. A step's form opens inside its row; once it is taken,
// the lists are drawn anew and the place is kept. Without this file the same links and forms lead to pages.

import { onKey } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-row]")];
const rowOf = (element) => element?.closest("[data-row]") ?? null;

function walk(steps) {
  const all = rows();
  if (!all.length) return false;
  const now = all.indexOf(rowOf(document.activeElement));
  const next = now < 0 ? (steps > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + steps, 0), all.length - 1);
  show(all[next]);
  return true;
}

function show(row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = rowOf(document.activeElement)?.querySelector(".workrow__pick");
  box?.click();
  return Boolean(box);
}

function tell() {
  const bar = document.querySelector("[data-picked]");
  const count = document.querySelectorAll(".workrow__pick:checked").length;
  if (bar) bar.textContent = count ? `${count} ticked` : bar.dataset.none ?? bar.textContent;
}

async function page(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await response.text();
  return { response, seen: new DOMParser().parseFromString(text, "text/html") };
}

function put(row, seen, href) {
  const form = seen.querySelector("main form.form-page");
  if (!form) return location.assign(href);
  const place = row.querySelector(".workrow__place");
  const said = [...seen.querySelectorAll("main > .notice--warning, main > .conflict")];
  place.replaceChildren(...said, form);
  form.action = href;
  form.dataset.inPlace = "";
  (form.querySelector('[aria-invalid="true"]') ?? form.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
}

async function open(link) {
  const row = rowOf(link);
  link.closest("details")?.removeAttribute("open");
  put(row, (await page(link.href)).seen, link.href);
}

function close(row) {
  row.querySelector(".workrow__place").replaceChildren();
  show(row);
}

function drawAnew(seen, at, id) {
  document.getElementById("day").replaceWith(seen.getElementById("day"));
  document.getElementById("messages").replaceChildren(...seen.getElementById("messages").childNodes);
  const all = rows();
  const next = document.getElementById(id) ?? all[Math.min(at, all.length - 1)];
  if (next) show(next);
  else document.getElementById("main").focus();
  tell();
}

async function send(form, button) {
  const row = rowOf(form);
  const [at, id] = [rows().indexOf(row), row.id];
  button?.setAttribute("aria-disabled", "true");
  const { response, seen } = await page(form.action, { method: "POST", body: new FormData(form) });
  if (seen.getElementById("day")) drawAnew(seen, at, id);
  else if (!response.redirected && "inPlace" in form.dataset) put(row, seen, form.action);
  else location.assign(response.redirected ? response.url : location.href);
}

function staysHere(form) {
  const next = form.elements.next?.value;
  return rowOf(form) !== null && Boolean(next) && new URL(next, location.href).pathname === location.pathname;
}

function pressed(event) {
  const link = event.target.closest("a[data-in-place]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && plain && rowOf(link) && document.getElementById("day")) {
    event.preventDefault();
    open(link);
  }
  const cancel = event.target.closest("form[data-in-place] .btn-quiet");
  if (cancel) {
    event.preventDefault();
    close(rowOf(cancel));
  }
}

onKey("j", () => walk(1));
onKey("k", () => walk(-1));
onKey("x", tick);
document.addEventListener("click", pressed);
document.addEventListener("change", (event) => event.target.matches(".workrow__pick") && tell());
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (event.key === "Escape" && form) close(rowOf(form));
  if (event.key === "Enter" && event.target.matches("[data-row]")) event.target.querySelector(".workrow__main a")?.click();
});
document.addEventListener("submit", (event) => {
  // The guard asks first whether the session lives, and submits once more.
  if (event.defaultPrevented || !document.getElementById("day") || !staysHere(event.target)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
