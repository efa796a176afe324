/** What stands in the cells of a plan's row. */

import { element } from "../common/elements.js";
import { shortOrderId } from "../common/order-id.js";
import { nameOf, text } from "../common/text.js";
import { button, named, unseen } from "./plan-controls.js";
import { ruleFor } from "./plan-options.js";
import { agreed, canAgree, shorterTexts } from "./plan-receiver.js";
import { colourOf, gatesOf } from "./plan-state.js";
import { carrierName, money, questionAboutEarlier, serviceName, sizeName, wordsOfError, wordsOfNote } from "./words.js";

/** @typedef {import("./plan-row.js").RowState} RowState */
/** @typedef {import("./plan-row.js").RowActions} RowActions */
/** @typedef {(shown: RowState, actions: RowActions) => (Node | string)[]} Cell */

const SIGNS = { green: "✓", amber: "!", red: "✕" };

/** The colour as a word and a sign; what is green may be left out. @type {Cell} */
export function state(shown, actions) {
  const { row } = shown;
  const colour = colourOf(row);
  const badge = element("span", { class: `badge ${colour}` }, sign(colour), text(`colour_${colour}`));
  return gatesOf(row).includes("include") ? [badge, gate(shown, "include", [text("gate_include")], actions)] : [badge];
}

/** @param {import("./plan-state.js").Colour} colour */
export function sign(colour) {
  return element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[colour]);
}

/** @type {Cell} */
export function recipient({ row }) {
  const line = addressLine(row.receiver);
  return [
    element("strong", {}, row.recipient || "–"),
    ...(line ? [element("span", { class: "sub" }, line)] : []),
    element("span", { class: "sub mono", title: row.order_id }, text("order_short", { id: shortOrderId(row.order_id) })),
  ];
}

/** Street and number as they would be sent. @param {import("../protocol").PlannedReceiver | null} receiver */
export function addressLine(receiver) {
  if (!receiver) return "";
  const number = receiver.flat ? text("house_and_flat", { house: receiver.house || null, flat: receiver.flat }) : receiver.house;
  return `${receiver.street} ${number}`.trim();
}

/** The carrier, and the account's id where that says more. @param {import("../protocol").PlanRow} row */
function accountName({ carrier, account }) {
  return account === null || account === carrier ? carrierName(carrier) : `${carrierName(carrier)} (${account})`;
}

/** @type {Cell} */
export function shipping({ row, choice }, actions) {
  const parts = [element("span", {}, row.method || "–")];
  if (row.service) parts.push(element("span", { class: "sub way" }, `→ ${serviceName(row.service)}`, row.carrier ? ` · ${accountName(row)}` : ""));
  else if (row.carrier) parts.push(element("span", { class: "sub way" }, `→ ${carrierName(row.carrier)}`));
  if (row.point) parts.push(element("span", { class: "sub" }, text("point", { point: row.point })));
  if (row.sizes.length > 1) {
    const select = element("select", { "aria-label": named(text("size_name"), row), "data-key": "size", "data-size": "" });
    for (const size of row.sizes) select.append(element("option", { value: size, selected: size === (choice.chosen.size ?? row.size) }, sizeName(size)));
    select.addEventListener("change", () => actions.choose(row.order_id, { size: select.value }));
    parts.push(element("span", { class: "sub" }, select));
  } else if (row.size) parts.push(element("span", { class: "sub" }, sizeName(row.size)));
  return parts;
}

/** @type {Cell} */
export function amounts({ row }) {
  const cod = row.cod_grosze ? [element("strong", {}, text("cod_short", { amount: money(row.cod_grosze) }))] : [element("span", { class: "quiet" }, text("without_cod"))];
  const insurance = row.insurance_grosze ? text("insurance_short", { amount: money(row.insurance_grosze) }) : text("without_insurance");
  const parcels = row.parcels > 1 ? [element("strong", { class: "sub parcels" }, text("parcels_short", { n: row.parcels }))] : [];
  return [...cod, element("span", { class: "sub" }, insurance), ...parcels];
}

