"""Thirty texts that try to become more than text, and a reader that says what a page would do with them."""

from html.parser import HTMLParser

from checker.reports.safe import plain

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    '"><img src=x onerror=window.pwned=1>',
    "'><img src=x onerror=window.pwned=1>",
    '" onmouseover="window.pwned=1',
    "' onfocus='window.pwned=1' autofocus='",
    "<a href=javascript:window.pwned=1>click</a>",
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<object data=javascript:window.pwned=1>",
    "<embed src=javascript:window.pwned=1>",
    "<math><mtext></mtext><img src=x onerror=window.pwned=1></math>",
    "<details open ontoggle=window.pwned=1>",
    "<body onload=window.pwned=1>",
    "<style>*{background:url(https://evil.example/x)}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><button>go</button></form>",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{{{value}}} {{#each this}}{{/each}}",
    "`${(()=>{window.pwned=1})()}`",
    "<!--><img src=x onerror=window.pwned=1>-->",
    "]]><img src=x onerror=window.pwned=1>",
    "\u202egnp.exe\u202c <b>bold</b> \x1b[31mred",
    "&lt;img src=x onerror=window.pwned=1&gt; &#60;script&#62;",
)
assert len(PAYLOADS) == 30

ALLOWED = set(
    "div p span a h1 h2 h3 h4 ul ol li dl dt dd header nav section article figure figcaption blockquote b "
    "strong small mark details summary table thead tbody tr th td progress button label input svg path rect "
    "circle polyline text title kbd".split()
)
LINKS = ("#", "./", "?", "calls", "findings", "needs", "numbers", "set-up")


class Page(HTMLParser):
    """Elements, attributes and text of a fragment, as a browser takes them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def assert_harmless(markup: str, *texts: str) -> Page:
    """Fails if the markup would do anything but show; `texts` must be readable in it as they were."""
    assert not set("{}$`\\") & set(markup), "a template engine would take this up"
    page = Page(markup)
    for name, attributes in page.elements:
        assert name in ALLOWED, name
        for key, value in attributes.items():
            assert not key.startswith("on"), (name, key)
            assert key not in ("srcdoc", "formaction", "xlink:href", "src"), (name, key)
            if key in ("href", "action"):
                assert (value or "").startswith(LINKS), value
    shown = page.text + " " + " ".join(v or "" for _, a in page.elements for v in a.values())
    for text in texts:
        assert plain(text) in " ".join(shown.split()), text
    return page
