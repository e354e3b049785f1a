"""Two ways of working a page: with the mouse, and with the keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# More tab stops than any page has: whoever is not reached by then is not reachable.
MOST_STOPS = 200


@dataclass(frozen=True)
class Mouse:
    """Clicks and types, as most people do."""

    page: Page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(option)

    def mark(self, label: str) -> None:
        self.page.get_by_label(label).check()


@dataclass(frozen=True)
class Keyboard:
    """Reaches everything with Tab alone and works it with the keys a screen reader's user would take."""

    page: Page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label)
        self._reach(field)
        if field.get_attribute("type") == "date":
            year, month, day = text.split("-")
            text = f"{month}{day}{year}"
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Typing the first letters of an option chooses it."""
        self._reach(self.page.get_by_label(label))
        self.page.keyboard.type(option)
        expect(self.page.get_by_label(label).locator("option:checked")).to_have_text(option)

    def mark(self, label: str) -> None:
        """A check box by Space; a radio button by the arrows, within the group that Tab reached."""
        target = self.page.get_by_label(label)
        if target.get_attribute("type") == "checkbox":
            self._reach(target)
            self.page.keyboard.press("Space")
            return
        name = target.get_attribute("name")
        self._tab_until(lambda: self._focused_name() == name)
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach “{label}”.")

    def _reach(self, target: Locator) -> None:
        target.wait_for(state="visible")
        self._tab_until(lambda: bool(target.evaluate("element => element === document.activeElement")))

    def _tab_until(self, arrived: Callable[[], bool]) -> None:
        for _ in range(MOST_STOPS):
            if arrived():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not reach it.")

    def _focused_name(self) -> str:
        return str(self.page.evaluate("document.activeElement.name ?? ''"))


Hand = Mouse | Keyboard
