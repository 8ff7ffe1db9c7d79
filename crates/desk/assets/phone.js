// The phone pages' script: what is sent goes through a queue on the phone, sealed, so that nothing is lost without
// network and nothing is done twice. Without this script each page is a plain form.
//
// Sealing: a pair of keys for each account on this device lies in the phone's database, the private one wrapped by a
// key that only a page of a signed-in visitor carries (data-key) and that is never stored here. So a draft can be
// written with no network at all, and can be read and sent only by whoever is signed in; after signing out on this
// phone the server has thrown the wrapping key away, and what is left is noise, which the next page sweeps away.
"use strict";
(() => {
  const { base, who, key, ...said } = document.body.dataset;
  const told = document.getElementById("told");
  const tell = (text) => { told.textContent = text; };
  const say = (name, values = {}) =>
    Object.entries(values).reduce((text, [n, v]) => text.replace(`{${n}}`, v), said[`say${name}`] ?? "");
  const subtle = window.crypto && crypto.subtle;
  const able = Boolean(subtle && window.indexedDB && who);
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const AGAIN_EVERY = 30_000;
  const CACHE = "fadu-phone-1";

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const random = (n) => crypto.getRandomValues(new Uint8Array(n));
  function uuid() {
    const b = random(16);
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // The phone's database.
  let opened;
  function database() {
    opened ??= new Promise((done, fail) => {
      const request = indexedDB.open("fadu-phone", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("pairs", { keyPath: "who" });
        request.result.createObjectStore("drafts", { keyPath: "id" });
      };
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    return opened;
  }
  async function stored(store, mode, work) {
    const transaction = (await database()).transaction(store, mode);
    const request = work(transaction.objectStore(store));
    return new Promise((done, fail) => {
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  }
  const put = (store, value) => stored(store, "readwrite", (s) => s.put(value));
  const drop = (store, id) => stored(store, "readwrite", (s) => s.delete(id));
  async function drafts() {
    const all = await stored("drafts", "readonly", (s) => s.getAll());
    return all.filter((d) => d.who === who).sort((a, b) => a.at - b.at);
  }

  // Keys: the public one seals, the private one opens.
  async function prepared() {
    const wrapping = key && await subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    const kept = await stored("pairs", "readonly", (s) => s.get(who));
    if (kept) {
      const seals = await subtle.importKey("raw", kept.seals, CURVE, true, []);
      if (!wrapping) return { seals };
      try {
        const raw = await subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, wrapping, kept.opens);
        return { seals, opens: await subtle.importKey("pkcs8", raw, CURVE, false, ["deriveKey"]) };
      } catch {
        // The wrapping key is another one: its owner signed out. What was sealed before can't be read by anybody.
        const lost = await drafts();
        for (const draft of lost) await drop("drafts", draft.id);
        await drop("pairs", who);
        if (lost.length) tell(say("Lost", { n: lost.length }));
      }
    }
    if (!wrapping) return null;
    const pair = await subtle.generateKey(CURVE, true, ["deriveKey"]);
    const iv = random(12);
    const raw = await subtle.exportKey("pkcs8", pair.privateKey);
    await put("pairs", {
      who, iv, seals: await subtle.exportKey("raw", pair.publicKey),
      opens: await subtle.encrypt({ name: "AES-GCM", iv }, wrapping, raw),
    });
    return { seals: pair.publicKey, opens: await subtle.importKey("pkcs8", raw, CURVE, false, ["deriveKey"]) };
  }
  const AES = { name: "AES-GCM", length: 256 };
  async function sealed(seals, id, bytes) {
    const own = await subtle.generateKey(CURVE, true, ["deriveKey"]);
    const shared = await subtle.deriveKey({ name: "ECDH", public: seals }, own.privateKey, AES, false, ["encrypt"]);
    const iv = random(12);
    const additionalData = new TextEncoder().encode(id);
    return { iv, from: await subtle.exportKey("raw", own.publicKey), data: await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, shared, bytes) };
  }
  async function unsealed(opens, draft) {
    const from = await subtle.importKey("raw", draft.from, CURVE, true, []);
    const shared = await subtle.deriveKey({ name: "ECDH", public: from }, opens, AES, false, ["decrypt"]);
    const additionalData = new TextEncoder().encode(draft.id);
    return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: draft.iv, additionalData }, shared, draft.data));
  }

  // A draft as bytes: length and text of its head, then the bytes of its files.
  async function packed(form) {
    const head = { url: new URL(form.action).pathname, title: form.dataset.queue, opens: "opens" in form.dataset, fields: [], files: [] };
    const parts = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        head.fields.push([name, value]);
      } else if (value.size || value.name) {
        const bytes = new Uint8Array(await value.arrayBuffer());
        head.files.push({ name, called: value.name, type: value.type, size: bytes.length });
        parts.push(bytes);
      }
    }
    const text = new TextEncoder().encode(JSON.stringify(head));
    const out = new Uint8Array(4 + text.length + parts.reduce((sum, p) => sum + p.length, 0));
    new DataView(out.buffer).setUint32(0, text.length);
    out.set(text, 4);
    let at = 4 + text.length;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
  function unpacked(bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    let at = 4 + length;
    for (const file of head.files) {
      file.bytes = bytes.subarray(at, at + file.size);
      at += file.size;
    }
    return head;
  }

  let ready = null;
  let refused = new Map();

  async function shown() {
    const all = await drafts();
    const line = document.getElementById("waiting");
    line.textContent = all.length ? say("Waiting", { n: all.length }) : "";
    line.parentElement.hidden = !all.length;
    const list = document.getElementById("drafts");
    if (!list) return all.length;
    const items = await Promise.all(all.map(item));
    list.replaceChildren(...items);
    return all.length;
  }
  async function item(draft) {
    const li = document.createElement("li");
    const words = document.createElement("p");
    const at = new Date(draft.at).toLocaleString(document.documentElement.lang, { hour12: false });
    let title = say("Sealed");
    if (ready.opens) {
      const head = unpacked(await unsealed(ready.opens, draft));
      const text = head.fields.filter(([n, v]) => !n.endsWith("!") && v).map(([, v]) => v).join(" ");
      title = `${head.title}: ${text.slice(0, 60)}`;
    }
    words.textContent = `${title} (${say("Written", { at })})`;
    li.append(words);
    if (draft.stuck) {
      const why = document.createElement("p");
      why.className = "error";
      why.textContent = `${say("Refused")} ${refused.get(draft.id) ?? ""}`;
      li.append(why);
    }
    const button = (text, work) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "quiet";
      made.textContent = text;
      made.addEventListener("click", () => work(made));
      li.append(made);
    };
    if (ready.opens) {
      button(say("Send"), async () => {
        await put("drafts", { ...draft, stuck: false });
        await flush();
      });
    }
    // Only what was refused is certainly not done: only that is written anew.
    if (ready.opens && draft.stuck) {
      button(say("Edit"), async () => {
        const { url } = unpacked(await unsealed(ready.opens, draft));
        location.assign(`${url}#draft=${draft.id}`);
      });
    }
    button(say("Drop"), async (made) => {
      // Thrown away at the second press only.
      if (!made.dataset.sure) {
        made.dataset.sure = "yes";
        made.textContent = say("DropSure");
        return;
      }
      await drop("drafts", draft.id);
      await shown();
    });
    return li;
  }

  async function sent(draft) {
    const head = unpacked(await unsealed(ready.opens, draft));
    const form = new FormData();
    for (const [name, value] of head.fields) {
      if (name !== "token!" && name !== "matter!") form.append(name, value);
    }
    form.append("token!", draft.id);
    if (head.opens) form.append("matter!", draft.id);
    form.append("age!", String(Math.max(0, Math.round((Date.now() - draft.at) / 1000))));
    for (const file of head.files) form.append(file.name, new File([file.bytes], file.called, { type: file.type }));
    return fetch(head.url, { method: "POST", body: form, headers: { accept: "application/json" }, redirect: "error" });
  }

  let sending = false;
  let last = null;
  /** Sends what waits, one after another; whatever is left waits on. */
  async function flush() {
    if (!ready || !ready.opens || sending) return;
    sending = true;
    const work = async () => {
      for (const draft of await drafts()) {
        if (draft.stuck) continue;
        let response;
        try {
          response = await sent(draft);
        } catch {
          return;
        }
        const json = (response.headers.get("content-type") ?? "").startsWith("application/json");
        if (response.status === 401) return tell(say("SignIn"));
        if (!json && (response.status >= 500 || response.status === 429)) return;
        const answer = json ? await response.json().catch(() => null) : { done: false, says: "" };
        if (!answer) return;
        if (answer.done) {
          await drop("drafts", draft.id);
          refused.delete(draft.id);
          last = { id: draft.id, ...answer };
          tell(say("Sent", { number: answer.number }));
        } else {
          refused.set(draft.id, answer.says);
          await put("drafts", { ...draft, stuck: true });
          tell(`${say("Refused")} ${answer.says}`);
        }
      }
    };
    try {
      // Two pages of one phone don't send at once; if they did, the server does it once.
      if (navigator.locks) await navigator.locks.request("fadu-phone", { ifAvailable: true }, (lock) => lock && work());
      else await work();
    } finally {
      sending = false;
      await shown();
    }
  }

  /** The form of a refused draft, filled in as it was. */
  async function refilled() {
    const id = location.hash.match(/^#draft=([0-9a-f-]{36})$/)?.[1];
    const form = document.querySelector("form[data-queue]");
    const draft = id && form && ready.opens && (await drafts()).find((d) => d.id === id && d.stuck);
    if (!draft) return;
    const head = unpacked(await unsealed(ready.opens, draft));
    for (const [name, value] of head.fields.filter(([n]) => !n.endsWith("!"))) {
      const field = form.querySelector(`#f-${name}, [type=checkbox][name="${name}"]`);
      if (!field || field.type === "file") continue;
      if (field.type === "checkbox") field.checked = true;
      else if (field.multiple) for (const option of field.options) option.selected ||= option.value === value;
      else field.value = value;
    }
    for (const name of new Set(head.files.map((f) => f.name))) {
      const chosen = new DataTransfer();
      for (const f of head.files.filter((one) => one.name === name)) chosen.items.add(new File([f.bytes], f.called, { type: f.type }));
      const field = form.querySelector(`#f-${name}`);
      if (field) field.files = chosen.files;
    }
    form.dataset.instead = id;
  }

  function queued(form) {
    // A draft that lacks an answer would only be refused when there is network again: it is asked for now.
    for (const name of (form.dataset.required ?? "").split(" ").filter(Boolean)) {
      const field = form.querySelector(`#f-${name}`);
      if (field && field.type !== "file") field.required = true;
    }
    form.addEventListener("submit", async (event) => {
      if (!ready || (event.submitter && event.submitter.name)) return;
      event.preventDefault();
      const button = form.querySelector("button.wide");
      button.disabled = true;
      tell(say("Saving"));
      const id = uuid();
      try {
        await put("drafts", { id, who, at: Date.now(), stuck: false, ...(await sealed(ready.seals, id, await packed(form))) });
      } catch {
        tell(say("NotKept"));
        button.disabled = false;
        return;
      }
      if (form.dataset.instead) await drop("drafts", form.dataset.instead);
      delete form.dataset.instead;
      form.reset();
      await flush();
      const left = (await drafts()).find((d) => d.id === id);
      button.disabled = false;
      if (left && !left.stuck) tell(say("Kept"));
      await shown();
      if (!left && last && last.id === id) location.assign(last.to);
      told.scrollIntoView({ block: "center" });
    });
  }

  function locating(button) {
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      const field = button.closest("form").elements[button.dataset.locate];
      const found = ({ coords }) => {
        const place = `WGS-84 ${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
        // Text that the sender sees and may change: nothing is added behind his back, and no track is kept.
        field.value = `${field.value} ${say("Located", { place, metres: Math.round(coords.accuracy) })}`.trim();
        button.disabled = false;
        field.focus();
      };
      const failed = () => {
        tell(say("NotLocated"));
        button.disabled = false;
      };
      navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 });
    });
  }

  function prepare(root) {
    root.querySelectorAll("[data-locate]").forEach(locating);
    if (able) root.querySelectorAll("form[data-queue]").forEach(queued);
  }

  async function begin() {
    prepare(document);
    document.querySelectorAll("[data-form]").forEach((button) => button.addEventListener("click", () => {
      const place = document.getElementById("form");
      place.replaceChildren(document.getElementById(button.dataset.form).content.cloneNode(true));
      prepare(place);
      place.querySelector("input:not([type=hidden]), textarea").focus();
    }));
    if (!able) return;
    ready = await prepared();
    if (!ready) return;
    const out = document.querySelector("form.out");
    out?.addEventListener("submit", (event) => {
      // What waits can't be read after signing out: said once, before it happens.
      const n = document.getElementById("waiting").textContent;
      if (n && !out.dataset.warned) {
        event.preventDefault();
        out.dataset.warned = "yes";
        tell(say("Leaving", { n: n.match(/\d+/)?.[0] ?? "" }));
      }
    });
    await refilled();
    await shown();
    await flush();
    window.addEventListener("online", flush);
    window.addEventListener("focus", flush);
    document.addEventListener("visibilitychange", () => document.hidden || flush());
    setInterval(flush, AGAIN_EVERY);
    if (key && navigator.serviceWorker) {
      await navigator.serviceWorker.register(`${base}/worker.js`, { scope: base });
      // The kept page is made anew whenever there is network: posts and words may have changed.
      const cache = await caches.open(CACHE);
      await cache.addAll([`${base}/shell`, "/assets/style.css", "/assets/phone.js"]);
    }
  }
  document.documentElement.dataset.phone = "loading";
  begin().catch(() => {}).finally(() => { document.documentElement.dataset.phone = "ready"; });
})();
