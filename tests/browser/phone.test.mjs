// The phone pages as a grid worker uses them: one hand, 360 pixels, with network, without a script, without network.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { BASE, launch, open, signIn, town as townOf, visitor } from "./desk.mjs";
import { MAKER, jpeg, png } from "./picture.mjs";

/** A grid worker of the demonstration. */
const WORKER = process.env.FADU_GRID_WORKER ?? "柳乙未";
const SIZE = { width: 360, height: 740 };

let browser;
let town;
let photo;
let drawn;

before(async () => {
  browser = await launch();
  const { context, page } = await visitor(browser);
  town = await townOf(page);
  await context.close();
  photo = { name: "IMG_0001.JPG", mimeType: "image/jpeg", buffer: await jpeg(browser) };
  drawn = { name: "图.png", mimeType: "image/png", buffer: await png(browser) };
});
after(() => browser?.close());

/** Runs `walk` as a grid worker; what went wrong in the browser fails the test. */
async function as(options, walk) {
  const visit = await visitor(browser, { who: WORKER, ...SIZE, ...options });
  try {
    await walk(visit.page, visit);
    assert.deepEqual(visit.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(f)), []);
  } finally {
    await visit.context.close();
  }
}

/** A context with scripts under the pages' own policy: nothing is bypassed. */
async function phone(walk, { who = WORKER } = {}) {
  const context = await browser.newContext({ viewport: SIZE, locale: "zh-CN", isMobile: true, hasTouch: true });
  try {
    await signIn(context, who);
    const page = await context.newPage();
    page.setDefaultTimeout(Number(process.env.FADU_WAIT ?? 5000));
    const faults = [];
    page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
    page.on("console", (m) => m.type() === "error" && /Content Security Policy|Refused/.test(m.text()) && faults.push(m.text()));
    await walk(page, context);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.phone === "ready");
const REPORT = "/phone/report/hazard-tip/receive";

/** A word that no other report of this run has. */
let runs = 0;
const marker = (name) => `${name} ${process.pid}-${runs += 1}`;

async function fill(page, what, { files = [] } = {}) {
  await page.fill("[name=place]", "云上村");
  await page.fill("[name=what]", what);
  if (files.length) await page.setInputFiles("#f-photos", files);
}
const send = (page) => page.locator("main form button.wide").click();

/** The reports of a marker, as the desk lists the newest matters: their addresses. */
async function reported(context, what) {
  const found = [];
  const list = await (await context.request.get(`${BASE}/${town}/matters?procedure=hazard-tip`)).text();
  for (const [, href] of list.matchAll(new RegExp(`href="(/${town}/matters/[0-9a-f-]{36})"`, "g"))) {
    const text = await (await context.request.get(BASE + href)).text();
    if (text.includes(what)) found.push({ href, text });
  }
  return found;
}

/** Bytes of the pictures of a matter's page, by part. */
async function pictures(context, { text }) {
  const small = [...text.matchAll(/img src="([^"]+)\/small"/g)].map(([, path]) => path);
  return Promise.all(small.map(async (path) => {
    const get = async (part) => (await context.request.get(`${BASE}${path}/${part}`)).body();
    return { small: await get("small"), large: await get("large"), whole: await get("whole") };
  }));
}

test("four big buttons, reached by keyboard, and a photo reported with network", () => phone(async (page, context) => {
  await open(page, `/${town}/phone`);
  await ready(page);
  assert.deepEqual(await page.locator(".big-buttons a").allInnerTexts(), ["报事", "我的任务", "查指南", "打电话"]);
  for (const box of await page.locator(".big-buttons a").all()) assert.ok((await box.boundingBox()).height >= 96);
  await page.locator(".big-buttons a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/phone\/report$/);
  await page.locator("a[href$='/hazard-tip/receive']").click();
  await ready(page);
  const what = marker("路面塌陷");
  await fill(page, what, { files: [photo, drawn] });
  await send(page);
  await page.waitForURL(/\/phone\/done\//);
  assert.match(await page.locator(".big").innerText(), /云溪隐举〔\d+〕\d+号/);
  const [matter, ...others] = await reported(context, what);
  assert.equal(others.length, 0);
  const kept = await pictures(context, matter);
  assert.equal(kept.length, 2);
  const sent = kept.find((p) => p.whole.equals(photo.buffer));
  assert.ok(sent, "the original is kept byte for byte");
  for (const copy of [sent.small, sent.large]) {
    assert.ok(copy.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])));
    assert.ok(!copy.includes("Exif") && !copy.includes(MAKER), "a copy tells no place and no maker");
  }
  // Nothing stays on the phone.
  await open(page, `/${town}/phone/waiting`);
  await ready(page);
  assert.equal(await page.locator("#drafts li").count(), 0);
}));

