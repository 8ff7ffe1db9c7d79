// Walks through a running demonstration of the desk, as a reader, as a citizen, as an officer.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { BASE, OFFICER, launch, open, town as townOf, visitor } from "./desk.mjs";
import { REQUEST, YEAR, fillRequest, pages, refusedAnswer, send } from "./ways.mjs";

/** A page of the desk is never larger, in bytes of HTML; the report says its own size. */
const PAGE_BYTES_MAX = 60_000;

let browser;
let town;

before(async () => {
  browser = await launch();
  const { context, page } = await visitor(browser);
  town = await townOf(page);
  await context.close();
});
after(() => browser?.close());

/** Runs `walk` as a fresh visitor; what went wrong in the browser fails the test. */
async function as(options, walk) {
  const visit = await visitor(browser, options);
  try {
    await walk(visit.page, visit);
    assert.deepEqual(visit.faults, []);
  } finally {
    await visit.context.close();
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();

test("from the report's figure down to the record entry", () => as({}, async (page) => {
  await open(page, "/");
  await page.click("main a.button");
  assert.match(page.url(), new RegExp(`/report/${YEAR}$`));
  await page.locator("article.report a.figure", { hasText: /^140$/ }).first().click();
  assert.match(await text(page, ".big"), /^140/);
  const number = await text(page, "table.stack tbody a");
  await page.locator("table.stack tbody a").first().click();
  assert.equal(await text(page, "h1"), number);
  assert.ok((await page.locator("ol.history > li").count()) >= 3, "the matter's history");
  assert.ok((await page.locator(".box h3 .mark").count()) >= 1, "the matter's clocks");
  assert.match(await text(page, ".box details[open] p"), /自\d{4}年\d+月\d+日.*起计\d+.*届满/);
  await page.locator("ol.history a[href*='/record/']").last().click();
  assert.match(page.url(), /\/record\/\d+$/);
  assert.match(await text(page, "main"), /[0-9a-f]{64}/);
  await page.locator("main a[href*='/figures/hazard.found']").first().click();
  assert.match(await text(page, ".big"), /^140/);
}));

test("a figure's parts add up to it", () => as({}, async (page) => {
  await open(page, `/${town}/figures/hazard.found?year=${YEAR}`);
  const rows = page.locator("main .scroll").first().locator("tbody tr");
  const values = await rows.locator(".n").allInnerTexts();
  const total = Number(values.pop());
  assert.equal(values.map(Number).reduce((a, b) => a + b, 0), total);
  assert.equal(total, 140);
  await rows.first().locator("a").click();
  assert.equal(Number(parseInt(await text(page, ".big"), 10)), Number(values[0]));
}));

test("all the records behind a figure are reached page by page", () => as({}, async (page) => {
  await open(page, `/${town}/figures/hazard.found?year=${YEAR}`);
  const seen = new Set();
  for (let turn = 0; turn < 20; turn += 1) {
    for (const seq of await page.locator("table.stack tbody td:last-child").allInnerTexts()) seen.add(seq.trim());
    const more = page.locator("main a.button.quiet");
    if ((await more.count()) === 0) break;
    await more.first().click();
  }
  assert.equal(seen.size, 140);
}));

test("what the source told is held against the record", () => as({}, async (page) => {
  await open(page, `/${town}/report/${YEAR}`);
  const hotline = page.locator("#told ~ .scroll tr", { hasText: "191" });
  assert.equal(await hotline.locator(".mark.bad").count(), 1);
  assert.match(await hotline.innerText(), /198/);
  const hazard = page.locator("#told ~ .scroll tr", { has: page.locator("a[href*='hazard.found?year']") }).first();
  assert.match(await hazard.innerText(), /140[\s\S]*139/);
  assert.equal(await hazard.locator(".mark.good").count(), 1);
}));

test("a figure that the report contradicts leads to its counter-examples", () => as({}, async (page) => {
  await open(page, `/${town}/report/${YEAR}`);
  const claim = page.locator("#checks a.mark.bad").first();
  const said = Number((await claim.innerText()).match(/\d+/)[0]);
  await claim.click();
  assert.equal(Number(parseInt(await text(page, ".big"), 10)), said);
}));

test("my day: what falls due and what waits, by one's own posts", () => as({}, async (page) => {
  await fillRequest(page, town);
  await send(page);
  const matter = new URL(page.url()).pathname;
  await open(page, `/${town}`);
  assert.match(await text(page, "section.day"), /按您的岗位列出：.*公开/);
  const waiting = page.locator("section.day ul.plain a", { hasText: "政府信息依申请公开" }).first();
  await waiting.click();
  assert.equal(await page.locator(`main a[href='${matter}']`).count(), 1);
  // What can be done is a link to its form, and the form is his to send.
  await open(page, `/${town}`);
  const step = page.locator("section.day table a.mark").first();
  if (await step.count()) {
    await step.click();
    assert.equal(await page.locator("main form[method=post] button").count(), 1);
  }
  // Who only supervises has no such day.
  const { context, page: other } = await visitor(browser, { who: "县监督员" });
  await open(other, `/${town}`);
  assert.equal(await other.locator("section.day").count(), 0);
  await context.close();
}));

test("both languages, and the choice is kept", () => as({ lang: "en" }, async (page) => {
  await open(page, `/${town}`);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.click("a.lang");
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await page.locator("nav a").nth(2).click();
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  await open(page, `/${town}/matters?lang=en`);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  // The switch keeps where one is: the other language of a list keeps its filter.
  await open(page, `/${town}/matters?procedure=petition`);
  await page.click("a.lang");
  assert.equal(new URL(page.url()).searchParams.get("procedure"), "petition");
}));

test("the English desk shows no Chinese in its own wording", () => as({ lang: "en" }, async (page) => {
  for (const path of [`/${town}`, `/${town}/matters?procedure=hazard`, `/${town}/record`]) {
    await open(page, path);
    for (const selector of ["nav", "thead", "main h2", "main label", "main button"]) {
      for (const words of await page.locator(selector).allInnerTexts()) assert.doesNotMatch(words, /\p{Script=Han}/u, path);
    }
  }
}));

test("a disclosure request is entered for a citizen, who gets a receipt", () => as({}, async (page, visit) => {
  await fillRequest(page, town);
  const actors = await page.locator("[name='actor!'] option").evaluateAll((all) => all.map((o) => o.value));
  assert.deepEqual(actors, ["", OFFICER], "for the party, who needs no office, or as oneself");
  await page.selectOption("[name='actor!']", "");
  const answer = await send(page);
  assert.equal(answer.status(), 303);
  assert.match(await text(page, ".receipt"), /第\d+号/);
  assert.match(await text(page, "h1"), /依申.+号/);
  assert.match(await text(page, ".box"), /20.*(工作日|届满)/);
  assert.match(await text(page, "dl.facts"), new RegExp(REQUEST.wanted));
  // Back and forth: nothing is sent again.
  const receipt = page.url();
  await page.goBack();
  await page.goForward();
  await page.reload();
  assert.equal(page.url(), receipt);
  assert.equal(visit.posts.length, 1);
}));

test("the same form sent twice is one matter", () => as({}, async (page) => {
  await fillRequest(page, town);
  const held = { token: await page.inputValue("[name='token!']"), matter: await page.inputValue("[name='matter!']") };
  await send(page);
  const first = new URL(page.url()).pathname;
  const form = { "token!": held.token, "matter!": held.matter, "actor!": "", "happened!": "2024-02-28T16:30", ...REQUEST, channel: "当面" };
  const again = await page.request.post(`${BASE}/${town}/begin/disclosure-request/receive`, { form, maxRedirects: 0 });
  assert.notEqual(again.status(), 500);
  await open(page, first);
  assert.equal(await page.locator("ol.history > li").count(), 1);
}));

test("an answer that the rules refuse: rule, article, cure, and nothing typed is lost", () => as({}, async (page) => {
  const answer = await refusedAnswer(page, town, OFFICER);
  assert.equal(answer.status(), 409);
  const refusal = page.locator(".refusal");
  assert.equal(await refusal.getAttribute("role"), "alert");
  assert.match(await refusal.innerText(), /说明理由/);
  assert.match(await refusal.innerText(), /政府信息公开条例.*第36条/);
  assert.match(await text(page, ".refusal .cure"), /不公开的理由/);
  assert.equal(await page.inputValue("[name=outcome]"), "不予处理");
  assert.equal(await page.inputValue("[name='actor!']"), OFFICER);
  // The cure works.
  await page.fill("[name=ground]", "要求提供公开出版物");
  await page.selectOption("[name=code]", "不予处理：要求提供公开出版物");
  assert.equal((await send(page)).status(), 303);
  assert.match(await text(page, ".receipt"), /第\d+号/);
}));

test("an act outside one's office is refused", () => as({ who: "石庚辰" }, async (page) => {
  await fillRequest(page, town);
  await send(page);
  await page.locator("a[href$='/do/answer']").click();
  const people = await page.locator("[name='actor!'] option").evaluateAll((all) => all.map((o) => o.value));
  assert.deepEqual(people, ["石庚辰"], "nobody can act as another");
  await page.selectOption("[name=outcome]", "予以公开");
  assert.equal((await send(page)).status(), 409);
  assert.equal(await page.locator(".refusal").count(), 1);
}));

test("a wrong date shows its error by the field and keeps the rest", () => as({}, async (page) => {
  await open(page, `/${town}/begin/disclosure-request/receive`);
  const values = ["token!", "matter!"].map(async (n) => [n, await page.inputValue(`[name='${n}']`)]);
  const form = { ...Object.fromEntries(await Promise.all(values)), ...REQUEST, channel: "当面", "actor!": "", "happened!": "2024-02-28T16:30", received_on: "去年" };
  const answer = await page.request.post(page.url(), { form });
  assert.equal(answer.status(), 422);
  await page.setContent(await answer.text());
  const field = page.locator("[name=received_on]");
  const described = (await field.getAttribute("aria-describedby")).split(" ");
  assert.ok(described.includes("e-received_on"));
  assert.match(await text(page, "#e-received_on"), /请填日期/);
  assert.equal(await page.locator(".error").count(), 1);
  assert.equal(await page.inputValue("[name=wanted]"), REQUEST.wanted);
}));

test("a wrong number shows its error by the field", () => as({}, async (page) => {
  await open(page, `/${town}/begin/antifraud/set-target`);
  const number = page.locator("input[inputmode=decimal]").first();
  const name = await number.getAttribute("name");
  await number.fill("十二");
  assert.equal((await send(page)).status(), 422);
  assert.match(await text(page, `#e-${name}`), /请填/);
  assert.equal(await page.inputValue(`[name=${name}]`), "十二");
}));

test("what is not there says so", () => as({}, async (page) => {
  for (const path of ["/nowhere", "/no/such/page", `/${town}/record/999999999`, `/${town}/matters/none`, `/${town}/figures/none?year=${YEAR}`]) {
    const answer = await open(page, path);
    assert.equal(answer.status(), 404, path);
    assert.equal(await page.locator("h1").count(), 1, path);
    assert.ok((await page.locator("main a").count()) >= 1, `${path}: a way back`);
  }
}));

test("pages are light, answer 200, say one heading, and never reach another host", () => as({}, async (page) => {
  for (const [name, path] of await pages(page, town)) {
    const answer = await open(page, path);
    const bytes = (await answer.body()).length;
    console.log(`  ${name}: ${bytes} bytes`);
    if (name === "not found") continue;
    assert.equal(answer.status(), 200, name);
    if (name !== "report") assert.ok(bytes < PAGE_BYTES_MAX, `${name}: ${bytes} bytes`);
    assert.equal(await page.locator("h1").count(), 1, `${name}: one main heading`);
    assert.equal(await page.locator("script").count(), 0, `${name}: no script`);
  }
}));

test("the first stop of the keyboard leads to the content", () => as({ scripts: true }, async (page) => {
  for (const [name, path] of await pages(page, town)) {
    if (name === "not found") continue;
    await open(page, path);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", name);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content", name);
  }
}));

test("no page scrolls sideways at 320 pixels", () => as({ scripts: true, width: 320, height: 640 }, async (page) => {
  const wide = [];
  for (const lang of ["zh", "en"]) {
    for (const [name, path] of await pages(page, town)) {
      await open(page, `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${name} (${lang}): ${width}`);
    }
  }
  assert.deepEqual(wide, []);
}));

for (const [width, height] of [[1366, 768], [360, 740]]) {
  for (const lang of ["zh", "en"]) {
    test(`everyone can use every page: ${width}×${height}, ${lang}`, () => as({ scripts: true, lang, width, height }, async (page) => {
      const found = [];
      const check = async (name) => {
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        for (const v of violations) found.push(`${name}: ${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      };
      for (const [name, path] of await pages(page, town)) {
        await open(page, path);
        await check(name);
      }
      await fillRequest(page, town);
      await send(page);
      await check("receipt");
      await refusedAnswer(page, town, OFFICER);
      await check("refusal");
      await open(page, `/${town}/begin/antifraud/set-target`);
      await page.locator("input[inputmode=decimal]").first().fill("十二");
      await send(page);
      await check("wrong number");
      assert.deepEqual(found, []);
    }));
  }
}
