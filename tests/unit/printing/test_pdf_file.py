"""Objects in a file: found by their numbers again, however many; and the profile of its colours."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader

from qadesk.printing import srgb
from qadesk.printing.pdf_file import PdfFile, text_string


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1234])
def test_every_object_is_found_by_its_number(count: int) -> None:
    file = PdfFile()
    later = file.number()
    first = file.numbers(count)
    for number in reversed(range(first, first + count)):
        file.put(number, f"({number})")
    stream = file.stream(b"plain\n", "/Type/Metadata", packed=False)
    pages = file.add("<</Type/Pages/Count 0/Kids[]>>")
    file.put(later, "(later)")
    root, info = (
        file.add(f"<</Type/Catalog/Pages {pages} 0 R>>"),
        file.add(f"<</Title{text_string('龚䶮')}>>"),
    )
    reader = PdfReader(io.BytesIO(file.finish(root, info)), strict=True)
    assert reader.get_object(later) == "later"
    assert {number: reader.get_object(number) for number in range(first, first + count)} == {
        number: str(number) for number in range(first, first + count)
    }
    assert reader.get_object(stream).get_data() == b"plain\n"  # type: ignore[union-attr]
    assert reader.metadata is not None
    assert reader.metadata.title == "龚䶮"


def test_colours_are_srgb_as_another_program_has_it() -> None:
    grey = Image.new("RGB", (256, 1))
    grey.putdata([(n, n, 255 - n) for n in range(256)])
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb.profile()))
    assert ImageCms.getProfileDescription(ours).strip() == srgb.NAME
    turned = ImageCms.profileToProfile(grey, ours, ImageCms.createProfile("sRGB"))
    assert turned is not None
    pairs = zip(grey.tobytes(), turned.tobytes(), strict=True)
    assert max(abs(before - after) for before, after in pairs) <= 1
