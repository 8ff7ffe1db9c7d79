// The search of the desk: numbers, names, pieces of text, nonsense; on a phone and without faults.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { launch, open, town, visitor } from "./desk.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const find = async (page, key, asked) => {
  await open(page, `/${key}`);
  await page.locator("form.find [name=q]").fill(asked);
  await page.locator("form.find button").click();
};
const numbers = (page) => page.locator("table td:first-child a").allInnerTexts();

test("a matter is found by its number, by a piece of its words, by one character", async () => {
  const { context, page, faults } = await visitor(browser);
  const key = await town(page);
  await open(page, `/${key}/matters?procedure=hotline`);
  const number = (await numbers(page))[0];
  const address = await page.locator("table td:first-child a").first().getAttribute("href");
  await find(page, key, number);
  assert.ok((await numbers(page)).includes(number), number);
  await open(page, address);
  const words = (await page.locator("dl.facts dd").allInnerTexts()).find((t) => /^[\u4e00-\u9fff]{6,}/.test(t));
  const piece = words.slice(1, 5);
  await find(page, key, piece);
  assert.ok((await page.locator("mark").allInnerTexts()).includes(piece), piece);
  await find(page, key, piece.slice(0, 1));
  assert.ok((await numbers(page)).length > 0);
  for (const hit of await page.locator("mark").allInnerTexts()) assert.equal(hit, piece.slice(0, 1));
  await find(page, key, "依申请公开");
  assert.ok(await page.locator('main ul.plain a[href*="procedure=disclosure-request"]').isVisible());
  assert.deepEqual(faults, []);
  await context.close();
});

test("nonsense is answered in words", async () => {
  const { context, page, faults } = await visitor(browser);
  const key = await town(page);
  for (const asked of ["甴曱甴曱", '" OR *', "' & | !:*", "〔〕", "%_\\", "a".repeat(60)]) {
    await find(page, key, asked);
    // What has letters may be found somewhere; what is an engine's own language must not be taken for it.
    assert.ok(await page.locator("p[role=status], table mark").first().isVisible(), asked);
    assert.equal(await page.locator("#f-q").inputValue(), asked);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

for (const [lang, width] of [["zh", 1366], ["en", 360]]) {
  test(`everyone can search (${lang}, ${width})`, async () => {
    const { context, page } = await visitor(browser, { lang, width, scripts: true });
    const key = await town(page);
    await find(page, key, "路");
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page scrolls sideways by ${wide}`);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/search-${lang}.png` });
    await context.close();
  });
}
