// Walks through the public screens of a running demonstration, as villagers would.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { BASE, launch, open, town as townOf, visitor } from "./desk.mjs";

/** A public page is never larger, in bytes of HTML; drawings, the report and the booklet say their own size. */
const PAGE_BYTES_MAX = 60_000;
const WIDTHS = [
  { width: 1366, height: 768 },
  { width: 360, height: 740 },
];

let browser;
let base;
let town;

before(async () => {
  browser = await launch();
  const { context, page } = await visitor(browser);
  town = await townOf(page);
  base = `/${town}/public`;
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

/** Presses the button of the form in the page's middle and waits for what comes of it. */
async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.locator("main form button", name ? { hasText: name } : {}).first().click()]);
}

/** What a villager says of a danger. */
const TIP = { what: "村口的路被滚石堵了，车过不去。", place: "溪头村村口", reporter: "测试举报人", contact: "测试联系方式" };

/** Fills in the report of a danger up to the page where it is checked. */
async function fillTip(page, tip = TIP) {
  await open(page, `${base}/file`);
  await page.locator("a[href$='/file/hazard-tip/receive']").click();
  for (const names of [["what"], ["place"], [], ["reporter", "contact"]]) {
    for (const name of names) await page.fill(`[name=${name}]`, tip[name]);
    await press(page);
  }
  assert.match(page.url(), /\/check$/);
}

/** Reports a danger and gives number and code of its receipt. */
async function tip(page, values = TIP) {
  await fillTip(page, values);
  await press(page);
  assert.match(page.url(), /\/receipt$/);
  return { number: await text(page, ".big"), code: await text(page, ".code"), url: page.url() };
}

/** Every kind of public page that is reached by reading, as name and path. */
async function pages(page) {
  await open(page, `${base}/guides`);
  const item = await page.locator("a[href*='/guides/item/']").first().getAttribute("href");
  await open(page, `${base}/published`);
  const published = await page.locator("a[href*='/published/matter/']").first().getAttribute("href");
  await open(page, `${base}/consultations`);
  const consultation = await page.locator("main a[href*='/consultations/']").first().getAttribute("href");
  return [
    ["home", base], ["guides", `${base}/guides`], ["guide", `${base}/guides/disclosure-request`], ["item", item],
    ["booklet", `${base}/guides/booklet`], ["openings", `${base}/file`], ["ask", `${base}/mine`],
    ["published", `${base}/published`], ["one kind", `${base}/published/decision-item`], ["publication", published],
    ["register", `${base}/register/service-items`], ["disclosure", `${base}/disclosure`],
    ["enforcement before", `${base}/enforcement`], ["during", `${base}/enforcement/during`],
    ["after", `${base}/enforcement/after`], ["officer", `${base}/enforcement/officer?number=${encodeURIComponent("演示-0001")}`],
    ["no officer", `${base}/enforcement/officer?number=nobody`], ["flow", `${base}/enforcement/flow/penalty`],
    ["consultations", `${base}/consultations`], ["consultation", consultation], ["reports", `${base}/report`],
    ["figures", `${base}/figures/2023`], ["figure", `${base}/figures/hazard.found?year=2023`],
    ["ratio", `${base}/figures/hazard.rate?year=2023`], ["verify", `${base}/verify`], ["check", `${base}/check`],
    ["accessibility", `${base}/statement/accessibility`], ["privacy", `${base}/statement/privacy`],
    ["mistake", `${base}/statement/mistake`], ["complaint", `${base}/statement/complaint`],
    ["contact", `${base}/statement/contact`], ["data", `${base}/data`], ["not found", `${base}/nothing/here`],
  ];
}

test("J1: a villager reports a blocked road, gets a receipt and follows it, without scripts", () => as({}, async (page, visit) => {
  await open(page, base);
  await page.locator(".tiles a[href$='/file']").click();
  await page.locator("a[href$='/file/hazard-tip/receive']").click();
  // An empty answer is told where it is, and what was typed stays.
  await press(page);
  assert.equal(await page.locator(".refusal a[href='#f-what']").count(), 1);
  let typed = 0;
  for (const names of [["what"], ["place"], [], ["reporter", "contact"]]) {
    for (const name of names) {
      await page.fill(`[name=${name}]`, TIP[name]);
      typed += 1;
    }
    await press(page);
  }
  assert.ok(typed <= 5, `${typed} fields`);
  // Changing an answer leads straight back.
  await page.locator("a[href$='only-place']").click();
  assert.equal(await page.inputValue("[name=place]"), TIP.place);
  await page.fill("[name=place]", "溪尾村村口");
  await press(page);
  assert.match(page.url(), /\/check$/);
  assert.match(await text(page, "dl.check"), /溪尾村村口/);
  const sent = visit.posts.length;
  await press(page);
  assert.match(page.url(), /\/receipt$/);
  const receipt = page.url();
  const [number, code] = [await text(page, ".big"), await text(page, ".code")];
  assert.match(number, /〔\d{4}〕\d+号/);
  assert.match(code, /^([0-9A-Z]{4}-){6}[0-9A-Z]{2}$/);
  assert.equal(await page.locator("svg.qr path").count(), 2);
  assert.match(await text(page, "main"), /届满|到期|日/);
  // Back and forth sends nothing again.
  await page.goBack();
  await page.goForward();
  await page.reload();
  assert.equal(page.url(), receipt);
  assert.equal(visit.posts.length, sent + 1);
  await page.locator("a.button[href*='/mine/']").click();
  assert.equal(await text(page, "h1"), number);
  assert.equal(await page.locator(".rights").count(), 1);
  assert.ok((await page.locator("ol.history > li").count()) >= 1);
  // The code is put away, and opens the matter again however it is typed.
  await press(page, "结束");
  await open(page, new URL(receipt).pathname);
  assert.match(page.url(), /\/mine$/);
  await page.fill("[name=number]", number.replace("〔", "[").replace("〕", "]"));
  await page.fill("[name=code]", code.toLowerCase().replaceAll("-", " "));
  await press(page);
  assert.equal(await text(page, "h1"), number);
}));

