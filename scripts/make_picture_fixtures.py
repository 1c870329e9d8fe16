"""Makes the pictures of Tests/ModelFilesTests/Fixtures/pictures, and what Pillow reads from them.

usage: make_picture_fixtures.py FOLDER          (Pillow 13)

pictures.tsv has for each file: its name, width and height as it is to be seen, and the RGB bytes
that Pillow decodes after `ImageOps.exif_transpose` and `convert('RGB')`, in hexadecimal.
"""

import os
import sys

from PIL import Image, ImageOps

folder = sys.argv[1]
WIDTH, HEIGHT = 10, 6

base = Image.new("RGB", (WIDTH, HEIGHT))
for y in range(HEIGHT):
    for x in range(WIDTH):
        base.putpixel((x, y), (x * 25, y * 45, 220 - x * 10 - y * 15))

rows = []


def reads(name):
    """Notes what Pillow makes of a file."""
    with Image.open(os.path.join(folder, name)) as file:
        picture = ImageOps.exif_transpose(file)
        if picture.mode == "I;16":
            picture = picture.point(lambda value: value / 256).convert("L")
        picture = picture.convert("RGB")
    rows.append((name, str(picture.width), str(picture.height), picture.tobytes().hex()))


def save(name, picture=base, **options):
    picture.save(os.path.join(folder, name), **options)
    reads(name)


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


save("color-444.jpg", quality=90, subsampling=0)
save("color-420.jpg", quality=90, subsampling=2)
save("progressive.jpg", quality=90, progressive=True)
save("gray.jpg", base.convert("L"), quality=90)
save("gray-progressive.jpg", base.convert("L"), quality=90, progressive=True)
save("cmyk.jpg", base.convert("CMYK"), quality=95)
for orientation in range(1, 9):
    save(f"turned-{orientation}.jpg", quality=90, subsampling=0, exif=exif(orientation))
save("turned-9.jpg", quality=90, subsampling=0, exif=exif(9))

save("lossy.webp", quality=90)
save("lossless.webp", lossless=True)
save("alpha.webp", base.convert("RGBA"), lossless=True)
save("turned-6.webp", lossless=True, exif=exif(6))

save("palette.png", base.quantize(16))
transparent = base.convert("RGBA")
transparent.putalpha(77)
save("alpha.png", transparent)
save("palette-alpha.png", base.quantize(8), transparency=3)
save("gray-16.png", Image.frombytes("I;16", (2, 2), bytes([0, 0, 255, 255, 0, 128, 0, 64])))
save("turned-6.png", exif=exif(6))

# Kept apart from the table: what is refused.
base.save(os.path.join(folder, "animated.webp"), save_all=True, append_images=[base.rotate(180)])
base.save(os.path.join(folder, "picture.gif"))

with open(os.path.join(folder, "pictures.tsv"), "w") as table:
    for row in rows:
        table.write("\t".join(row) + "\n")
