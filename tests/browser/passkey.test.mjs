// Passkeys, with Chromium's virtual authenticator: added, used alone and beside the password, refused when copied, removed.
// Needs the program itself (`FADU`). The desk's own policy stays in force, but for the looks of axe.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { launch } from "./desk.mjs";

const FADU = process.env.FADU ?? "../../target/debug/fadu";
const PASSWORD = "plough sieve orchard lamp";
const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

let browser;
let data;
let server;
let port;
let url;
const fadu = (...args) => execFileSync(FADU, [...args, "--data", data], { env: { ...process.env, LANG: "en" }, encoding: "utf8" });

before(async () => {
  data = mkdtempSync(join(tmpdir(), "fadu-passkey-"));
  const told = fadu("init", "--key", "shixi", "--name", "石溪镇");
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  ({ port } = probe.address());
  await new Promise((done) => probe.close(done));
  server = spawn(FADU, ["serve", "--listen", `127.0.0.1:${port}`, "--data", data], { env: { ...process.env, LANG: "en" } });
  url = `http://localhost:${port}`;
  await new Promise((done, failed) => {
    server.stdout.on("data", (text) => String(text).includes("http://") && done());
    server.on("exit", () => failed(new Error("the program ended before it served")));
  });
  browser = await launch();
  await as({}, async (page) => {
    for (const name of ["system", "security", "audit"]) {
      await setPassword(page, name, told.split("\n").find((line) => line.includes(` ${name} `)).match(CODE)[0]);
    }
    await byPassword(page, "system");
    await page.fill("[name=name] >> visible=true", "liu");
    await page.fill("[name=person]", "柳庚午");
    await press(page, main(page, "/shixi/admin/system/add"));
    await out(page);
    await byPassword(page, "security");
    await press(page, page.locator("tr", { hasText: "liu" }).locator("form[action$='/code'] button"));
    const code = (await page.locator(".receipt code").innerText()).match(CODE)[0];
    await out(page);
    await setPassword(page, "liu", code);
  });
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(data, { recursive: true, force: true });
});

/** Runs `walk` with a page, a virtual authenticator if scripts are on, and what the console complained of. */
async function as({ scripts = true, axe = false, width = 1366, lang = "zh" }, walk) {
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    bypassCSP: axe,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    viewport: { width, height: 768 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(Number(process.env.FADU_WAIT ?? 10000));
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports answers of 422, which the tests ask for, and that there is no icon.
    const told = /status of 422/.test(message.text()) || message.location().url.endsWith("/favicon.ico");
    if (message.type() === "error" && !told) faults.push(`${message.text()} ${message.location().url}`);
  });
  try {
    await walk(page, context);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** A virtual authenticator of the page that finds passkeys by itself and verifies its user. */
async function authenticator(page, context) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  const send = (verb, more = {}) => cdp.send(`WebAuthn.${verb}`, { authenticatorId, ...more });
  return { send, credentials: async () => (await send("getCredentials")).credentials };
}

const go = (page, path) => page.goto(url + path);
const press = async (page, locator) => {
  await Promise.all([page.waitForEvent("framenavigated"), locator.click()]);
  await page.waitForLoadState();
};
const main = (page, action) => page.locator(`main form[action='${action}'] button`).first();
const out = (page) => press(page, page.locator("form.out button"));

async function setPassword(page, name, code) {
  await go(page, "/sign-in/code");
  await page.selectOption("[name=town]", "shixi");
  await page.fill("[name=name]", name);
  await page.fill("[name=code]", code);
  await page.fill("[name=password]", PASSWORD);
  await page.fill("[name=again]", PASSWORD);
  await press(page, main(page, "/sign-in/code"));
}

async function typed(page, name) {
  await go(page, "/sign-in");
  await page.selectOption("[name=town]", "shixi");
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", PASSWORD);
}

async function byPassword(page, name) {
  await typed(page, name);
  await press(page, main(page, "/sign-in"));
}

async function byPasskey(page) {
  await go(page, "/sign-in");
  await press(page, main(page, "/sign-in/passkey"));
}

async function add(page, label) {
  await go(page, "/account");
  await page.fill("#f-label", label);
  await page.fill("#c-passkey", PASSWORD);
  await press(page, main(page, "/account/passkey"));
}

const rows = (page) => page.locator("#passkeys tbody tr");