/** What is wrong in plain words, what can be agreed to at once, what has to be looked at, and why it is as it is. @type {Cell} */
export function notes(shown, actions) {
  const { row, said } = shown;
  /** @type {Node[]} */
  const parts = [];
  const gates = gatesOf(row);
  // what is wrong with the fields is said one by one, and mended here
  if (row.error && !(row.error.code === "plan_has_problems" && row.problems.length > 0)) parts.push(element("p", { class: "bad", "data-code": row.error.code }, wordsOfError(row.error)));
  if (gates.includes("accepted")) {
    const problems = row.problems.flatMap((note) => [" ", element("span", { "data-code": note.code }, wordsOfNote(note))]);
    parts.push(gate(shown, "accepted", [element("strong", {}, text("gate_accepted")), ...problems], actions));
  } else parts.push(...row.problems.map((note) => element("p", { class: "bad", "data-code": note.code }, wordsOfNote(note))));
  parts.push(...proposals(shown, actions), ...always(shown, actions));
  if (gates.includes("again")) parts.push(gate(shown, "again", [questionAboutEarlier(row.earlier)], actions));
  if (said) parts.push(element("p", { class: said.isProblem ? "bad" : "done", "data-said": "" }, said.words));
  if (row.why.length > 0) {
    const reasons = row.why.map((note) => element("li", { "data-code": note.code }, wordsOfNote(note)));
    const summary = element("summary", { "data-key": "why" }, text("why"), unseen(row));
    parts.push(element("details", { class: "why" }, summary, element("ul", {}, ...reasons)));
  }
  return parts;
}

/** A box to tick. @param {RowState} shown @param {import("./plan-state.js").Gate} name @param {(Node | string)[]} words @param {RowActions} actions */
function gate({ row, choice }, name, words, actions) {
  const box = element("input", { type: "checkbox", "data-gate": name, "data-key": name, checked: choice[name] });
  box.addEventListener("change", () => actions.decide(row.order_id, { [name]: box.checked }));
  return element("label", { class: `gate ${name}` }, box, element("span", {}, ...words, unseen(row)));
}

/** How the address was read, beside what Allegro gave, and shorter texts: each accepted with one click. @param {RowState} shown @param {RowActions} actions */
function proposals({ row }, actions) {
  /** @type {Node[]} */
  const parts = shorterTexts(row).map(({ text: shorter, change }) =>
    element("p", { class: "proposal" }, element("span", {}, text("proposal_shorter", { text: shorter })), button(text("accept_shorter"), `shorter-${Object.keys(change).join("-")}`, row, () => actions.correct(row.order_id, change))),
  );
  const { receiver } = row;
  if (receiver && canAgree(row)) {
    const given = element("span", { class: "given" }, text("receiver_given", { given: receiver.given_street || "–" }));
    const read = element("span", {}, text("receiver_read", wordsOfReceiver(receiver)));
    parts.unshift(element("p", { class: "proposal" }, given, read, button(text("accept_receiver"), "agree", row, () => actions.correct(row.order_id, agreed(row)))));
  }
  return parts;
}

/** @param {import("../protocol").PlannedReceiver} receiver */
function wordsOfReceiver({ street, house, flat, post_code, city, phone }) {
  return { street, house: house || text("house_none"), flat, post_code, city, phone };
}

/** "Always so for this offer", once size or service were chosen; says what will happen. @param {RowState} shown @param {RowActions} actions */
function always({ row, choice, isBusy }, actions) {
  const then = ruleFor(row, choice.chosen);
  if (!then || !row.offer || isBusy) return [];
  const { name, pieces } = row.offer;
  const values = { offer: name, pieces, size: then.size && sizeName(then.size), service: then.service && serviceName(then.service) };
  return [element("p", { class: "always" }, element("span", {}, text("always_explained", values)), button(text("always"), "always", row, () => actions.always(row.order_id)))];
}
