"""What somebody might type to be run by a reader's browser, and whether a page keeps it inert.

A page is judged by its parts: nothing typed may become an element, an attribute, or an address that runs.
"""

from html.parser import HTMLParser

MARK = "zqx"
CORPUS = (
    f"<script>{MARK}=1</script>",
    f'"><img src=x onerror={MARK}>',
    f"'><svg/onload={MARK}>",
    f'" onmouseover="{MARK}" {MARK}="',
    f"' autofocus onfocus={MARK} {MARK}='",
    f"javascript:{MARK}",
    f'<a href="javascript:{MARK}">a</a>',
    f"</textarea><script>{MARK}</script>",
    f"</title></style><script>{MARK}</script>",
    f"<iframe srcdoc='{MARK}'>",
    f"<base href=//{MARK}.example/>",
    f"--><form action=javascript:{MARK}>",
    f"<math href=javascript:{MARK}>",
    f"<style>@import '{MARK}'</style>",
    f"<meta http-equiv=refresh content=0;{MARK}>",
    f"&lt;script&gt;{MARK}&lt;/script&gt;",
    f"&#60;img src=x onerror={MARK}&#62;",
    f"{{{{ {MARK} }}}}{{% {MARK} %}}",
    f"<object data={MARK}><embed src={MARK}>",
    f"\u202e<x{MARK} y{MARK}=z>",
)
# Only what the product itself never writes: its own pages hold no such element.
NEVER = {"iframe", "base", "object", "embed", "math", "style", "frame", "applet"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcdoc", "xlink:href", "content"}


def payload(longest: int | None, start: int) -> tuple[str, int]:
    """As much of the corpus as fits, beginning with its `start`-th; and where the next field goes on."""
    taken: list[str] = []
    for turn in range(len(CORPUS)):
        piece = CORPUS[(start + turn) % len(CORPUS)]
        if longest is not None and len(" ".join([*taken, piece])) > longest:
            break
        taken.append(piece)
    return " ".join(taken), start + max(1, len(taken))


class Inert(HTMLParser):
    """Collects what input became besides text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.seen = False
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        names = {name for name, _ in attrs}
        if tag in NEVER or MARK in tag:
            self.found.append(f"an element <{tag}>")
        if tag == "script" and "nonce" not in names:
            self.found.append("a script without the page's nonce")
        if tag == "meta" and "http-equiv" in names:
            self.found.append("a meta element that leads away")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    handle_startendtag = handle_starttag

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or MARK in name:
            self.found.append(f"an attribute {name} of <{tag}>")
        if name in ADDRESSES and value.strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
            self.found.append(f"an address {value[:40]!r} of <{tag}>")
        self.seen |= MARK in value

    def handle_data(self, data: str) -> None:
        self.seen |= MARK in data
        if self._in_script and MARK in data:
            self.found.append("input inside a script")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def judged(page: str) -> Inert:
    read = Inert()
    read.feed(page)
    read.close()
    return read
