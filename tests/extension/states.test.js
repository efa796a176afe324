// What the pages decide: plan choices, job snapshots and events, recognition, icons, pace.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../extension/background/pace.js";
import { statusOfItem } from "../../extension/background/status.js";
import { isRecognised, PATIENCE_MS, remember } from "../../extension/content/recognition.js";
import { afterEvent, afterSummary, countsOf, fromSnapshot, ordersToFix, ordersWithLabel, shownPhase, shownState } from "../../extension/pages/job-state.js";
import { carriedOver, colourOf, gatesOf, isIncluded, itemsToCreate, nothingChosen, summaryOf, untouched } from "../../extension/pages/plan-state.js";

/** @typedef {import("../../extension/protocol").PlanRow} PlanRow */
/** @typedef {import("../../extension/protocol").JobItem} JobItem */
/** @typedef {import("../../extension/protocol").JobSummary} JobSummary */

/** @param {Partial<PlanRow>} part @returns {PlanRow} */
const planRow = (part) => ({
  order_id: "A", status: "ready", digest: "d".repeat(16), account: "inpost", carrier: "inpost", service: "s", method: "m", offer: null, size: "small",
  sizes: ["small", "large"], point: null, recipient: "r", receiver: null, parcels: 1, cod_grosze: null, insurance_grosze: null, why: [], problems: [], error: null,
  earlier: [], confirmation: null, ...part,
});
/** @type {import("../../extension/protocol").Note} */
const note = { code: "label_cuts_text", path: null, data: {} };
const ready = planRow({ order_id: "A" });
const look = planRow({ order_id: "B", status: "attention", problems: [note], cod_grosze: 5000 });
const nothingElse = { receiver: null, service: null, account: null, insurance_grosze: null, parcels: 1, point: null };
/** @param {Partial<import("../../extension/pages/plan-state.js").Choice>} [part] */
const all = (part) => ({ include: true, again: true, accepted: true, chosen: nothingChosen, ...part });
const again = planRow({ order_id: "C", status: "attention", confirmation: "c".repeat(16) });
const both = planRow({ order_id: "D", status: "attention", problems: [note], confirmation: "c".repeat(16) });
const blocked = planRow({ order_id: "E", status: "blocked", digest: null });

test("what has to be checked before a row is created", () => {
  assert.deepEqual([ready, look, again, both, blocked].map(gatesOf), [["include"], ["accepted"], ["again"], ["again", "accepted"], []]);
  assert.deepEqual([ready, look, again, both, blocked].map(colourOf), ["green", "amber", "amber", "amber", "red"]);
});

test("untouched, only rows without a question are created", () => {
  const items = itemsToCreate([ready, look, again, both, blocked], untouched);
  assert.deepEqual(items, [{ order_id: "A", digest: "d".repeat(16), size: null, accepted: false, confirmation: null, ...nothingElse }]);
});

test("row 13: a second shipment goes out only with its own box checked, naming the earlier one", () => {
  assert.equal(isIncluded(again, { ...untouched(), accepted: true }), false);
  assert.equal(isIncluded(both, { ...untouched(), again: true }), false);
  const [item] = itemsToCreate([both], () => all({ chosen: { ...nothingChosen, size: "large", parcels: 2, point: "KRA010" } }));
  assert.deepEqual(item, { order_id: "D", digest: "d".repeat(16), size: "large", accepted: true, confirmation: "c".repeat(16), ...nothingElse, parcels: 2, point: "KRA010" });
  const [only] = itemsToCreate([again], () => ({ ...untouched(), again: true }));
  assert.equal(only?.accepted, true);
});

test("a blocked row is never created, whatever is checked", () => {
  assert.deepEqual(itemsToCreate([blocked], () => all()), []);
});

test("the total counts cash on delivery of the included rows only", () => {
  const rows = [ready, look, blocked];
  assert.deepEqual(summaryOf(rows, untouched), { green: 1, amber: 1, red: 1, included: 1, looked: 0, codCount: 0, codGrosze: 0 });
  const accepted = summaryOf(rows, () => ({ ...untouched(), accepted: true }));
  assert.deepEqual([accepted.included, accepted.looked, accepted.codCount, accepted.codGrosze], [2, 1, 1, 5000]);
});

test("planned anew, an answer counts only for the same question", () => {
  const choice = all({ chosen: { ...nothingChosen, size: "large" } });
  assert.deepEqual(carriedOver(both, both, choice), choice);
  assert.equal(carriedOver(both, { ...both, problems: [] }, choice).accepted, false);
  assert.equal(carriedOver(both, { ...both, confirmation: "e".repeat(16) }, choice).again, false);
});

/** @param {Partial<JobItem>} part @returns {JobItem} */
const item = (part) => ({
  order_id: "A", position: 0, parcel: 1, parcels: 1, state: "queued", account: null, carrier: "inpost", service: null, tracking_number: null, on_allegro: "none",
  label: "none", label_pages: 0, cod_grosze: null, error: null, warnings: [], next_try_at: null, elsewhere: null, ...part,
});
/** @param {Partial<JobSummary>} part @returns {JobSummary} */
const summary = (part = {}) => ({
  job_id: "J", created_at: "2026-11-24T07:00:00Z", state: "running", total: 2, created: 0, to_fix: 0, undecided: 0, working: 2, waiting: 0, on_allegro: 0, labels: 0, seq: 3, ...part,
});
const start = fromSnapshot(summary(), [item({ order_id: "B", position: 1 }), item({ order_id: "A", position: 0 })]);
/** @param {number} seq @param {Partial<JobItem>} part @param {string} [job_id] @returns {import("../../extension/protocol").JobItemEvent} */
const news = (seq, part, job_id = "J") => ({ type: "event", topic: "job.item", seq, data: { job_id, item: item(part) } });

