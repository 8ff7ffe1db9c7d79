// Who comes in: a town made from nothing by its three administrators, passwords, second factor, sessions, lock-out.
// Needs the program itself (`FADU`) beside the running demonstration.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { BASE, OFFICER, launch, open, visitor } from "./desk.mjs";

const FADU = process.env.FADU ?? "../../target/debug/fadu";
const PASSWORD = "plough sieve orchard lamp";

let browser;
let data;
let server;
let url;
const codes = {};

const fadu = (...args) => execFileSync(FADU, [...args, "--data", data], { env: { ...process.env, LANG: "en" }, encoding: "utf8" });
const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

before(async () => {
  data = mkdtempSync(join(tmpdir(), "fadu-people-"));
  const told = fadu("init", "--key", "shixi", "--name", "石溪镇");
  for (const name of ["system", "security", "audit"]) codes[name] = told.split("\n").find((l) => l.includes(` ${name} `)).match(CODE)[0];
  const port = await freePort();
  server = spawn(FADU, ["serve", "--listen", `127.0.0.1:${port}`, "--data", data], { env: { ...process.env, LANG: "en" } });
  url = `http://127.0.0.1:${port}`;
  await new Promise((done, failed) => {
    server.stdout.on("data", (text) => String(text).includes("http://") && done());
    server.on("exit", () => failed(new Error("the program ended before it served")));
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(data, { recursive: true, force: true });
});

/** Runs `walk` as a fresh visitor who is not signed in. */
async function as(options, walk) {
  const context = await browser.newContext({
    javaScriptEnabled: options.scripts ?? false,
    bypassCSP: options.scripts ?? false,
    locale: options.lang === "en" ? "en-GB" : "zh-CN",
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    userAgent: options.device,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  try {
    await walk(page, context);
  } finally {
    await context.close();
  }
}

const go = (page, path) => page.goto(url + path);
const press = async (page, locator) => {
  await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), locator.click()]);
  await page.waitForLoadState();
};
const main = (page, action) => page.locator(`main form[action='${action}'] button`).first();

async function enter(page, name, password, { code = "", town = "shixi" } = {}) {
  await go(page, "/sign-in");
  await page.selectOption("[name=town]", town);
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", password);
  await page.fill("[name=code]", code);
  await press(page, main(page, "/sign-in"));
}

async function setPassword(page, name, code, password = PASSWORD) {
  await go(page, "/sign-in/code");
  await page.selectOption("[name=town]", "shixi");
  await page.fill("[name=name]", name);
  await page.fill("[name=code]", code);
  await page.fill("[name=password]", password);
  await page.fill("[name=again]", password);
  await press(page, main(page, "/sign-in/code"));
}

/** The code of a key now, after RFC 6238. */
function totp(key, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac("sha1", bytes).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, "0");
}

async function axe(page, name) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  assert.deepEqual(violations.map((v) => `${name}: ${v.id}: ${v.nodes[0].html.slice(0, 160)}`), []);
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide[0] <= wide[1], `${name} scrolls sideways: ${wide}`);
}

test("a town from nothing: three administrators, each with a code, then an officer", () => as({}, async (page) => {
  for (const name of ["system", "security", "audit"]) {
    await setPassword(page, name, codes[name]);
    assert.match(page.url(), /\/sign-in$/);
  }
  await enter(page, "system", PASSWORD);
  assert.match(page.url(), /\/shixi\/admin\/system$/);
  await page.fill("[name=name] >> visible=true", "liu");
  await page.fill("[name=person]", "柳庚午");
  await press(page, main(page, "/shixi/admin/system/add"));
  assert.match(await page.locator("tr", { hasText: "liu" }).innerText(), /待安全管理员/);
  assert.equal((await go(page, "/shixi")).status(), 403, "an administrator sees no work");
  await press(page, page.locator("form.out button"));

  await enter(page, "security", PASSWORD);
  await press(page, page.locator("tr", { hasText: "liu" }).locator("form[action$='/code'] button"));
  codes.liu = (await page.locator(".receipt code").innerText()).match(CODE)[0];
  await press(page, page.locator("form.out button"));

  await setPassword(page, "liu", codes.liu, "123456789012");
  assert.equal(await page.locator("[role=alert] li").count() > 0, true, "a weak password is refused with its reasons");
  await setPassword(page, "liu", codes.liu);
  await enter(page, "liu", PASSWORD);
  assert.match(page.url(), /\/shixi$/);

  await press(page, page.locator("form.out button"));
  await enter(page, "audit", PASSWORD);
  const events = await page.locator("tbody").innerText();
  for (const deed of ["新建账号", "发一次性代码", "用代码设置密码", "登录"]) assert.match(events, new RegExp(deed));
  await press(page, main(page, "/shixi/admin/audit/verify"));
  assert.match(await page.locator("[role=status]").innerText(), /没有改动/);
}));

test("where one wanted to go is where one gets after signing in", () => as({}, async (page) => {
  await go(page, "/shixi/matters?procedure=hazard");
  assert.match(page.url(), /\/sign-in\?to=/);
  await page.selectOption("[name=town]", "shixi");
  await page.fill("[name=name]", "liu");
  await page.fill("[name=password]", PASSWORD);
  await press(page, main(page, "/sign-in"));
  assert.match(page.url(), /\/shixi\/matters\?procedure=hazard$/);
}));

