// The CSRF token as the page's own forms carry it; renewed after a sign-in in another tab.

const tokenFields = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");

export function csrfToken() {
  return tokenFields()[0]?.value ?? "";
}

export function renewCsrfToken(token) {
  for (const field of tokenFields()) field.value = token;
}
