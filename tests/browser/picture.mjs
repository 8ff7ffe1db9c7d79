// Pictures as cameras make them: a JPEG or PNG drawn by the browser, with an EXIF block that tells a place and a maker.
import assert from "node:assert/strict";

/** The maker's name in the EXIF block: in no copy. */
export const MAKER = "SPYCAMERA";

/** An EXIF block, little-endian: maker, orientation, and a GPS directory with latitude and longitude. */
function exif(orientation) {
  const entry = (tag, kind, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(kind, 2);
    bytes.writeUInt32LE(count, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const count = (n) => Buffer.from([n, 0]);
  const end = Buffer.alloc(4);
  const degrees = (...parts) => Buffer.concat(parts.map((n) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(n, 0);
    bytes.writeUInt32LE(1, 4);
    return bytes;
  }));
  const maker = Buffer.from(`${MAKER}\0`);
  const name = 8 + 2 + 3 * 12 + 4;
  const gps = name + maker.length;
  const latitude = gps + 2 + 4 * 12 + 4;
  const main = [count(3), entry(0x010f, 2, maker.length, name), entry(0x0112, 3, 1, orientation), entry(0x8825, 4, 1, gps), end];
  const place = [
    count(4), entry(1, 2, 2, "N".charCodeAt(0)), entry(2, 5, 3, latitude),
    entry(3, 2, 2, "E".charCodeAt(0)), entry(4, 5, 3, latitude + 24), end,
  ];
  const tiff = Buffer.concat([Buffer.from("II*\0\x08\0\0\0", "latin1"), ...main, maker, ...place, degrees(36, 1, 2), degrees(106, 3, 4)]);
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
}

/** Draws a picture in a page of its own and gives its bytes. */
async function drawn(browser, type, width, height) {
  const page = await browser.newPage();
  const base64 = await page.evaluate(([type, width, height]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const draw = canvas.getContext("2d");
    draw.fillStyle = "#c02020";
    draw.fillRect(0, 0, width / 2, height);
    draw.fillStyle = "#2020c0";
    draw.fillRect(width / 2, 0, width / 2, height);
    return canvas.toDataURL(type, 0.9).split(",")[1];
  }, [type, width, height]);
  await page.close();
  return Buffer.from(base64, "base64");
}

/** A JPEG with EXIF and a place. */
export async function jpeg(browser, { width = 2000, height = 1000, orientation = 6 } = {}) {
  const plain = await drawn(browser, "image/jpeg", width, height);
  const block = exif(orientation);
  const head = Buffer.from([0xff, 0xe1, (block.length + 2) >> 8, (block.length + 2) & 255]);
  const bytes = Buffer.concat([plain.subarray(0, 2), head, block, plain.subarray(2)]);
  assert.ok(bytes.includes("Exif") && bytes.includes(MAKER));
  return bytes;
}

/** A PNG. */
export const png = (browser) => drawn(browser, "image/png", 400, 300);