test("a snapshot is shown in the order of the list", () => {
  assert.deepEqual(start.items.map((each) => each.order_id), ["A", "B"]);
});

test("events in order move items; old ones and other jobs' do nothing", () => {
  const moved = afterEvent(start, news(4, { state: "created", tracking_number: "1" }));
  assert.deepEqual([moved.items[0]?.state, moved.seq, moved.isStale], ["created", 4, false]);
  assert.equal(afterEvent(moved, news(4, { state: "sending" })), moved);
  assert.equal(afterEvent(moved, news(5, { state: "sending" }, "other")), moved);
});

test("a gap makes the state stale, and so does a summary that is ahead", () => {
  const gap = afterEvent(start, news(6, { state: "created" }));
  assert.deepEqual([gap.isStale, gap.seq], [true, 3]);
  assert.equal(afterSummary(start, summary({ seq: 3 })).isStale, false);
  assert.equal(afterSummary(start, summary({ seq: 4 })).isStale, true);
});

/** @type {import("../../extension/protocol").ErrorInfo} */
const error = { code: "purchase_failed", message: "", outcome: "refused", fields: [], carrier: null, retry_after_s: null, data: {} };

test("counts and words of the row states", () => {
  const items = [
    item({ order_id: "1", state: "created", label: "ready" }),
    item({ order_id: "2", state: "created", label: "waiting" }),
    item({ order_id: "3", state: "refused", error }),
    item({ order_id: "4", state: "unknown" }),
    item({ order_id: "5", state: "confirming", error }),
    item({ order_id: "6", state: "cancelled" }),
    item({ order_id: "7", state: "queued" }),
    item({ order_id: "8", state: "waiting", error: { ...error, code: "carrier_unavailable", outcome: "not_sent" } }),
    item({ order_id: "10", state: "withdrawn", label: "none", error: { ...error, code: "parcel_withdrawn" } }),
    item({ order_id: "9", state: "unknown", error: { ...error, code: "shipment_not_found_at_carrier", outcome: "unknown" } }),
  ];
  assert.deepEqual(countsOf(items), { created: 2, toFix: 3, working: 2, waiting: 1, unsent: 2, fixable: 2, labels: 1 });
  assert.deepEqual(items.map(shownState),
    ["created", "waiting_label", "to_fix", "unknown", "to_fix", "cancelled", "queued", "waiting", "withdrawn", "to_fix"]);
  assert.deepEqual(ordersWithLabel(items), ["1"]);
});

test("a job that only a person can bring to its end says so, and one that still moves does not", () => {
  const phases = /** @type {const} */ (["running", "waiting", "finished"]).map((state) => shownPhase(summary({ state, undecided: 2 })));
  assert.deepEqual(phases, ["running", "waiting", "undecided"]);
  assert.equal(shownPhase(summary({ state: "finished" })), "finished");
});

test("an order whose parcel may exist is never offered for another try", () => {
  const items = /** @type {const} */ (["queued", "waiting", "sending", "confirming", "created", "unknown", "withdrawn"]).map((state) => item({ state, error }));
  assert.deepEqual(ordersToFix(items), []);
});

test("icons follow the items", () => {
  const states = /** @type {const} */ (["queued", "waiting", "sending", "confirming", "created", "refused", "unknown", "cancelled", "withdrawn"]);
  assert.deepEqual(states.map((state) => statusOfItem(item({ state }))?.state ?? null),
    ["in_progress", "waiting", "in_progress", "in_progress", "created", "failed", "unknown", null, null]);
  assert.equal(statusOfItem(item({ state: "confirming", error }))?.state, "unknown");
  assert.equal(statusOfItem(item({ state: "created", label: "ready" }))?.label, true);
});

test("a page is recognised by one order, or as an empty list after a while", () => {
  const at = (/** @type {boolean} */ hasListBox, /** @type {number} */ orders) => ({ address: "/orders", hasListBox, orders });
  const empty = remember(null, at(true, 0), 1000);
  assert.equal(isRecognised(empty, 1000), null);
  assert.equal(isRecognised(empty, 1000 + PATIENCE_MS), true);
  const strange = remember(null, at(false, 0), 1000);
  assert.equal(isRecognised(remember(strange, at(false, 0), 9000), 1000 + PATIENCE_MS), false);
  assert.equal(isRecognised(remember(strange, at(false, 2), 9000), 9000), true);
  assert.equal(isRecognised(remember(strange, { ...at(false, 0), address: "/orders/" }, 9000), 1000 + PATIENCE_MS), null);
});

test("requests are spread so that ten seconds never hold more than the program takes", () => {
  const pace = new Pace(30);
  const times = Array.from({ length: 100 }, () => pace.reserve(0));
  assert.equal(times.filter((time) => time === 0).length, 29);
  for (const time of times) assert.ok(times.filter((other) => other > time - 10_000 && other <= time).length <= 29);
});