test("the same without a script, and what is wrong is told without losing the photo", () => as({}, async (page, { context }) => {
  await open(page, `/${town}${REPORT}`);
  const what = marker("没有脚本");
  await page.setInputFiles("#f-photos", [photo, { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg/>") }]);
  await page.fill("[name=place]", "云上村");
  await page.fill("[name=what]", what);
  await send(page);
  assert.match(await page.locator(".question .error").innerText(), /x\.jpg/);
  assert.equal(await page.locator("[type=checkbox][name=photos]").count(), 1, "the good photo is kept");
  assert.equal(await page.inputValue("[name=what]"), what);
  await send(page);
  assert.match(page.url(), /\/phone\/done\//);
  const [matter] = await reported(context, what);
  assert.equal((await pictures(context, matter)).length, 1);
}));

test("two drafts without network are sent once each when it is back, though an answer is lost", () => phone(async (page, context) => {
  await open(page, `/${town}${REPORT}`);
  await ready(page);
  await context.setOffline(true);
  const [first, second] = [marker("离线一"), marker("离线二")];
  for (const [n, what] of [first, second].entries()) {
    await fill(page, what, { files: n ? [] : [photo] });
    await send(page);
    await page.waitForFunction((text) => document.getElementById("waiting").textContent === text, `${n + 1} 条待上传`);
    assert.match(await page.locator("#told").innerText(), /已存在手机里/);
  }
  assert.equal((await reported(context, first)).length + (await reported(context, second)).length, 0);
  // What lies on the phone is noise to whoever looks into its database.
  const stored = await page.evaluate(() => new Promise((done) => {
    const request = indexedDB.open("fadu-phone");
    request.onsuccess = () => {
      const all = request.result.transaction("drafts").objectStore("drafts").getAll();
      all.onsuccess = () => done(all.result.map((d) => Array.from(new Uint8Array(d.data)).map((b) => String.fromCharCode(b)).join("")));
    };
  }));
  assert.equal(stored.length, 2);
  for (const data of stored) assert.ok(!data.includes("hazard-tip") && !data.includes(MAKER) && !data.includes("photos"));
  // The first answer is lost on its way: the act is done, the phone doesn't know.
  let lost = 0;
  await context.route(`**${REPORT}`, async (route) => {
    if (route.request().method() !== "POST" || lost) return route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await context.setOffline(false);
  // As often as somebody looks at the page: what is under way is not begun a second time.
  const emptied = () => {
    window.dispatchEvent(new Event("focus"));
    return document.getElementById("waiting").textContent === "";
  };
  await page.waitForFunction(emptied, null, { polling: 200 });
  assert.equal(lost, 1, "the answer was lost once");
  for (const what of [first, second]) assert.equal((await reported(context, what)).length, 1, what);
  const [matter] = await reported(context, first);
  assert.ok((await pictures(context, matter))[0].whole.equals(photo.buffer));
}));

test("the page opens without network, takes a report, and sends it later", () => phone(async (page, context) => {
  await open(page, `/${town}/phone`);
  await ready(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await context.setOffline(true);
  await page.goto(`${BASE}/${town}/phone/tasks`);
  await ready(page);
  assert.match(await page.locator("h1").innerText(), /没有网络/);
  assert.ok(!(await page.content()).includes(WORKER), "what is kept on the phone names nobody");
  await page.locator("[data-form]", { hasText: "隐患" }).click();
  const what = marker("打开就没网");
  await fill(page, what, { files: [photo] });
  await send(page);
  await page.waitForFunction(() => document.getElementById("waiting").textContent === "1 条待上传");
  assert.match(await page.locator("#drafts li").first().innerText(), /已加密/);
  await context.setOffline(false);
  await page.goto(`${BASE}/${town}/phone/waiting`);
  await ready(page);
  await page.waitForFunction(() => document.getElementById("waiting").textContent === "");
  assert.equal((await reported(context, what)).length, 1);
}));

test("after signing out nothing of it can be read; signing out warns first", () => phone(async (page, context) => {
  await open(page, `/${town}${REPORT}`);
  await ready(page);
  await context.setOffline(true);
  const what = marker("退出以前");
  await fill(page, what);
  await send(page);
  await page.waitForFunction(() => document.getElementById("waiting").textContent === "1 条待上传");
  await page.locator("form.out button").click();
  assert.match(await page.locator("#told").innerText(), /还有 1 条/);
  // Signed out with the draft still here, as from a telephone whose pages can't reach the server for the draft.
  await context.route(`**${REPORT}`, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await context.setOffline(false);
  await page.locator("form.out button").click();
  await page.waitForURL(/\/sign-in/);
  await signIn(context, WORKER);
  await page.goto(`${BASE}/${town}/phone`);
  await ready(page);
  assert.match(await page.locator("#told").innerText(), /有 1 条是退出登录以前写的/);
  assert.equal(await page.locator("#waiting").innerText(), "");
  assert.equal((await reported(context, what)).length, 0);
}));

test("a refused draft stays with its reason, can be changed and sent, or thrown away", () => phone(async (page, context) => {
  await open(page, `/${town}${REPORT}`);
  await ready(page);
  await fill(page, "");
  await send(page);
  assert.equal(await page.locator("#waiting").innerText(), "", "what lacks an answer is not kept, it is asked for");
  const what = marker("不收");
  const refuse = async () => {
    await fill(page, what, { files: [{ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg/>") }] });
    await send(page);
    await page.waitForFunction(() => /没有办成/.test(document.getElementById("told").textContent));
    await page.locator("#waiting").click();
    await page.waitForURL(/\/phone\/waiting$/);
    await ready(page);
  };
  await refuse();
  await page.locator("#drafts button", { hasText: "修改" }).click();
  await page.waitForURL(/#draft=/);
  await ready(page);
  assert.equal(await page.inputValue("[name=what]"), what);
  assert.equal(await page.locator("#f-photos").evaluate((field) => field.files[0].name), "x.jpg");
  await page.setInputFiles("#f-photos", photo);
  await send(page);
  await page.waitForURL(/\/phone\/done\//);
  const [matter, ...others] = await reported(context, what);
  assert.equal(others.length, 0);
  assert.ok((await pictures(context, matter))[0].whole.equals(photo.buffer));
  await open(page, `/${town}${REPORT}`);
  await ready(page);
  await refuse();
  const drop = page.locator("#drafts button", { hasText: "删除" });
  await drop.click();
  await page.locator("#drafts button", { hasText: "再按一次" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#drafts li").length === 0);
}));

test("the position is added only when asked for, with its accuracy and datum", () => phone(async (page, context) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 36.0123456, longitude: 106.0512347, accuracy: 12 });
  await open(page, `/${town}${REPORT}`);
  await ready(page);
  await page.fill("[name=place]", "云上村");
  await page.locator("[data-locate]").click();
  await page.waitForFunction(() => /WGS-84/.test(document.querySelector("[name=place]").value));
  assert.equal(await page.inputValue("[name=place]"), "云上村 （位置 WGS-84 36.012346,106.051235，误差约12米）");
}));

test("own tasks are those that one's posts may go on with, and one is answered", () => as({}, async (page, { context }) => {
  await open(page, `/${town}/phone/report/grid-finding/find`);
  const what = marker("邻里争水");
  await page.fill("[name=village]", "云上村");
  await page.selectOption("[name=kind]", { index: 1 });
  await page.selectOption("[name=source]", { index: 1 });
  await page.fill("[name=parties]", "测试当事人");
  await page.fill("[name=what]", what);
  await page.setInputFiles("#f-photos", [drawn]);
  await send(page);
  assert.match(page.url(), /\/phone\/done\//);
  await page.locator("main a", { hasText: "打开这件事" }).click();
  assert.equal(await page.locator(".files img").count(), 1);
  const number = await page.locator("h1").innerText();
  await open(page, `/${town}/phone/tasks`);
  await page.locator("a", { hasText: number }).click();
  await page.locator(".big-buttons a", { hasText: "化解" }).first().click();
  await page.fill("[name=settled]", "双方约定轮流放水");
  await send(page);
  assert.match(page.url(), /\/phone\/done\//);
  await open(page, `/${town}/phone/tasks`);
  assert.equal(await page.locator("a", { hasText: number }).count(), 0);
  // A grid worker opens no inspection: there is no such button, and the address says why not.
  const answer = await context.request.get(`${BASE}/${town}/phone/report`);
  assert.ok(!(await answer.text()).includes("site-inspection"));
}));

for (const lang of ["zh", "en"]) {
  test(`no page has a fault for who can't see or can't use a mouse (${lang})`, () => as({ scripts: true, lang }, async (page) => {
    const paths = ["/phone", "/phone/report", REPORT, "/phone/report/grid-finding/find", "/phone/tasks", "/phone/waiting", "/phone/call", "/phone/shell"];
    for (const path of paths) {
      await open(page, `/${town}${path}`);
      await ready(page);
      const bytes = (await page.content()).length;
      assert.ok(bytes < 60_000, `${path}: ${bytes}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= SIZE.width, `${path} is ${wide} pixels wide`);
      assert.ok(!(await page.content()).includes("["+"phone-"), path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((v) => `${path}: ${v.id} ${v.nodes[0].html}`), []);
    }
  }));
}
