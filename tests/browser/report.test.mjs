// J8: the yearly report is drafted with live figures, checked against itself, adopted, published; a late record does not change it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { fileURLToPath } from "node:url";
import { launch, open, town as townOf, visitor } from "./desk.mjs";
import { YEAR, send } from "./ways.mjs";

let browser;
let town;
const visits = new Map();

before(async () => {
  browser = await launch();
  const { context, page } = await visitor(browser);
  town = await townOf(page);
  await context.close();
});
after(async () => {
  for (const { faults } of visits.values()) assert.deepEqual(faults, []);
  await browser?.close();
});

/** The page of whoever holds a post, by the post's title as the sign-in page names it. */
async function holder(title) {
  if (!visits.has(title)) {
    const visit = await visitor(browser, { who: null });
    await open(visit.page, "/sign-in");
    await visit.page.locator("ul.accounts button", { hasText: ` · ${title}` }).first().click();
    await visit.page.waitForLoadState();
    visits.set(title, visit);
  }
  return visits.get(title).page;
}

/** Does an action of a matter: fills what is given, sends, and ends on the matter's page. */
async function act(title, path, fields = {}) {
  const page = await holder(title);
  // A clock may run out between opening the form and sending it; then one looks again, as the refusal says.
  for (let tries = 0; tries < 2; tries += 1) {
    await open(page, path);
    for (const [name, value] of Object.entries(fields)) {
      const field = page.locator(`[name="${name}"]`);
      if ((await field.evaluate((e) => e.tagName)) === "SELECT") await field.selectOption(value);
      else await field.fill(value);
    }
    await send(page);
    if (!(await page.locator("main").innerText()).includes("· stale ")) break;
  }
  assert.match(page.url(), /\/matters\/[^/]+\?done=\d+$/, await page.locator("main").innerText());
  return page;
}

const text = (page, selector) => page.locator(selector).first().innerText();
const figure = async (page) => Number(parseInt(await text(page, `article.report a[href*="/figures/training.leader_lectures"]`), 10));

