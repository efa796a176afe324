// Handing over: two clicks send a set once, one question at a time, and overdue sets come first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, afterAnswer, afterClick, afterList, isUnderWay, nameOfSet, NOTHING_KNOWN, questionOf, setsOf } from "../../extension/pages/handover-state.js";

/** @typedef {import("../../extension/protocol").OpenSet} OpenSet */

/** @type {OpenSet} */
const SET = { account_id: "poczta", set_id: "1", day: "2026-11-25", earlier: false, place: "UP Łódź 1", parcels: 3, paper: "posting_book", unsure: false };
const NAME = nameOfSet(SET);
const error = /** @type {import("../../extension/protocol").ErrorInfo} */ ({ code: "hand_over_unknown" });

/** @param {OpenSet[]} sets @returns {import("../../extension/protocol").HandoverListResult} */
const list = (...sets) => ({ sets, failed: [], handed: [], pickups: [], couriers: [] });

test("the first click asks, the second sends with its key, the third does nothing", () => {
  const asked = afterClick(afterList(NOTHING_KNOWN, list(SET)), NAME, "key 1");
  assert.deepEqual(actOf(asked, NAME), { phase: "asked", key: null, error: null });
  const sending = afterClick(asked, NAME, "key 2");
  assert.deepEqual(actOf(sending, NAME), { phase: "sending", key: "key 2", error: null });
  assert.equal(afterClick(sending, NAME, "key 3"), sending);
  assert.deepEqual(actOf(afterList(sending, list(SET)), NAME).phase, "sending", "a new list ends no sending");
});

test("a click at another set takes the question back, but stops no sending", () => {
  const other = { ...SET, account_id: "orlen" };
  let state = afterClick(afterList(NOTHING_KNOWN, list(SET, other)), NAME, "a");
  state = afterClick(state, nameOfSet(other), "b");
  assert.equal(actOf(state, NAME).phase, "idle");
  state = afterClick(afterClick(state, nameOfSet(other), "c"), NAME, "d");
  assert.deepEqual([actOf(state, nameOfSet(other)).phase, actOf(state, NAME).phase], ["sending", "asked"]);
});

test("a failure stands at its set until it is asked anew or gone", () => {
  const failed = afterAnswer(afterList(NOTHING_KNOWN, list(SET)), NAME, error);
  assert.equal(actOf(afterList(failed, list(SET)), NAME).error, error);
  assert.equal(actOf(afterClick(failed, NAME, "k"), NAME).error, null);
  assert.deepEqual(afterList(failed, list()).acts, {});
});

test("overdue sets come first; a set whose answer was lost has a question of its own", () => {
  const old = { ...SET, account_id: "z", day: "2026-11-23", earlier: true };
  const orlen = { ...SET, account_id: "orlen" };
  assert.deepEqual(setsOf(afterList(NOTHING_KNOWN, list(SET, orlen, old))).map((set) => set.account_id), ["z", "orlen", "poczta"]);
  assert.equal(questionOf(SET), "posting_book");
  assert.equal(questionOf({ ...SET, paper: "protocol", unsure: true }), "unsure");
});

test("only a set on its way is asked for again", () => {
  const handed = /** @type {any} */ ({ status: "under_way" });
  assert.equal(isUnderWay(NOTHING_KNOWN), false);
  assert.equal(isUnderWay(afterList(NOTHING_KNOWN, { ...list(), handed: [handed] })), true);
  assert.equal(isUnderWay(afterList(NOTHING_KNOWN, { ...list(), handed: [{ ...handed, status: "accepted" }] })), false);
});