test("added, used alone, used beside the password, refused when copied, removed", () => as({}, async (page, context) => {
  const device = await authenticator(page, context);
  await byPassword(page, "liu");

  await go(page, "/account");
  await page.fill("#f-label", "办公室电脑");
  await page.fill("#c-passkey", "not the password");
  await main(page, "/account/passkey").click();
  await page.locator("#passkeys [data-passkey-told]", { hasText: "不对" }).waitFor();
  assert.deepEqual(await device.credentials(), [], "nothing is made before its owner proved who he is");

  await add(page, "办公室电脑");
  assert.match(await rows(page).innerText(), /办公室电脑[\s\S]*没用过/);
  await page.fill("#f-label", "第二把");
  await page.fill("#c-passkey", PASSWORD);
  await main(page, "/account/passkey").click();
  await page.locator("#passkeys [data-passkey-told]", { hasText: "已经有" }).waitFor();
  await out(page);

  await byPasskey(page);
  assert.match(page.url(), /\/shixi$/, "alone");
  await go(page, "/account");
  assert.doesNotMatch(await rows(page).innerText(), /没用过/);
  await out(page);

  await go(page, "/sign-in?to=/shixi/matters");
  await page.locator("main form[action='/sign-in/passkey'] button").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/shixi\/matters$/);
  await out(page);

  await typed(page, "liu");
  await press(page, page.locator("[data-passkey-second]"));
  assert.match(page.url(), /\/shixi$/, "beside the password");
  await out(page);
  await typed(page, "audit");
  await press(page, page.locator("[data-passkey-second]"));
  assert.match(await page.locator("#said").innerText(), /不对/, "another's passkey is no second factor of mine");

  // A copy made now goes on from the old counter after the passkey itself was used.
  const [copy] = await device.credentials();
  await byPasskey(page);
  assert.match(page.url(), /\/shixi$/);
  await out(page);
  await device.send("removeCredential", { credentialId: copy.credentialId });
  await device.send("addCredential", { credential: { ...copy, signCount: copy.signCount - 1 } });
  await byPasskey(page);
  assert.match(await page.locator("#said").innerText(), /可能有人复制/);
  await typed(page, "liu");
  await press(page, page.locator("[data-passkey-second]"));
  assert.match(await page.locator("#said").innerText(), /不对/, "nor beside the right password");

  await byPassword(page, "liu");
  await go(page, "/account");
  await page.locator("#passkeys summary").click();
  await page.fill("#c-gone", "not the password");
  await press(page, main(page, "/account/passkey/remove"));
  assert.equal(await rows(page).count(), 1);
  await page.fill("#c-gone", PASSWORD);
  await press(page, main(page, "/account/passkey/remove"));
  assert.equal(await rows(page).count(), 0);
  await out(page);
  await device.send("removeCredential", { credentialId: copy.credentialId });
  await device.send("addCredential", { credential: { ...copy, signCount: 99 } });
  await byPasskey(page);
  assert.match(await page.locator("#said").innerText(), /没有通过/);

  await byPassword(page, "audit");
  const events = await page.locator("tbody").innerText();
  for (const deed of ["添加通行密钥", "使用次数倒退", "移除通行密钥"]) assert.match(events, new RegExp(deed));
  assert.match(events, /by=passkey/);
  await press(page, main(page, "/shixi/admin/audit/verify"));
  assert.match(await page.locator("[role=status]").innerText(), /没有改动/);
}));

test("an answer is good once, and a passkey that did not verify its user is refused", () => as({}, async (page, context) => {
  const device = await authenticator(page, context);
  await byPassword(page, "liu");
  await add(page, "手机");
  await out(page);
  let sent = "";
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/sign-in/passkey")) sent = request.postData();
  });
  await byPasskey(page);
  assert.match(page.url(), /\/shixi$/);
  await out(page);
  const again = await context.request.post(`${url}/sign-in/passkey`, {
    data: sent, headers: { "content-type": "application/x-www-form-urlencoded", origin: url }, maxRedirects: 0,
  });
  assert.equal(again.status(), 422, "the same answer again");
  await device.send("setUserVerified", { isUserVerified: false });
  await go(page, "/sign-in");
  await main(page, "/sign-in/passkey").click();
  await page.locator("form[action='/sign-in/passkey'] [data-passkey-told]", { hasText: "没有完成" }).waitFor();
  await device.send("setUserVerified", { isUserVerified: true });
  await page.keyboard.press("Tab");
  await press(page, main(page, "/sign-in/passkey"));
  assert.match(page.url(), /\/shixi$/, "and tried again");
}));