test("J8: drafted, checked, adopted, published; later records do not change it", async () => {
  const CLERK = "法治建设专员";
  const begun = await act(CLERK, `/${town}/begin/yearly-report/draft`, {
    report_title: `${YEAR}年度法治政府建设年度报告`, year: String(YEAR), year_end: `${YEAR}-12-31`, sources: "办理记录",
  });
  const matter = new URL(begun.url()).pathname;
  const part = {
    measures: "全年举办讲座{{领导班子法治专题讲座}}期。\n检查企业10家，其中合格7家、不合格2家。",
    shortcomings: "普法<b>形式</b>单一，[见附件](javascript:alert(1))。", heads: "部署法治工作{{没有这个数}}次。",
    next_year: "丰富普法形式。", other: "无。", last_results: "上年两项不足已解决。",
  };
  await act(CLERK, `${matter}/do/complete`, part);
  // What was written stands in the report, its figures open, its mistakes are told, and nothing typed becomes a link or markup.
  const clerk = await holder(CLERK);
  await open(clerk, `/${town}/report/${YEAR}`);
  const before = await figure(clerk);
  assert.ok(before > 0);
  assert.match(await text(clerk, "article.report"), /普法<b>形式<\/b>单一，\[见附件\]/);
  assert.equal(await clerk.locator("article.report b, article.report a[href^='javascript']").count(), 0);
  assert.match(await text(clerk, ".errors"), /没有这个数/);
  assert.match(await text(clerk, ".check-findings"), /10[\s\S]*9/);
  assert.ok((await clerk.locator(".check-text mark.contradiction").count()) > 0);
  await clerk.locator("details:has(code) summary").click();
  assert.match(await text(clerk, "#picks ~ details"), /\{\{领导班子法治专题讲座\}\}/);

  await act("法制审核人员", `${matter}/do/check`, { legal: "同意" });
  await act("保密审查人员", `${matter}/do/screen`, { secret: "可以公开" });
  await act("镇党委书记", `${matter}/do/endorse`, { discussed_on: "2024-01-30" });
  // The head sees what does not add up; a text with a name that is no figure can't be adopted.
  const head = await holder("镇人民政府负责人");
  await open(head, `${matter}/do/adopt`);
  assert.match(await text(head, ".check-findings"), /10[\s\S]*9/);
  assert.equal((await send(head)).status(), 422);
  assert.match(await text(head, "#e-adopted"), /占位/);
  await act("镇人民政府负责人", `${matter}/do/redraft`, { return_reason: "改正占位和合计" });
  part.heads = "部署法治工作4次。";
  part.measures = part.measures.replace("不合格2家", "不合格3家");
  await act(CLERK, `${matter}/do/complete`, part);
  await act("法制审核人员", `${matter}/do/check`, { legal: "同意" });
  await act("保密审查人员", `${matter}/do/screen`, { secret: "可以公开" });
  await act("镇党委书记", `${matter}/do/endorse`, { discussed_on: "2024-01-30" });

  // Something is recorded between looking and signing: the head has to look again.
  await open(head, `${matter}/do/adopt`);
  const lecture = async () => {
    const page = await act(CLERK, `/${town}/begin/lecture/plan-lecture`, {
      topic: "行政处罚法", audience_kind: "领导班子", "happened!": `${YEAR}-12-28T09:00`,
    });
    await act(CLERK, `${new URL(page.url()).pathname}/do/hold`, { people: "12", "happened!": `${YEAR}-12-29T09:00` });
  };
  await lecture();
  assert.equal((await send(head)).status(), 422);
  assert.match(await text(head, "#e-adopted"), /重新看一遍/);
  await send(head);
  assert.match(head.url(), /done=/);
  await open(clerk, `/${town}/report/${YEAR}`);
  const adopted = await figure(clerk);
  assert.equal(adopted, before + 1);

  // Adopted it stands; what moves later is told as a correction.
  await lecture();
  await open(clerk, `/${town}/report/${YEAR}`);
  assert.equal(await figure(clerk), adopted);
  assert.match(await text(clerk, "#corrections"), new RegExp(`审定时${adopted}，现在${adopted + 1}`));

  await act(CLERK, `${matter}/do/submit`, { submitted_to: "县委、县政府", copied_to: "县委依法治县办" });
  await act("公示专员", `${matter}/do/publish`, { address: "https://example.invalid/report" });
  const { context, page, faults } = await visitor(browser, { who: null, width: 360, height: 740 });
  await open(page, `/${town}/public/report/${YEAR}`);
  assert.equal(await figure(page), adopted);
  assert.match(await text(page, "main"), new RegExp(`审定时${adopted}，现在${adopted + 1}`));
  await page.locator(`article.report a[href*="/figures/training.leader_lectures"]`).first().click();
  assert.match(await text(page, ".big"), new RegExp(`^${adopted + 1}`));
  assert.deepEqual(faults, []);
  await context.close();
});

test("anyone's report is checked: a file, a text, nonsense", async () => {
  const { context, page, faults } = await visitor(browser, { who: null, scripts: true, width: 360, height: 740 });
  await open(page, `/${town}/public/check`);
  await page.fill("[name=text]", "全年检查企业140家，其中合格124家、不合格15家。");
  await send(page);
  assert.match(await text(page, ".check-findings"), /140[\s\S]*139/);
  const axe = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(axe.violations.map((v) => v.id), []);
  await open(page, `/${town}/public/check?lang=en`);
  await page.setInputFiles("[name=file]", { name: "报告.txt", mimeType: "text/plain", buffer: Buffer.from("检查企业10家，其中合格7家、不合格2家。") });
  await send(page);
  assert.match(await text(page, ".examined"), /报告\.txt[\s\S]*contradiction[\s\S]*10/);
  await page.setInputFiles("[name=file]", fileURLToPath(new URL("package.json", import.meta.url)));
  await send(page);
  assert.match(await text(page, ".check-summary"), /^0 contradictions/);
  for (const [name, bytes] of [["a.docx", "PK\u0003\u0004nonsense"], ["b.pdf", "%PDF-1.4 nonsense"], ["c.doc", "\u00d0\u00cf\u0011\u00e0"]]) {
    await page.setInputFiles("[name=file]", { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes, "latin1") });
    assert.equal((await send(page)).status(), 422, name);
    assert.ok((await text(page, ".errors")).length > 10, name);
  }
  await page.setInputFiles("[name=file]", { name: "large.txt", mimeType: "text/plain", buffer: Buffer.alloc(17 * 1024 * 1024, "报") });
  assert.equal((await send(page)).status(), 422);
  assert.match(await text(page, ".errors"), /16 MB/);
  assert.deepEqual(faults, []);
  await context.close();
});
