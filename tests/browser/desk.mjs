// Opens a running desk in Chromium: contexts with and without scripts, and what went wrong on the way.
import { chromium } from "playwright-core";

/** Where the desk listens, without a slash at the end. */
export const BASE = (process.env.FADU_URL ?? "http://127.0.0.1:8899/").replace(/\/+$/, "");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the system's Chromium; `CHROMIUM` names another one. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** Who is signed in unless a test says otherwise: the officer who answers requests in the demonstration. */
export const OFFICER = process.env.FADU_OFFICER ?? "溪戊寅";

/** Signs a browser in as an account of the demonstration, as the button of the sign-in page does. */
export async function signIn(context, name) {
  const page = await (await context.request.get(`${BASE}/sign-in`)).text();
  const button = [...page.matchAll(/name="town" value="([^"]+)"><input type="hidden" name="name" value="([^"]+)"/g)];
  const found = button.find(([, , of]) => of === name);
  if (!found) throw new Error(`the sign-in page has no account of ${name}`);
  const answer = await context.request.post(`${BASE}/sign-in/demonstration`, { form: { town: found[1], name }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`${name} can't sign in: ${answer.status()}`);
}

/**
 * A fresh visitor, signed in as `who`, or as nobody if it is null. Scripts are off unless asked for, because no page
 * of the desk may need them.
 */
export async function visitor(browser, { lang = "zh", scripts = false, width = 1366, height = 768, who = OFFICER } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    // axe adds its own script to the page, which the desk's policy would refuse.
    bypassCSP: scripts,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    viewport: { width, height },
  });
  if (who) await signIn(context, who);
  const page = await context.newPage();
  page.setDefaultTimeout(Number(process.env.FADU_WAIT ?? 15000));
  const faults = [];
  const posts = [];
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself reports an answer of 401 to 429 of a page as an error: the tests ask for these.
    const answered = /the server responded with a status of (401|403|404|409|422|429)/.test(message.text());
    if (message.type() === "error" && !answered) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(BASE).origin) faults.push(`request to another host: ${request.url()}`);
    if (request.method() === "POST") posts.push(request.url());
  });
  return { context, page, faults, posts };
}

/** Opens a path of the desk and gives the answer. */
export async function open(page, path) {
  const answer = await page.goto(BASE + path);
  if (!answer) throw new Error(`${path}: no answer; is the desk running at ${BASE}?`);
  return answer;
}

/** The town's key, learnt from where the first page leads. */
export async function town(page) {
  await open(page, "/");
  return new URL(page.url()).pathname.slice(1);
}
