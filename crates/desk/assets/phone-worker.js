// Opens the phone pages without network: the kept shell stands in for whichever of them was asked for. Nothing else is
// kept, and nothing is sent from here.
"use strict";
const BASE = self.location.pathname.replace(/\/worker\.js$/, "");
const CACHE = "fadu-phone-1";
const KEPT = [`${BASE}/shell`, "/assets/style.css", "/assets/phone.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((n) => n !== CACHE).map((n) => caches.delete(n)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const ours = pathname === BASE || pathname.startsWith(`${BASE}/`);
  if (request.mode === "navigate" && ours) {
    event.respondWith(fetch(request).catch(() => caches.match(KEPT[0])));
  } else if (pathname.startsWith("/assets/")) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});