test("the policy of two factors: a passkey is enough, a password beside it is not; the administrator takes a lost one away", () => as({}, async (page, context) => {
  await authenticator(page, context);
  await byPassword(page, "security");
  await page.selectOption("[name=policy]", "dengbao");
  await press(page, main(page, "/shixi/admin/security/policy"));
  await out(page);
  await byPassword(page, "audit");
  await go(page, "/shixi/admin/audit");
  assert.match(page.url(), /\/account/, "a second factor must be set up first");
  await add(page, "安全钥匙");
  await go(page, "/shixi/admin/audit");
  assert.match(page.url(), /\/admin\/audit$/);
  await out(page);
  await byPassword(page, "audit");
  assert.match(await page.locator("#said").innerText(), /不对/, "the password alone is one factor");
  await typed(page, "audit");
  await press(page, page.locator("[data-passkey-second]"));
  assert.match(page.url(), /\/admin\/audit$/);
  await out(page);
  await byPasskey(page);
  assert.match(page.url(), /\/admin\/audit$/);
  await out(page);

  await byPassword(page, "security");
  await add(page, "安全管理员的");
  await go(page, "/shixi/admin/security");
  const own = page.locator("tr", { hasText: "security" });
  assert.equal(await own.locator("form[action$='/passkey']").count(), 0, "not the own one");
  await press(page, page.locator("tr", { hasText: "audit" }).locator("form[action$='/passkey'] button"));
  assert.equal(await page.locator("tr", { hasText: "audit" }).locator("form[action$='/passkey']").count(), 0);
  await press(page, page.locator("tr", { hasText: "liu" }).locator("form[action$='/passkey'] button"));
  await page.selectOption("[name=policy]", "asvs");
  await press(page, main(page, "/shixi/admin/security/policy"));
}));

test("without a script and at an IP address the page says what works", async () => {
  await as({ scripts: false }, async (page) => {
    await go(page, "/sign-in");
    assert.match(await page.locator("main").innerText(), /没有运行脚本[\s\S]*密码和验证码照常可用/);
    assert.equal(await page.locator("main button >> visible=true").count(), 1);
    await byPassword(page, "liu");
    assert.match(page.url(), /\/shixi$/);
    await go(page, "/account");
    assert.equal(await page.locator("form[action='/account/passkey'] >> visible=true").count(), 0);
  });
  await as({}, async (page) => {
    await page.goto(`http://127.0.0.1:${port}/sign-in`);
    const link = page.locator("[data-passkey-elsewhere] a");
    assert.equal(await link.getAttribute("href"), `${url}/sign-in`);
    assert.equal(await page.locator("main button >> visible=true").count(), 1);
    const answer = await page.goto(`${url}/sign-in/code`);
    assert.doesNotMatch(answer.headers()["content-security-policy"], /script-src/, "no script where none is needed");
  });
});

test("everyone can use it, on a telephone too, in both languages", async () => {
  for (const [width, lang] of [[1366, "zh"], [320, "en"]]) {
    await as({ axe: true, width, lang }, async (page, context) => {
      const look = async (name) => {
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        assert.deepEqual(violations.map((v) => `${name}: ${v.id}: ${v.nodes[0].html.slice(0, 160)}`), []);
        const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide[0] <= wide[1], `${name} scrolls sideways: ${wide}`);
      };
      await authenticator(page, context);
      await go(page, "/sign-in");
      await look("sign-in");
      await byPassword(page, "liu");
      await add(page, "a name as long as one may be, forty signs");
      await look("account");
      await page.locator("#passkeys summary").click();
      await look("removing");
      await page.screenshot({ path: join(tmpdir(), `passkey-${lang}.png`), fullPage: true });
      await page.fill("#c-gone", PASSWORD);
      await press(page, main(page, "/account/passkey/remove"));
      await out(page);
      await byPasskey(page);
      await page.screenshot({ path: join(tmpdir(), `sign-in-${lang}.png`), fullPage: true });
      await look("refused");
    });
  }
});
