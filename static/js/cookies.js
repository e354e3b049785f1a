// Display preferences only: nothing personal is ever kept in the browser.

const YEAR = 365 * 24 * 60 * 60;

export function rememberPreference(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}
