// Who may be asked what became of a parcel, and which numbers are numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanNumber, waitsForPerson } from "../../extension/pages/decision.js";
import { hasParcel } from "../../extension/pages/withdrawal.js";

/** @typedef {import("../../extension/protocol").JobItem} JobItem */

const error = /** @type {JobItem["error"]} */ ({ code: "shipment_not_found_at_carrier" });

test("only a lost parcel that is not looked for any more waits for a person", () => {
  const waits = (/** @type {Partial<JobItem>} */ item) => waitsForPerson(/** @type {JobItem} */ (item));
  assert.equal(waits({ state: "unknown", error }), true);
  assert.equal(waits({ state: "unknown", error: null }), false);
  for (const state of /** @type {JobItem["state"][]} */ (["queued", "waiting", "sending", "confirming", "created", "refused", "cancelled", "withdrawn"])) {
    assert.equal(waits({ state, error }), false);
  }
});

test("a number is taken as it is printed and refused when it is none", () => {
  assert.equal(cleanNumber(" 2101 0665-92589 "), "2101066592589");
  assert.equal(cleanNumber("RR123456785PL"), "RR123456785PL");
  for (const none of ["", "12345", "1".repeat(41), "123456/7", "https://example.com"]) assert.equal(cleanNumber(none), null);
});

test("only a parcel that exists and has its number can be asked back", () => {
  const has = (/** @type {Partial<JobItem>} */ item) => hasParcel(/** @type {JobItem} */ (item));
  assert.equal(has({ state: "created", tracking_number: "2101066592589" }), true);
  assert.equal(has({ state: "created", tracking_number: null }), false);
  for (const state of /** @type {JobItem["state"][]} */ (["queued", "waiting", "sending", "confirming", "refused", "unknown", "cancelled", "withdrawn"])) {
    assert.equal(has({ state, tracking_number: "2101066592589" }), false);
  }
});
