// Opens and closes native dialogs by attribute; the browser keeps the focus inside.

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) document.getElementById(opener.dataset.openDialog).showModal();
    event.target.closest("[data-close-dialog]")?.closest("dialog").close();
  });
}
