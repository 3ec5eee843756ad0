"""Pictures made without a browser, for tests of what stands around them."""

import io

from PIL import Image

from decoupling.export.browser import Picture


def grey_picture(width=1000, height=600):
    """A grey picture of a size in pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#888888").save(buffer, "PNG")
    return Picture(buffer.getvalue(), b"<svg xmlns='http://www.w3.org/2000/svg'/>")