test("a session ended elsewhere is over at once, and the password can be changed", () => as({ device: "Desk" }, (page) =>
  as({ device: "Telephone" }, async (other) => {
    await enter(page, "liu", PASSWORD);
    await enter(other, "liu", PASSWORD);
    await go(page, "/account");
    await press(page, page.locator("tr", { hasText: "Telephone" }).locator("button"));
    assert.equal(await page.locator("tr", { hasText: "Telephone" }).count(), 0);
    await go(other, "/shixi");
    assert.match(other.url(), /\/sign-in\?to=/);
    await page.fill("#c-password", "not the password");
    await page.fill("#f-password", "window rain seventeen");
    await page.fill("#f-again", "window rain seventeen");
    await press(page, main(page, "/account/password"));
    assert.match(await page.locator("[role=alert]").innerText(), /不对/);
    await page.fill("#c-password", PASSWORD);
    await page.fill("#f-password", "window rain seventeen");
    await page.fill("#f-again", "window rain seventeen");
    await press(page, main(page, "/account/password"));
    assert.match(await page.locator("[role=status]").innerText(), /密码已改/);
    await enter(other, "liu", "window rain seventeen");
    assert.match(other.url(), /\/shixi$/);
  })));

test("a second factor: set up, asked for, each code once, recovery codes", () => as({}, async (page) => {
  await enter(page, "liu", "window rain seventeen");
  await go(page, "/account/factor");
  const key = await page.locator("#key").innerText();
  await page.fill("#c-add", "window rain seventeen");
  await page.fill("#f-first", totp(key, -1));
  await press(page, main(page, "/account/factor"));
  const recovery = await page.locator("ul.codes li").allInnerTexts();
  assert.equal(recovery.length, 10);
  await press(page, page.locator("form.out button"));
  await enter(page, "liu", "window rain seventeen");
  assert.match(await page.locator("[role=alert]").innerText(), /不对/, "the password alone is not enough");
  const code = totp(key);
  await enter(page, "liu", "window rain seventeen", { code });
  assert.match(page.url(), /\/shixi$/);
  await press(page, page.locator("form.out button"));
  await enter(page, "liu", "window rain seventeen", { code });
  assert.match(await page.locator("[role=alert]").innerText(), /不对/, "a code works once");
  await enter(page, "liu", "window rain seventeen", { code: recovery[2].toLowerCase() });
  assert.match(page.url(), /\/shixi$/);
  await go(page, "/account");
  assert.match(await page.locator("main").innerText(), /剩余恢复码 9 个/);
}));

test("every state can be used by everyone, on a telephone too, in both languages", async () => {
  for (const [width, lang] of [[1366, "zh"], [320, "en"]]) {
    await as({ scripts: true, width, height: 740, lang }, async (page) => {
      await go(page, "/sign-in");
      await axe(page, "sign-in");
      await enter(page, "nobody", "nothing at all");
      await axe(page, "wrong");
      await setPassword(page, "system", "0000", "short");
      await axe(page, "code, wrong");
      for (const name of ["system", "security", "audit"]) {
        await enter(page, name, PASSWORD);
        await axe(page, name);
        await go(page, "/account");
        await axe(page, "account");
        await go(page, "/account/factor");
        await axe(page, "second factor");
        assert.equal((await go(page, "/shixi/matters")).status(), 403);
        await axe(page, "not yours");
        await press(page, page.locator("form.out button"));
      }
    });
  }
});

test("too many wrong passwords lock out, the right one too, and names that nobody has as well", () => as({}, async (page) => {
  for (const [name, last] of [["audit", PASSWORD], ["nobody-here", "wrong as well"]]) {
    const said = [];
    for (let n = 0; n < 5; n += 1) {
      await enter(page, name, `wrong number ${n}`);
      said.push(await page.locator("[role=alert]").innerText());
    }
    await enter(page, name, last);
    said.push(await page.locator("[role=alert]").innerText());
    assert.match(said[0], /不对/);
    assert.match(said[5], /尝试次数太多/);
  }
}));

test("the demonstration: a button for each person; the county looks, and each look is recorded", async () => {
  const visit = await visitor(browser, { who: null });
  const { page } = visit;
  await open(page, "/");
  assert.match(page.url(), /\/sign-in$/);
  await page.locator("ul.accounts button", { hasText: "县监督员" }).click();
  assert.match(page.url(), /\/county$/);
  await page.locator("tbody a").first().click();
  const town = new URL(page.url()).pathname.slice(1);
  assert.equal((await open(page, `/${town}/begin/disclosure-request/receive`)).status(), 403, "he changes nothing");
  await page.locator("form.out button").click();
  await page.locator("ul.accounts button", { hasText: "审计管理员" }).click();
  assert.match(await page.locator("tbody").innerText(), new RegExp(`县监督人员查看[\\s\\S]*/${town}`));
  await page.locator("form.out button").click();
  await page.locator("ul.accounts button", { hasText: OFFICER }).click();
  assert.equal(page.url(), `${BASE}/${town}`);
  await visit.context.close();
});
