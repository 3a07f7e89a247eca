"""The page: one HTML file, hand-written ES modules and one stylesheet, under a policy that runs nothing else."""

from importlib import resources

from aiohttp import web
from aiohttp.typedefs import Handler

_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
SCRIPTS = tuple(sorted(file.name for file in resources.files(__name__).iterdir() if file.name.endswith(".js")))
_FILES = {
    "/": ("index.html", "text/html"),
    "/archives/{channel}/{message}": ("index.html", "text/html"),
    **{f"/{script}": (script, "text/javascript") for script in SCRIPTS},
    "/style.css": ("style.css", "text/css"),
}


def routes() -> web.RouteTableDef:
    """The page and what permalinks lead to."""
    table = web.RouteTableDef()
    for path, (name, kind) in _FILES.items():
        table.get(path)(_serving(name, kind))
    return table


def _serving(name: str, kind: str) -> Handler:
    async def serve(_request: web.Request) -> web.Response:
        text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=kind, charset="utf-8", headers=_HEADERS)

    return serve
