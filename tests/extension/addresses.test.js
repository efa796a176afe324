// The grammar of order ids and of the panel's addresses (contract: order page, sections 1 and 4.1).
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPanelAddress, orderIdOfLink, pageOf, sellerIdOf } from "../../extension/common/allegro.js";
import { isOrderId, orderIdOf, orderIdsIn } from "../../extension/common/order-id.js";

const A = "7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f60";
const B = "7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f61";
const PANEL = "https://salescenter.allegro.com";

test("an id is the full UUID, nothing else", () => {
  assert.equal(isOrderId(A), true);
  for (const odd of [A.toUpperCase(), ` ${A}`, A.slice(1), `${A}0`, A.replaceAll("-", ""), "", null, 7]) assert.equal(isOrderId(odd), false);
  assert.equal(orderIdOf(` ${A.toUpperCase()} `), A);
  assert.equal(orderIdOf(`${A}0`), null);
  assert.equal(orderIdOf(null), null);
});

test("pasted texts: ids and links, each once, in their order", () => {
  const pasted = `${B}\n${PANEL}/orders/${A.toUpperCase()}?sellerId=1, ${B};x${A}`;
  assert.deepEqual(orderIdsIn(pasted), [B, A]);
  assert.deepEqual(orderIdsIn(`${PANEL}/ship-with-allegro/swa/create-shipment/${A},${B}`), [A, B]);
  assert.deepEqual(orderIdsIn(`${A}0 0${A} ${A}-1`), []);
});

test("kinds of page", () => {
  for (const path of ["/orders", "/orders/", "/orders?sort=-orderDate", `/orders?query=${A}&sellerId=1`]) {
    assert.deepEqual(pageOf(PANEL + path), { kind: "list" }, path);
  }
  assert.deepEqual(pageOf(`${PANEL}/orders/${A}?sellerId=12`), { kind: "details", orderIds: [A] });
  assert.deepEqual(pageOf(`${PANEL}/ship-with-allegro/swa/create-shipment/${A},${B}?sellerId=1`), { kind: "create", orderIds: [A, B] });
  assert.deepEqual(pageOf(`${PANEL}/ship-with-allegro/swa/create-shipment/${A}%2C${B}`), { kind: "create", orderIds: [A, B] });
  const others = ["/orders/settings", "/orders/reports", "/", "/offers", `/orders/${A}/x`, `/orders/${A}0`,
    `/ship-with-allegro/swa/create-shipment-status/${A}`, `/ship-with-allegro/swa/create-shipment/${A},x`, "/ship-with-allegro/shipments"];
  for (const path of others) assert.deepEqual(pageOf(PANEL + path), { kind: "other" }, path);
});

test("links that name an order", () => {
  const named = [`/orders/${A}`, `/orders/${A}?sellerId=1`, `${PANEL}/orders/${A}/`, `/ship-with-allegro/swa/create-shipment/${A}`,
    `https://allegro.pl/moje-allegro/sprzedaz/zamowienia/${A}`, `https://salescenter.allegro.com.allegrosandbox.pl/orders/${A}`];
  for (const href of named) assert.equal(orderIdOfLink(href, `${PANEL}/orders`), A, href);
  const others = [`/orders?query=${A}`, `https://evil.example/orders/${A}`, `/ship-with-allegro/swa/create-shipment/${A},${B}`,
    `/orders/settings`, `/messages/${A}`, `/x/orders/${A}`, "#", null, "javascript:void(0)"];
  for (const href of others) assert.equal(orderIdOfLink(href, `${PANEL}/orders`), null, String(href));
});

test("the account in the address, and the panel's hosts", () => {
  assert.equal(sellerIdOf(`${PANEL}/orders?sellerId=123456`), "123456");
  for (const query of ["", "?sellerId=", "?sellerId=12x", `?sellerId=${"1".repeat(21)}`]) assert.equal(sellerIdOf(`${PANEL}/orders${query}`), null);
  assert.equal(isPanelAddress(`${PANEL}/anything`), true);
  for (const other of ["https://salescenter.allegro.com.evil.example/", "http://salescenter.allegro.com/", "https://allegro.pl/", "", undefined]) {
    assert.equal(isPanelAddress(other), false);
  }
});
