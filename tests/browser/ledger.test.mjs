// A ledger in: handed in, mapped, tried, imported, imported again, faults by row, and held against what is there.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { BASE, launch, open, town, visitor } from "./desk.mjs";

/** The county's 12345 platform in the demonstration; a run of its own gets numbers of its own. */
const PLATFORM = "枣壬申";
const RUN = Date.now().toString(36).toUpperCase();

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const HEADER = "序号,工单编号,派单时间,来电人姓名,联系方式,所在村(社区),诉求内容,诉求类别,是否紧急,备注";

/** A hotline ledger as a platform exports it: a title over the header, a row of totals below. */
function ledger(rows, run = RUN) {
  const line = (n, change) => {
    const cells = { no: n, id: `${run}-${String(n).padStart(4, "0")}`, at: `2023-${String((n % 12) + 1).padStart(2, "0")}-1${n % 10} 09:30`,
      name: `来电人${n}`, phone: "13800000000", village: "石桥村", what: "村口路灯不亮", kind: n % 2 ? "咨询" : "一般诉求", urgent: "否", note: n % 7 ? "" : "'=1+1", ...change };
    return Object.values(cells).join(",");
  };
  return "\uFEFF" + ["云溪镇12345热线工单台账", HEADER, ...rows.map(([n, change]) => line(n, change)), "合计"].join("\r\n") + "\r\n";
}
const rows = (count) => Array.from({ length: count }, (_, n) => [n + 1, {}]);

