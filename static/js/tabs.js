// On a small screen the row of tabs scrolls: show the one the reader is on.

export function startTabs() {
  for (const tab of document.querySelectorAll(".tabs__tab[aria-current]")) {
    const list = tab.closest(".tabs__list");
    list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  }
}
