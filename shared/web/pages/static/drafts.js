// Drafts that wait in this browser, sealed for their account. Sealing needs only the public key of the account, which is stored here;
// reading needs its private key, which is stored encrypted with a secret that the service gives to a session of the account.
"use strict";

const Drafts = (function () {
  const LASTING = 7 * 24 * 3600 * 1000;
  const PATIENCE = 5000;  // milliseconds after which a request counts as lost
  const SHELL = "/offline";
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const BYTES = new TextEncoder();
  let opened = null;

  function isAvailable() {
    return window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && "caches" in window;
  }

  function done(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  // Runs `act` on a store, and resolves with the result of its request when it is stored.
  async function within(name, mode, act) {
    if (!opened) {
      const request = indexedDB.open("lianxi-drafts", 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("owners", { keyPath: "account" });
        request.result.createObjectStore("current", { keyPath: "name" });
        request.result.createObjectStore("drafts", { keyPath: "key" });
      };
      opened = done(request);
    }
    const transaction = (await opened).transaction(name, mode);
    const request = act(transaction.objectStore(name));
    await new Promise(function (resolve, reject) {
      transaction.oncomplete = resolve;
      transaction.onabort = function () { reject(transaction.error); };
    });
    return request && request.result;
  }

  function put(name, row) { return within(name, "readwrite", function (store) { return store.put(row); }); }
  function get(name, key) { return within(name, "readonly", function (store) { return store.get(key); }); }
  function remove(key) { return within("drafts", "readwrite", function (store) { return store.delete(key); }); }
  function forget() { return within("current", "readwrite", function (store) { return store.clear(); }); }
  function current() { return get("current", "account"); }

  // Requests an address of the service; raises an error with `status` (0: no response).
  async function request(address, options) {
    const limit = new AbortController();
    const timer = setTimeout(function () { limit.abort(); }, PATIENCE);
    let response = null;
    try {
      response = await fetch(address, Object.assign({ signal: limit.signal, cache: "no-store" }, options));
    } catch (_error) {
      throw Object.assign(new Error("network"), { status: 0 });
    } finally {
      clearTimeout(timer);
    }
    return response;
  }

  async function refreshed(address, type) {
    const response = await request(address, { headers: { Accept: type, "HX-Request": "true" } });  // no use of the session
    if (!response.ok || response.redirected) { throw Object.assign(new Error("refused"), { status: response.status }); }
    return response;
  }

  // The keys of an account: made at its first visit, and its private key opened with the secret of its session.
  async function unlock() {
    const answer = await (await refreshed(SHELL + "/account", "application/json")).json();
    const secret = Uint8Array.from(atob(answer.secret), function (character) { return character.charCodeAt(0); });
    const wrapping = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
    let owner = await get("owners", answer.account);
    let own = owner && await opening(owner, wrapping).catch(function () { return null; });
    if (!own) {
      const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, wrapping, { name: "AES-GCM", iv: iv });
      owner = { account: answer.account, key: pair.publicKey, iv: iv, wrapped: wrapped };
      await put("owners", owner);
      own = await opening(owner, wrapping);
    }
    await put("current", { name: "account", account: answer.account, session: answer.session });
    return { account: answer.account, session: answer.session, token: answer.form_token, key: own };
  }

  function opening(owner, wrapping) {
    const how = { name: "AES-GCM", iv: owner.iv };
    return crypto.subtle.unwrapKey("pkcs8", owner.wrapped, wrapping, how, CURVE, false, ["deriveBits"]);
  }

  async function shared(own, other, use) {
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
    const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: BYTES.encode("lianxi draft") };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [use]);
  }

  function cipher(row) {
    return { name: "AES-GCM", iv: row.iv, additionalData: BYTES.encode(row.account + "\n" + row.key) };
  }

  // Seals and stores a draft for the account that was last logged in. `content`: kind, title, fields, error; `account`: null where the
  // page does not know it (after a restart without a network), otherwise it must be still the same.
  async function keep(key, made, content, state, account) {
    const to = await current();
    if (!to || (account && account !== to.account)) { throw new Error("left"); }
    const owner = await get("owners", to.account);
    const once = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    const row = { key: key, account: to.account, made: made, state: state, iv: crypto.getRandomValues(new Uint8Array(12)) };
    const text = BYTES.encode(JSON.stringify(Object.assign({ session: to.session }, content)));
    row.from = once.publicKey;
    row.sealed = await crypto.subtle.encrypt(cipher(row), await shared(once.privateKey, owner.key, "encrypt"), text);
    await put("drafts", row);
  }

  // Returns what was sealed; null when it cannot be read with this key.
  async function read(row, vault) {
    try {
      const text = await crypto.subtle.decrypt(cipher(row), await shared(vault.key, row.from, "decrypt"), row.sealed);
      return JSON.parse(new TextDecoder().decode(text));
    } catch (_error) {
      return null;
    }
  }

  function mark(row, state) { return put("drafts", Object.assign({}, row, { state: state })); }

  // Returns all drafts in the order in which they were made, after deleting those that are too old.
  async function list() {
    const rows = await within("drafts", "readonly", function (store) { return store.getAll(); });
    const old = rows.filter(function (row) { return Date.now() - row.made >= LASTING; });
    await Promise.all(old.map(function (row) { return remove(row.key); }));
    return rows.filter(function (row) { return !old.includes(row); })
      .sort(function (one, other) { return one.made - other.made; });
  }

  // Stores the entry page and its files, so that it opens without a network, and removes the files of an older version.
  async function prepare() {
    await navigator.serviceWorker.register(SHELL + "/worker.js", { scope: "/" });
    const response = await refreshed(SHELL, "text/html");
    const page = new DOMParser().parseFromString(await response.clone().text(), "text/html");
    const files = Array.from(page.querySelectorAll("link[href], script[src], img[src]")).map(function (each) {
      return each.getAttribute("href") || each.getAttribute("src");
    });
    const cache = await caches.open("lianxi-offline");
    await Promise.all(files.map(async function (file) { return (await cache.match(file)) || cache.add(file); }));
    await cache.put(SHELL, response);
    const wanted = files.concat(SHELL).map(function (file) { return new URL(file, location.origin).href; });
    const stored = await cache.keys();
    await Promise.all(stored.map(function (each) { return wanted.includes(each.url) || cache.delete(each); }));
    await navigator.serviceWorker.ready;
  }

  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  if (isAvailable()) { list().catch(function () {}); }  // wherever this script is loaded, old drafts go

  return {
    LEFT: "lianxi-left",
    OFF: "离线填写未启用：须通过HTTPS打开本系统，且浏览器允许保存数据（不用无痕窗口）。",
    current: current, forget: forget, isAvailable: isAvailable, keep: keep, list: list, mark: mark, newKey: newKey,
    prepare: prepare, read: read, remove: remove, request: request, unlock: unlock,
  };
})();