test("a wrong code tells nothing: the same answer for a number that is there and one that isn't", () => as({}, async (page) => {
  const { number, code } = await tip(page);
  const wrong = code.replace(/^./, (c) => (c === "0" ? "1" : "0"));
  const answers = [];
  for (const [n, c] of [[number, wrong], ["云溪举〔2024〕99999号", code], [number, ""], ["", ""]]) {
    await page.context().clearCookies();
    await open(page, `${base}/mine`);
    await page.fill("[name=number]", n);
    await page.fill("[name=code]", c);
    await press(page);
    answers.push((await text(page, ".refusal")) + (await page.locator("main h1").innerText()));
    assert.equal((await page.context().cookies()).filter((k) => k.name === "mine").length, 0);
  }
  assert.equal(new Set(answers).size, 1, answers.join("\n"));
}));

test("the printed code's link opens the matter, and its address keeps no code", () => as({}, async (page) => {
  const { number, code } = await tip(page);
  await page.context().clearCookies();
  await open(page, `${base}/mine?n=${encodeURIComponent(number)}&c=${code.replaceAll("-", "")}`);
  assert.equal(await text(page, "h1"), number);
  assert.ok(!page.url().includes("c="), page.url());
}));

test("somebody else's matter stays shut", () => as({}, async (page) => {
  const first = await tip(page);
  const second = await tip(page, { ...TIP, what: "另一件事" });
  for (const rest of ["", "/receipt", "/receipt.tlog-proof", "/do/withdraw", "/document/1/receipt", "/letter/withdraw"]) {
    await open(page, new URL(first.url).pathname.replace("/receipt", rest));
    assert.match(page.url(), /\/mine$/, rest);
  }
  await open(page, new URL(second.url).pathname);
  assert.match(page.url(), /\/receipt$/);
}));

