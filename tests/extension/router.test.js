// Row 15: each message × each kind of sender, as one table.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, kindOfSender, MESSAGES } from "../../extension/background/router.js";

const OWN = { id: "ealkenodmeccnmmleigaeoagmcgooacf", origin: "chrome-extension://ealkenodmeccnmmleigaeoagmcgooacf" };
const ORDER = "7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f60";
const OTHER = "7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f61";

const panel = { id: OWN.id, url: "https://salescenter.allegro.com/orders?sort=-orderDate", frameId: 0, tab: { id: 5 }, origin: "https://salescenter.allegro.com" };
const page = { id: OWN.id, url: `${OWN.origin}/pages/shipments.html?job=1`, frameId: 0, tab: { id: 6 }, origin: OWN.origin };

const SENDERS = /** @type {const} */ ([
  ["the panel", panel, "panel"],
  ["the sandbox's panel", { ...panel, url: "https://salescenter.allegro.com.allegrosandbox.pl/orders", origin: "https://salescenter.allegro.com.allegrosandbox.pl" }, "panel"],
  ["the panel, origin not told (Firefox)", { ...panel, origin: undefined }, "panel"],
  ["an own page", page, "page"],
  ["an own page without a tab", { ...page, tab: undefined }, "page"],
  ["nobody", undefined, null],
  ["another extension", { ...panel, id: "abcdefghijklmnopabcdefghijklmnop" }, null],
  ["another extension's page", { ...page, id: "abcdefghijklmnopabcdefghijklmnop", url: "chrome-extension://abcdefghijklmnopabcdefghijklmnop/pages/x.html" }, null],
  ["a frame in the panel", { ...panel, frameId: 3 }, null],
  ["a frame not numbered", { ...panel, frameId: undefined }, null],
  ["a page framed in another", { ...page, frameId: 2 }, null],
  ["another site", { ...panel, url: "https://evil.example/orders", origin: "https://evil.example" }, null],
  ["a site named like the panel", { ...panel, url: "https://salescenter.allegro.com.evil.example/orders" }, null],
  ["the panel without TLS", { ...panel, url: "http://salescenter.allegro.com/orders", origin: "http://salescenter.allegro.com" }, null],
  ["the panel on another port", { ...panel, url: "https://salescenter.allegro.com:8443/orders" }, null],
  ["the panel's address, another origin", { ...panel, origin: "https://evil.example" }, null],
  ["the panel without a tab", { ...panel, tab: undefined }, null],
  ["an own file that is no page", { ...page, url: `${OWN.origin}/background/main.js` }, null],
  ["an own page's address, another origin", { ...page, origin: "https://salescenter.allegro.com" }, null],
]);

/** One good sample of every message. @type {Record<string, Record<string, object>>} */
const SAMPLES = {
  panel: {
    keep: {},
    "orders.seen": { orderIds: [ORDER, OTHER], sellerId: null },
    "shipments.open": { orderIds: [ORDER], sellerId: "123" },
    "shipments.click": { orderId: ORDER, sellerId: "123", actedMsAgo: 12 },
    "labels.download": { orderIds: [ORDER] },
    "page.report": { selectorsVersion: "2026.11", recognised: false, witnesses: [0, 1, 2, 3] },
    "connection.open": {},
  },
  page: {
    keep: {},
    "agent.call": { method: "jobs.list", params: {}, actedMsAgo: null },
    "labels.download": { orderIds: [ORDER] },
    "handover.book": { accountId: "poczta-allegro", handedId: "743378" },
    "connection.get": {},
    "connection.retry": {},
    "connection.open": {},
    "pairing.pair": { code: "123456" },
    "settings.port": { port: 47615 },
    "settings.get": {},
    "settings.oneClick": { isOn: true },
  },
};

for (const [name, sender, kind] of SENDERS) {
  test(`sender: ${name}`, () => {
    assert.equal(kindOfSender(sender, OWN), kind);
    for (const [allowed, messages] of Object.entries(SAMPLES)) {
      for (const [type, fields] of Object.entries(messages)) {
        const isAllowed = kind !== null && (allowed === kind || Object.hasOwn(SAMPLES[kind] ?? {}, type));
        assert.deepEqual(accepted({ type, ...fields }, sender, OWN), isAllowed ? { type, ...fields } : null, `${type} of ${allowed}`);
      }
    }
  });
}

test("every message has a sample", () => {
  for (const kind of /** @type {const} */ (["panel", "page"])) {
    assert.deepEqual(Object.keys(MESSAGES[kind]).sort(), Object.keys(SAMPLES[kind] ?? {}).sort());
  }
});

test("settings, pairing and methods are for own pages only", () => {
  for (const type of ["agent.call", "pairing.pair", "settings.port", "settings.get", "settings.oneClick", "connection.retry"]) {
    assert.equal(Object.hasOwn(MESSAGES.panel, type), false);
  }
});

const BAD = [
  ["shipments.open", { orderIds: [], sellerId: null }],
  ["shipments.open", { orderIds: [ORDER] }],
  ["shipments.open", { orderIds: [ORDER], sellerId: null, cod: 100 }],
  ["shipments.open", { orderIds: [ORDER.toUpperCase()], sellerId: null }],
  ["shipments.open", { orderIds: [ORDER, ORDER], sellerId: null }],
  ["shipments.open", { orderIds: Array.from({ length: 1001 }, (_, n) => `7f3c0a10-6d1e-11f1-9c1b-${String(n).padStart(12, "0")}`), sellerId: null }],
  ["shipments.open", { orderIds: ORDER, sellerId: null }],
  ["shipments.open", { orderIds: [ORDER], sellerId: "12a" }],
  ["shipments.click", { orderId: [ORDER], sellerId: null }],
  ["shipments.click", { orderId: ORDER, sellerId: null, digest: "0" }],
  ["shipments.click", { orderId: ORDER, sellerId: null, isOn: true }],
  ["page.report", { selectorsVersion: "1", recognised: true, witnesses: [1, 2, 3] }],
  ["page.report", { selectorsVersion: "1", recognised: true, witnesses: [1, 2, 3, -1] }],
  ["page.report", { selectorsVersion: "<b>", recognised: true, witnesses: [1, 2, 3, 4] }],
  ["constructor", {}],
  ["__proto__", {}],
  ["orders.seen", { orderIds: [{ id: ORDER }], sellerId: null }],
];

test("fields that are missing, odd or too many are refused", () => {
  for (const [type, fields] of BAD) assert.equal(accepted({ type, .../** @type {object} */ (fields) }, panel, OWN), null, JSON.stringify([type, fields]).slice(0, 80));
  for (const odd of [null, "keep", ["keep"], 7, {}]) assert.equal(accepted(odd, panel, OWN), null);
  assert.equal(accepted({ type: "agent.call", method: "pairing.open", params: {} }, page, OWN), null);
  assert.equal(accepted({ type: "agent.call", method: "labels.prepare", params: {} }, page, OWN), null);
  for (const port of [80, 70000, 1.5, "47615"]) assert.equal(accepted({ type: "settings.port", port }, page, OWN), null);
});
