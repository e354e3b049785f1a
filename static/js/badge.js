// Keeps the number of unread notifications current on a page that somebody looks at. Asked at most once
// in a minute and a half, at a moment of chance so that many windows do not ask at once, and never in the background.

const PAUSE_MS = 75_000;
const CHANCE_MS = 30_000;

export function startBadge() {
  const place = document.querySelector("[data-badge]");
  if (!place) return;

  async function ask() {
    const known = place.querySelector("[data-badge-known]")?.dataset.badgeKnown ?? "";
    const answer = await fetch(`${place.dataset.badge}?known=${known}`, {
      headers: { "HX-Request": "true" },
      redirect: "manual",
    }).catch(() => null);
    if (answer?.status === 200) place.innerHTML = await answer.text();
    // Signed out meanwhile: the session's own dialog tells, and there is nothing left to count.
    return answer === null || answer.ok;
  }

  function later() {
    setTimeout(async () => {
      if (document.hidden || await ask()) later();
    }, PAUSE_MS + Math.random() * CHANCE_MS);
  }

  later();
}
