// Who hears what: statuses go to the tabs that show the order, events to the pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Hub } from "../../extension/background/hub.js";
import { ConnectionProblem, ownError, RequestRefused } from "../../extension/background/problems.js";

/** @typedef {import("../../extension/protocol").OrderStatus} OrderStatus */

/** @param {string} order_id @param {OrderStatus["state"]} state @returns {OrderStatus} */
const status = (order_id, state) => ({ order_id, state, carrier: null, tracking_number: null, label: state === "created" });
const port = () => {
  /** @type {any[]} */
  const messages = [];
  return { messages, postMessage: (/** @type {object} */ message) => void messages.push(message) };
};
/** @param {string} order_id @returns {any} */
const created = (order_id) => ({
  type: "event", topic: "job.item", seq: 1,
  data: { job_id: "J", item: { order_id, state: "created", carrier: "inpost", tracking_number: "1", label: "ready", error: null } },
});

test("a tab is told the state of the orders it shows", async () => {
  const hub = new Hub(async (ids) => ids.map((id) => status(id, "none")));
  const [tab, other] = [port(), port()];
  hub.add(tab, "panel");
  hub.add(other, "panel");
  await hub.seen(tab, ["A", "B"]);
  assert.deepEqual(tab.messages, [{ type: "statuses", orders: [status("A", "none"), status("B", "none")] }]);
  hub.tellEvent(created("A"));
  assert.deepEqual(tab.messages[1], { type: "statuses", orders: [{ ...status("A", "created"), carrier: "inpost", tracking_number: "1" }] });
  assert.deepEqual(other.messages, []);
});

test("pages hear every event", () => {
  const hub = new Hub(async () => []);
  const page = port();
  hub.add(page, "page");
  const event = created("A");
  hub.tellEvent(event);
  assert.deepEqual(page.messages, [{ type: "event", event }]);
});

test("large lists are asked about in parts of a thousand", async () => {
  /** @type {number[]} */
  const sizes = [];
  const hub = new Hub(async (ids) => (sizes.push(ids.length), []));
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, Array.from({ length: 2500 }, (_, n) => String(n)));
  assert.deepEqual(sizes, [1000, 1000, 500]);
});

test("orders that are moving are asked about again, settled ones only once in a while", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let asked = 0;
  /** @type {OrderStatus["state"]} */
  let state = "in_progress";
  const hub = new Hub(async (ids) => (asked++, ids.map((id) => status(id, state))));
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, ["A"]);
  state = "created";
  await hub.kept(tab);
  await hub.kept(tab);
  assert.equal(asked, 2);
  context.mock.timers.tick(60_000);
  await hub.kept(tab);
  await hub.kept(tab);
  assert.equal(asked, 3);
});

test("an order that waits is moving: another try may come at any moment", async () => {
  let asked = 0;
  const hub = new Hub(async (ids) => (asked++, ids.map((id) => status(id, "waiting"))));
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, ["A"]);
  await hub.kept(tab);
  assert.equal(asked, 2);
});

test("icons follow a job this browser did not start, without a question", async () => {
  let asked = 0;
  const hub = new Hub(async (ids) => (asked++, ids.map((id) => status(id, "none"))));
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, ["A"]);
  const waiting = created("A");
  waiting.seq = 0;
  waiting.data = { job_id: "of another station", item: { ...waiting.data.item, state: "waiting", tracking_number: null, label: "none" } };
  hub.tellEvent(waiting);
  assert.deepEqual(tab.messages[1].orders, [{ ...status("A", "waiting"), carrier: "inpost" }]);
  assert.equal(asked, 1);
});

test("a program that cannot tell is asked again, and the tab is told why", async () => {
  let lost = true;
  const hub = new Hub(async (ids) => {
    if (lost) throw new RequestRefused(ownError("ledger_unavailable", ""));
    return ids.map((id) => status(id, "none"));
  });
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, ["A"]);
  lost = false;
  await hub.kept(tab);
  assert.deepEqual(tab.messages, [{ type: "refused", code: "ledger_unavailable" }, { type: "statuses", orders: [status("A", "none")] }]);
});

test("without a connection the tab is told why", async () => {
  const hub = new Hub(async () => { throw new ConnectionProblem("not_paired"); });
  const tab = port();
  hub.add(tab, "panel");
  await hub.seen(tab, ["A"]);
  assert.deepEqual(tab.messages, [{ type: "connection", state: "not_paired" }]);
});