async function handIn(page, key, text, name = "台账.csv") {
  await open(page, `/${key}/import`);
  await page.selectOption("#procedure", "hotline/dispatch");
  await page.setInputFiles("#file", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("form[enctype] button").click();
}
const count = async (page, title) => Number((await page.locator(`dl.check div:has(dt:text-is("${title}")) dd`).innerText()).split(" ")[0]);
const tryIt = (page) => page.getByRole("button", { name: "存下并试一遍" }).click();

test("200 tickets come in once, however often they are imported", async () => {
  const { context, page, faults } = await visitor(browser, { who: PLATFORM });
  const key = await town(page);
  await handIn(page, key, ledger(rows(200)));
  assert.equal(await page.locator("#key").inputValue(), "工单编号");
  assert.equal(await page.locator('[name="f:dispatch:caller"]').inputValue(), "c:来电人姓名");
  assert.equal(await page.locator('[name="at:dispatch"]').inputValue(), "派单时间");
  await tryIt(page);
  assert.equal(await count(page, "可以导入"), 200);
  assert.equal(await count(page, "不能导入"), 0);
  const began = Date.now();
  await page.getByRole("button", { name: "导入 200 件" }).click();
  await page.getByRole("status").waitFor();
  console.log(`200 tickets imported and shown in ${Date.now() - began} ms`);
  assert.match(await page.getByRole("status").innerText(), /200/);
  assert.equal(await count(page, "以前导入过"), 200);
  assert.equal(await page.getByRole("button", { name: /^导入/ }).count(), 0, "nothing is left to import");
  // The same file again, with its rows turned round: nothing is new, and the mapping was kept.
  await handIn(page, key, ledger(rows(200).reverse()));
  assert.match(await page.locator("main").innerText(), /已用上次存下的对应关系/);
  await tryIt(page);
  assert.equal(await count(page, "可以导入"), 0);
  assert.equal(await count(page, "以前导入过"), 200);
  assert.deepEqual(faults, []);
  await context.close();
});

test("faults are told by row, downloaded, mended and imported", async () => {
  const { context, page, faults } = await visitor(browser, { who: PLATFORM });
  const key = await town(page);
  const bad = [[1, {}], [2, { kind: "投诉" }], [3, { at: "2023-02-30" }], [4, { name: "" }], [5, { at: "2999-01-01" }], [1, {}]];
  await handIn(page, key, ledger(bad, `${RUN}B`));
  await tryIt(page);
  assert.equal(await count(page, "可以导入"), 1);
  assert.equal(await count(page, "不能导入"), 5);
  const told = await page.locator("table.stack tbody tr").allInnerTexts();
  for (const [n, part] of [["4", "咨询、一般诉求、复杂诉求"], ["5", "日期"], ["6", "没有填写"], ["8", "和第 3 行重复"]]) {
    assert.ok(told.some((t) => t.startsWith(n) && t.includes(part)), `${n} ${part} in ${told.join("\n")}`);
  }
  assert.ok(told.some((t) => t.startsWith("7")), "a rule stops what is said to happen in 2999");
  const mend = await page.locator('a[href$="mend.xlsx"]').getAttribute("href");
  const file = await context.request.get(BASE + mend);
  assert.equal(file.status(), 200);
  await page.getByRole("button", { name: "导入 1 件" }).click();
  // The downloaded rows are a ledger themselves: read again, with the column of reasons passed over.
  await open(page, `/${key}/import`);
  await page.selectOption("#procedure", "hotline/dispatch");
  const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page.setInputFiles("#file", { name: "mend.xlsx", mimeType: kind, buffer: await file.body() });
  await page.locator("form[enctype] button").click();
  assert.match(await page.locator("main").innerText(), /已用上次存下的对应关系/);
  await tryIt(page);
  assert.equal(await count(page, "台账行数"), 5);
  assert.equal(await count(page, "不能导入"), 4, "what was not mended is told again");
  assert.equal(await count(page, "以前导入过"), 1, "the second row of a number is the item that came in");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is no ledger is refused in plain words, and others' ledgers are nobody's business", async () => {
  const { context, page } = await visitor(browser, { who: PLATFORM });
  const key = await town(page);
  await handIn(page, key, "%PDF-1.4", "扫描件.pdf");
  assert.match(await page.getByRole("alert").innerText(), /xlsx/);
  await handIn(page, key, ledger(rows(2), `${RUN}C`));
  const address = new URL(page.url()).pathname;
  const other = await visitor(browser);
  assert.equal((await open(other.page, address)).status(), 404);
  await open(page, address);
  await page.getByRole("button", { name: /删除这份台账/ }).click();
  assert.equal((await open(page, address)).status(), 404);
  await other.context.close();
  await context.close();
});

test("another system's export is held against ours, item by item", async () => {
  const { context, page, faults } = await visitor(browser, { who: PLATFORM });
  const key = await town(page);
  const run = `${RUN}D`;
  await handIn(page, key, ledger(rows(10), run));
  await tryIt(page);
  await page.getByRole("button", { name: "导入 10 件" }).click();
  // Theirs: one more, one village told differently, one missing; white space makes no difference.
  const theirs = rows(11).filter(([n]) => n !== 7);
  theirs[2] = [3, { village: "柳湾村" }];
  theirs[3] = [4, { what: "村口路灯 不亮" }];
  await handIn(page, key, ledger(theirs, run));
  await page.getByRole("button", { name: /只和已有事项核对/ }).click();
  const sum = async (title) => Number(await page.locator(`tr:has(td:text-is("${title}")) td`).nth(1).innerText());
  assert.equal(await sum("双方都有，一致"), 8);
  assert.equal(await sum("双方都有，不一致"), 1);
  assert.equal(await sum("只有对方有"), 1);
  assert.ok((await sum("只有我方有")) >= 1);
  const row = await page.locator("table.stack tbody tr", { hasText: `${run}-0003` }).innerText();
  assert.match(row, /石桥村\s+柳湾村/);
  assert.match(await page.locator("main").innerText(), /热线工单收件量 \d+ · 和我方件数一致/);
  const file = await context.request.get(BASE + (await page.locator('a[href*="reconcile.xlsx"]').getAttribute("href")));
  assert.equal(file.status(), 200);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const lang of ["zh", "en"]) {
  test(`the pages of a ledger have no accessibility faults and fit a phone (${lang})`, async () => {
    const { context, page, faults } = await visitor(browser, { who: PLATFORM, lang, scripts: true, width: 320, height: 640 });
    const key = await town(page);
    const look = async (what) => {
      const found = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(found.violations.map((v) => `${what}: ${v.id} ${v.nodes[0].html}`), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${what}: ${wide} px`);
      assert.ok((await page.content()).length < 60_000, what);
    };
    await open(page, `/${key}/import`);
    await look("hand in");
    await handIn(page, key, ledger([[1, {}], [2, { kind: "投诉" }]], `${RUN}E${lang}`));
    await look("columns");
    const address = new URL(page.url()).pathname;
    await page.locator('fieldset ~ p button').first().click();
    await page.locator("dl.check").waitFor();
    await look("trial");
    await open(page, `${address}/reconcile`);
    await look("reconciliation");
    assert.deepEqual(faults, []);
    await context.close();
  });
}
