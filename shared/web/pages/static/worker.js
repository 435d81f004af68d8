// Answers with the stored entry page when a page cannot be loaded because the network is down. It stores nothing itself (drafts.js does).
"use strict";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", function (event) {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(function (error) {
      return caches.match("/offline").then(function (page) {
        if (page) { return page; }
        throw error;
      });
    }));
  } else if (address.pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then(function (file) { return file || fetch(request); }));
  }
});
