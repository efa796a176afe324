// What the plan page decides beside its choices: which rows are shown, what is corrected, what may be chosen, what a rule keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { everything, isShown } from "../../extension/pages/plan-filter.js";
import { byWay, canBeChanged, groszeOf, leftToRule, MAX_PARCELS, parcelsOf, ruleFor, waysOf } from "../../extension/pages/plan-options.js";
import { agreed, asGiven, canAgree, changesIn, correctionOf, sameReceiver, shorterTexts } from "../../extension/pages/plan-receiver.js";
import { canHavePoint, codeOf, POINT_CODE, searchFor, SHOWN_POINTS, stateOfPoint } from "../../extension/pages/point-choice.js";
import { nothingChosen } from "../../extension/pages/plan-state.js";
import { textOf } from "./sources.js";

/** @typedef {import("../../extension/protocol").PlanRow} PlanRow */
/** @typedef {import("../../extension/protocol").PlannedReceiver} PlannedReceiver */
/** @typedef {import("../../extension/protocol").Note} Note */

/** @param {Partial<PlannedReceiver>} [part] @returns {PlannedReceiver} */
const receiver = (part) => ({
  first_name: "Łucja", last_name: "Żółć", company: "", street: "3 Maja", house: "12", flat: "5", post_code: "90-361", city: "Łódź", country_code: "PL",
  phone: "600100200", sure: false, corrected: "no", given_street: "3 Maja 12 5", ...part,
});
/** @param {Partial<PlanRow>} part @returns {PlanRow} */
const row = (part) => ({
  order_id: "29738e61-8a1f-11f1-ac45-09db60ede9d6", status: "ready", digest: "d".repeat(16), account: "inpost", carrier: "inpost", service: "s",
  method: "Kurier InPost", offer: null, size: "small", sizes: [], point: null, recipient: "Łucja Żółć, 90-361 Łódź", receiver: receiver(), parcels: 1,
  cod_grosze: null, insurance_grosze: null, why: [], problems: [], error: null, earlier: [], confirmation: null, ...part,
});
/** @param {Note["code"]} code @param {string | null} [path] @param {Note["data"]} [data] @returns {Note} */
const note = (code, path = null, data = {}) => ({ code, path, data });

test("rows are found by colour, and by every word of order, buyer, town or method, without diacritics too", () => {
  const green = row({});
  const red = row({ status: "blocked", digest: null });
  assert.deepEqual([green, red].map((each) => isShown(each, everything)), [true, true]);
  assert.deepEqual([green, red].map((each) => isShown(each, { colour: "red", words: "" })), [false, true]);
  for (const words of ["zolc", "ŁÓDŹ  lucja", "29738e61", "kurier", "600100200", " "]) assert.equal(isShown(green, { colour: "green", words }), true, words);
  assert.equal(isShown(green, { colour: "all", words: "lodz poznan" }), false);
});

test("agreeing sends the doubtful fields as they are proposed, and nothing else", () => {
  const unsure = row({ status: "attention", problems: [note("house_number_unsure", "recipient.house"), note("label_cuts_text", "recipient.company")] });
  assert.equal(canAgree(unsure), true);
  assert.deepEqual(agreed(unsure), { street: "3 Maja", house: "12", flat: "5", post_code: "90-361", city: "Łódź" });
  const phones = row({ problems: [note("phone_several", "recipient.phone")] });
  assert.deepEqual(agreed(phones), { phone: "600100200" });
  for (const problems of [[], [note("phone_invalid", "recipient.phone")], [note("label_cuts_text", "recipient.street")]]) assert.equal(canAgree(row({ problems })), false);
  assert.equal(canAgree(row({ receiver: null, problems: [note("place_unsure")] })), false);
});

test("that there is no house number is said by an empty field, not by a field left out", () => {
  const village = row({ receiver: receiver({ street: "Stara Wieś", house: "", flat: "" }), problems: [note("house_number_missing", "recipient.house")] });
  assert.equal(correctionOf(/** @type {PlannedReceiver} */ (village.receiver), null, agreed(village)).house, "");
});

test("a correction holds what was changed alone, but street, house and flat together", () => {
  const typed = { ...receiver(), phone: " 500 600 700 " };
  assert.deepEqual(changesIn(receiver(), typed), { phone: "500 600 700" });
  assert.deepEqual(correctionOf(receiver(), null, { phone: "500600700" }), { ...asGiven(), phone: "500600700" });
  assert.deepEqual(correctionOf(receiver(), null, { house: "12A" }), { ...asGiven(), street: "3 Maja", house: "12A", flat: "5" });
});

test("a locker's receiver has no address to send: what is remembered for a courier is not emptied by him", () => {
  const atLocker = receiver({ street: "", house: "", flat: "", post_code: "", city: "", country_code: "" });
  assert.deepEqual(correctionOf(atLocker, null, { phone: "500600700" }), { ...asGiven(), phone: "500600700" });
});

test("a second correction keeps the first, also one of an earlier day", () => {
  const first = correctionOf(receiver(), null, { phone: "500600700" });
  assert.deepEqual(correctionOf(receiver(), first, { city: "Zgierz" }), { ...asGiven(), phone: "500600700", city: "Zgierz" });
  const before = correctionOf(receiver({ corrected: "before", house: "14" }), null, { city: "Zgierz" });
  assert.deepEqual([before.house, before.phone, before.city, before.company], ["14", "600100200", "Zgierz", null]);
});

