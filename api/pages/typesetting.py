"""Templates of the package, set into HTML: everything escaped, an unknown name is an error."""

from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.page_script import page_script
from api.pages.stylesheets import static_address, static_files


def typesetter() -> Environment:
    """Return the templates, with the addresses of the files they name."""
    templates = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals["static"] = partial(static_address, static_files())
    templates.globals["script"] = page_script().address
    return templates
