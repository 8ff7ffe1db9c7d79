// Files and photos: sent by villagers and by the office, seen by whom they concern, as pages without scripts.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { BASE, launch, open, town as townOf, visitor } from "./desk.mjs";
import { MAKER, jpeg, png } from "./picture.mjs";

/** Officers of the demonstration. */
const SAFETY = "云己丑";

let browser;
let town;
let photo;

before(async () => {
  browser = await launch();
  const { context, page } = await visitor(browser);
  town = await townOf(page);
  await context.close();
  photo = { name: "C:\\相机\\IMG 1.JPG", mimeType: "text/html", buffer: await jpeg(browser) };
});
after(() => browser?.close());

async function as(options, walk) {
  const visit = await visitor(browser, options);
  try {
    await walk(visit.page, visit);
    assert.deepEqual(visit.faults, []);
  } finally {
    await visit.context.close();
  }
}

async function press(page, text) {
  const buttons = page.locator("main form button", text ? { hasText: text } : {});
  await Promise.all([page.waitForNavigation(), buttons.first().click()]);
}

/** The parts of a picture, with their headers. */
async function parts(context, small) {
  const get = async (part) => {
    const answer = await context.request.get(BASE + small.replace(/small$/, part), { maxRedirects: 0 });
    return { status: answer.status(), headers: answer.headers(), body: await answer.body() };
  };
  return { small: await get("small"), large: await get("large"), whole: await get("whole") };
}

function harmless({ small, large, whole }) {
  for (const copy of [small, large]) {
    assert.equal(copy.status, 200);
    assert.equal(copy.headers["content-type"], "image/jpeg");
    assert.ok(!copy.body.includes("Exif") && !copy.body.includes(MAKER));
  }
  assert.ok(whole.body.equals(photo.buffer), "the original is kept byte for byte");
  assert.match(whole.headers["content-disposition"], /^attachment; filename\*=UTF-8''IMG%201%2Ejpg$/);
  for (const { headers } of [small, large, whole]) {
    assert.match(headers["content-security-policy"], /sandbox/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["cache-control"], /no-store/);
  }
}

for (const width of [1366, 360]) {
  test(`a villager's photo is seen by who has the receipt, and by nobody else (${width})`, () => as({ who: null, width, height: 740 }, async (page, { context }) => {
    await open(page, `/${town}/public/file/hazard-tip/receive`);
    await page.fill("[name=what]", "村口塌方");
    await press(page);
    await page.fill("[name=place]", "云上村");
    await press(page);
    assert.equal(await page.locator("input[type=file][accept='image/*'][capture=environment]").count(), 1);
    await page.setInputFiles("#f-photos", [photo, { name: "坏.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\nbroken", "latin1") }]);
    await press(page);
    assert.match(await page.locator(".question .error").innerText(), /“坏\.png”已经损坏/);
    const kept = page.locator("label.tick", { hasText: "IMG 1.jpg" });
    assert.ok(await kept.isVisible());
    await press(page);
    assert.match(page.url(), /\/3$/, "the good photo is enough to go on");
    await press(page);
    assert.match(page.url(), /\/check$/);
    const preview = page.locator("dd img");
    assert.equal(await preview.evaluate((img) => img.naturalWidth), 160, "turned upright and made small");
    // It can be taken back, and taken again.
    await page.locator("a[href$='only-photos']").click();
    await page.locator("[type=checkbox][name=photos]").uncheck();
    await press(page);
    assert.equal(await page.locator("dd img").count(), 0);
    await page.locator("a[href$='only-photos']").click();
    await page.setInputFiles("#f-photos", photo);
    await press(page);
    await press(page);
    assert.match(page.url(), /\/receipt$/);
    await page.goto(page.url().replace(/\/receipt$/, ""));
    const small = await page.locator(".files img").getAttribute("src");
    harmless(await parts(context, small));
    await as({ who: null }, async (_, other) => {
      for (const part of Object.values(await parts(other.context, small))) assert.equal(part.status, 303, "asked for the code");
    });
  }));
}

test("an officer's form keeps what was uploaded, its matter shows it, and access is the matter's", () => as({ who: SAFETY }, async (page, { context }) => {
  await open(page, `/${town}/begin/hazard/register`);
  await page.setInputFiles("#f-photos", photo);
  await press(page, "先上传");
  assert.equal(await page.locator(".errors").count(), 0, "nothing else is asked for yet");
  assert.equal(await page.locator("[type=checkbox][name=photos]:checked").count(), 1);
  await page.setInputFiles("#f-photos", { name: "二.png", mimeType: "image/png", buffer: await png(browser) });
  await press(page);
  assert.equal(await page.locator("[type=checkbox][name=photos]:checked").count(), 2, "a refused form loses no file");
  for (const name of ["place", "what"]) await page.fill(`[name=${name}]`, "测试场所");
  for (const name of ["area", "level"]) await page.selectOption(`[name=${name}]`, { index: 1 });
  await page.selectOption("[name='actor!']", SAFETY);
  await press(page);
  assert.match(page.url(), /\/matters\/[0-9a-f-]+\?done=/);
  assert.equal(await page.locator(".files img").count(), 2);
  const path = new URL(page.url()).pathname;
  const images = await page.locator(".files img").evaluateAll((all) => all.map((img) => img.getAttribute("src")));
  const all = await Promise.all(images.map((small) => parts(context, small)));
  harmless(all.find((p) => p.whole.body.equals(photo.buffer)));
  const hashes = await page.locator(".files code").allTextContents();
  assert.ok(hashes.every((h) => /^[0-9a-f]{64}$/.test(h)));
  const pdf = await context.request.get(`${BASE}${path}/file.pdf`);
  assert.equal(pdf.status(), 200);
  assert.ok((await pdf.body()).includes("/Subtype /Image") || (await pdf.body()).includes("/Subtype/Image"));
  // Under another matter's address there is no such file.
  const other = `/${town}/matters/00000000-0000-0000-0000-000000000000/files/${images[0].split("/files/")[1]}`;
  assert.equal((await context.request.get(BASE + other)).status(), 404);
  await as({ who: null }, async (_, visit) => {
    const answer = await visit.context.request.get(BASE + images[0], { maxRedirects: 0 });
    assert.match(answer.headers().location, /^\/sign-in/);
  });
}));

test("too much at once is told, and pages with files have no fault for who can't see", () => as({ scripts: true, who: SAFETY }, async (page, { context }) => {
  const answer = await context.request.post(`${BASE}/${town}/begin/hazard/register`, {
    multipart: { photos: { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(50 * 1024 * 1024) } },
    headers: { "sec-fetch-site": "same-origin" },
  });
  assert.equal(answer.status(), 413);
  assert.match(await answer.text(), /分几次上传/);
  await open(page, `/${town}/begin/hazard/register`);
  await page.setInputFiles("#f-photos", photo);
  await press(page, "先上传");
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((v) => `${v.id} ${v.nodes[0].html}`), []);
}));
