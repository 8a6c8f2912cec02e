"""A picture made anew out of its pixels: upright, without where, when and by what it was made."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from mdt.documents.refusals import FileBroken, FileTooComplex

MOST_PIXELS = 64_000_000
"""More than any telephone's camera gives by itself; 256 MB in memory."""

QUALITY = 88
_MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}

_TROUBLE = (
    *(EOFError, IndexError, KeyError, OSError, OverflowError, SyntaxError, TypeError, ValueError),
    struct.error,
)
"""What Pillow answers a damaged or hostile picture with, and what a camera wrote beside it."""


def clean(data: bytes, form: str) -> bytes:
    """Return the picture anew; form is PNG or JPEG, and nothing else is tried.

    Raises FileBroken, FileTooComplex.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is too large is refused here, by its size
            with Image.open(BytesIO(data), formats=[form]) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise FileTooComplex
                upright = ImageOps.exif_transpose(found)
    except _TROUBLE as error:
        raise FileBroken from error
    except Image.DecompressionBombError as error:
        raise FileTooComplex from error
    return _written(upright, form)


def _written(picture: Image.Image, form: str) -> bytes:
    if picture.mode not in _MODES[form]:
        picture = picture.convert("RGB")
    bare = Image.new(picture.mode, picture.size)
    if palette := picture.getpalette():
        bare.putpalette(palette)
    bare.paste(picture)
    out = BytesIO()
    if form == "JPEG":
        bare.save(out, form, quality=QUALITY, optimize=True)
    else:
        seen_through = picture.info.get("transparency")
        more = {} if seen_through is None else {"transparency": seen_through}
        bare.save(out, form, **more)
    return out.getvalue()