test("a form that memory has lost goes on from the open page", () => as({}, async (page) => {
  await fillTip(page);
  // The draft's name in the address is unknown to the program, as after a restart.
  const action = await page.locator("main form").getAttribute("action");
  const inputs = await page.locator("main form input[type=hidden]").all();
  const hidden = await Promise.all(inputs.map(async (i) => [await i.getAttribute("name"), await i.getAttribute("value")]));
  const other = action.replace(/\/[0-9a-f]{32}\//, `/${"0".repeat(32)}/`);
  const form = new URLSearchParams(hidden);
  const answer = await page.request.post(BASE + other, { data: form.toString(), headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" }, maxRedirects: 0 });
  assert.equal(answer.status(), 303);
  assert.match(answer.headers().location, /\/mine\/[0-9a-f-]+\/receipt$/);
  // The same form sent again, fifty times at once, is still one matter.
  const again = await Promise.all(Array.from({ length: 50 }, () => page.request.post(BASE + other, { data: form.toString(), headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" }, maxRedirects: 0 })));
  assert.deepEqual(new Set(again.map((a) => a.headers().location)), new Set([answer.headers().location]));
}));

test("J7: a request for information: online, of today, with its date and how it was reached; the letter; withdrawing no other's", () => as({}, async (page) => {
  await open(page, `${base}/disclosure`);
  await page.locator("#requests a.button").first().click();
  await page.fill("[name=wanted]", "二〇二三年度道路养护合同");
  await press(page);
  await page.fill("[name=applicant]", "测试申请人");
  await page.fill("[name=contact]", "测试联系方式");
  await press(page);
  assert.match(await text(page, "dl.check"), /网/);
  await press(page);
  assert.match(await text(page, "details[open] p"), /自\d{4}年\d+月\d+日.*起计\d+.*届满/);
}));

test("the rights card: withdrawing an application, once, with its letter", () => as({}, async (page) => {
  await open(page, `${base}/guides`);
  await page.locator("a[href*='/guides/item/']").first().click();
  await page.locator("a.button[href*='/file/']").click();
  assert.notEqual(await page.locator("select[name=item]").inputValue(), "", "the guide's item is chosen");
  await press(page);
  await page.fill("[name=request]", "测试申请内容");
  await press(page);
  await page.fill("[name=applicant]", "测试申请人");
  await press(page);
  await press(page);
  await page.locator("a.button[href*='/mine/']").click();
  const matter = page.url();
  await page.locator(".rights a[href$='/letter/withdraw']").click();
  assert.match(await text(page, "article.letter"), /撤回申请/);
  await page.goBack();
  await page.locator(".rights a.button[href$='/do/withdraw']").click();
  await press(page);
  assert.match(page.url(), /done=withdraw$/);
  assert.match(await text(page, ".receipt"), /撤回/);
  assert.match(await text(page, ".mark"), /撤回/);
  await page.goBack();
  await page.goForward();
  await open(page, new URL(matter).pathname);
  assert.equal(await page.locator("ol.history > li", { hasText: "撤回" }).count(), 1);
}));

test("the search leads to a guide by a word of its title, and says when there is none", () => as({}, async (page) => {
  await open(page, base);
  await page.fill("[name=q]", "依申请");
  await press(page);
  assert.equal(await page.locator("main a[href$='/guides/disclosure-request']").count(), 1);
  await page.fill("[name=q]", "<b>没有这个</b>");
  await press(page);
  assert.equal(await page.locator("main [role=status]").count(), 1);
}));

test("an officer's certificate: real, ended or unknown; no name in full", () => as({}, async (page) => {
  await open(page, `${base}/enforcement`);
  await page.locator("a[href$='/enforcement/officer']").click();
  await page.fill("[name=number]", "演示-0001");
  await press(page);
  assert.equal(await page.locator(".verdict.good").count(), 1);
  assert.match(await text(page, ".verdict"), /石＊＊/);
  await page.fill("[name=number]", "演示-9999");
  await press(page);
  assert.equal(await page.locator(".verdict.bad").count(), 1);
}));

test("a receipt is told genuine, altered, unknown", () => as({}, async (page) => {
  const note = async () => {
    await open(page, `${base}/verify`);
    return page.locator("pre").innerText();
  };
  const checkpoint = `${(await note()).trim()}\n`;
  for (const [words, verdict] of [[checkpoint, "good"], [checkpoint.replace(/\n(\d)/, (_, d) => `\n${(Number(d) % 9) + 1}`), "bad"], ["我的回执", "plain"]]) {
    await page.fill("[name=text]", words);
    await press(page);
    assert.equal(await page.locator(`.verdict.${verdict}`).count(), 1, words);
  }
}));

test("an address with a slash at its end leads home", () => as({}, async (page) => {
  await open(page, `${base}/`);
  assert.equal(new URL(page.url()).pathname, base);
}));

test("figures open to their definition and to months that add up", () => as({}, async (page) => {
  await open(page, `${base}/figures/2023`);
  await page.locator("tbody a[href*='hazard.found']").click();
  const total = parseInt(await text(page, ".big"), 10);
  assert.equal(total, 140);
  const months = await page.locator("table").last().locator("td.n").allInnerTexts();
  assert.equal(months.map(Number).reduce((a, b) => a + b, 0), total);
}));

test("both languages on every page; larger letters are kept; the English pages are English", () => as({ lang: "en" }, async (page) => {
  await open(page, base);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await Promise.all([page.waitForNavigation(), page.locator("a.lang", { hasText: "Large" }).click()]);
  await open(page, `${base}/guides`);
  assert.equal(await page.getAttribute("html", "class"), "elder");
  for (const [name, path] of await pages(page)) {
    await open(page, path);
    for (const selector of ["nav.tabs", "thead", "main h2", "main h3", "main label", "main button", "footer"]) {
      for (const words of await page.locator(`${selector}:not([lang]):not([lang] *)`).allInnerTexts()) {
        assert.doesNotMatch(words.replace("法度", ""), /\p{Script=Han}/u, `${name}: ${words}`);
      }
    }
  }
}));

for (const lang of ["zh", "en"]) {
  for (const size of WIDTHS) {
    test(`every public page stands at ${size.width} px in ${lang}: no fault for axe, nothing cut off, small`, () => as({ lang, scripts: true, ...size }, async (page) => {
      const check = async (name) => {
        const found = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(found.violations.map((v) => `${name}: ${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
        const bytes = Buffer.byteLength(await page.content());
        assert.ok(bytes <= PAGE_BYTES_MAX, `${name}: ${bytes} bytes`);
        assert.doesNotMatch(await page.locator("body").innerText(), /\[[a-z0-9-]+\]/, `${name}: a sentence is missing`);
      };
      for (const [name, path] of await pages(page)) {
        await open(page, path);
        await check(name);
      }
      await open(page, `${base}?elder=1`);
      await check("large letters");
      await open(page, `${base}?elder=0`);
      await open(page, `${base}/file/hazard-tip/receive`);
      await check("question");
      await press(page);
      await check("question with a fault");
      await fillTip(page);
      await check("check answers");
      await press(page);
      await check("receipt");
      await page.locator("a.button[href*='/mine/']").click();
      await check("one's own matter");
      await open(page, `${base}/mine`);
      await page.fill("[name=number]", "x");
      await press(page);
      await check("wrong code");
    }));
  }
}