test("a shorter text is for its field; for a name in one line it is split again", () => {
  const long = (/** @type {string} */ path, /** @type {string | null} */ proposal) => shorterTexts(row({ problems: [note("too_long", path, { proposal, limit: 20 })] }));
  assert.deepEqual(long("recipient.street", "gen. Maczka"), [{ text: "gen. Maczka", change: { street: "gen. Maczka" } }]);
  assert.deepEqual(long("recipient.last_name", "Ł. Żółć"), [{ text: "Ł. Żółć", change: { first_name: "Ł.", last_name: "Żółć" } }]);
  assert.deepEqual(long("recipient.last_name", "Ż."), [{ text: "Ż.", change: { last_name: "Ż." } }]);
  assert.deepEqual([long("recipient.street", null), long("recipient.company", "Firma"), long("size", "x")], [[], [], []]);
});

test("what is corrected concerns the other orders of the same receiver", () => {
  const [one, other, stranger] = [row({}), row({ order_id: "B" }), row({ order_id: "C", recipient: "Jan" })];
  assert.deepEqual(sameReceiver(one, [one, other, stranger]), [other]);
  assert.deepEqual(sameReceiver(one, [row({}), row({ order_id: "D", receiver: receiver({ given_street: "Polna 1" }) })]), []);
});

test("a service is chosen with its account, and without the size of another one", () => {
  const ways = waysOf([{ account: "inpost", carrier: "inpost", services: ["a", "b"] }, { account: "poczta", carrier: "poczta_polska", services: ["a"] }]);
  assert.deepEqual(ways.map(({ value }) => value), ["inpost a", "inpost b", "poczta a"]);
  assert.deepEqual(byWay(ways[2]), { account: "poczta", service: "a", size: null, point: null });
  assert.deepEqual(byWay(undefined), { account: null, service: null, size: null, point: null });
});

test("a cancelled order is not offered to be mended here, one without an account is", () => {
  const because = (/** @type {import("../../extension/protocol").ErrorCode} */ code) =>
    row({ status: "blocked", error: { code, message: "", outcome: "not_sent", fields: [], carrier: null, retry_after_s: null, data: {} } });
  assert.deepEqual([row({}), because("method_unknown"), because("plan_has_problems"), because("order_cancelled")].map(canBeChanged), [true, true, true, false]);
});

test("amounts and numbers of parcels as they are typed", () => {
  assert.deepEqual(["250", "250,5", " 1 000.07 zł", "0", ""].map(groszeOf), [25000, 25050, 100007, 0, null]);
  assert.deepEqual(["-1", "1,234", "dużo", "1000000"].map(groszeOf), [undefined, undefined, undefined, undefined]);
  assert.deepEqual(["1", " 20 ", "0", "21", "2,5", "", "x"].map(parcelsOf), [1, 20, undefined, undefined, undefined, undefined, undefined]);
  assert.equal(MAX_PARCELS, Number(/^MAX_PARCELS = (\d+)$/m.exec(textOf("shared_schema/__init__.py"))?.[1]));
});

test("a rule keeps size and service that were chosen, for an order of one offer that can be sent", () => {
  const offer = { id: "7", name: "Kubek", pieces: 2 };
  const sized = { ...nothingChosen, size: "large", account: "inpost" };
  assert.deepEqual(ruleFor(row({ offer }), sized), { size: "large", service: null, account: null, insurance_grosze: null });
  assert.deepEqual(ruleFor(row({ offer }), { ...sized, service: "s" }), { size: "large", service: "s", account: "inpost", insurance_grosze: null });
  assert.equal(ruleFor(row({ offer: null }), sized), null);
  assert.equal(ruleFor(row({ offer }), nothingChosen), null);
  assert.equal(ruleFor(row({ offer, status: "blocked" }), sized), null);
  assert.deepEqual(leftToRule({ ...sized, parcels: 3 }), { ...nothingChosen, parcels: 3 });
});

test("another point is offered where the parcel goes to one, or where the point is what is wrong", () => {
  assert.equal(canHavePoint(row({ point: "KRA010" }), nothingChosen), true);
  assert.equal(canHavePoint(row({}), nothingChosen), false);
  assert.equal(canHavePoint(row({ problems: [note("point_missing", "point")] }), nothingChosen), true);
  assert.equal(canHavePoint(row({}), { ...nothingChosen, point: "KRA011" }), true);
  assert.equal(canHavePoint(row({ point: "KRA010", account: null }), nothingChosen), false);
});

test("a point is searched at the row's account, near to its point; a code is told from a text", () => {
  const asked = searchFor(row({ point: "KRA010" }), " Kraków ", true);
  assert.deepEqual(asked, { account_id: "inpost", text: "Kraków", near: "KRA010", limit: SHOWN_POINTS });
  assert.equal(searchFor(row({ point: "KRA010" }), "x", false).near, null);
  assert.equal(searchFor(row({ point: "ul. Polna" }), "x", true).near, null);
  assert.deepEqual([codeOf(" kra010 "), codeOf("ul. Polna 3"), codeOf("")], ["KRA010", undefined, undefined]);
  assert.match(textOf("shared_schema/base.py"), new RegExp(`PointCode = .*${POINT_CODE.source.replace(/[\\^$[\]{}]/g, "\\$&")}`));
});

test("a point that takes no parcel now says why", () => {
  const point = { code: "KRA010", name: "", address: "", open: true, full: null, cash_on_delivery: null, sends: null, distance_m: null };
  const paid = row({}), cod = row({ cod_grosze: 100 });
  assert.deepEqual(
    [stateOfPoint(point, cod), stateOfPoint({ ...point, open: false }, paid), stateOfPoint({ ...point, full: true }, paid)],
    ["free", "closed", "full"],
  );
  assert.deepEqual([paid, cod].map((each) => stateOfPoint({ ...point, cash_on_delivery: false }, each)), ["free", "no_cod"]);
});
