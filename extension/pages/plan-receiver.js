/** What a person corrects of a receiver: only what was changed or agreed to is sent, since it is remembered for the same receiver. Pure. */

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PlannedReceiver} PlannedReceiver */
/** @typedef {import("../protocol").ReceiverCorrection} ReceiverCorrection */
/** @typedef {keyof ReceiverCorrection} Field */
/** @typedef {Partial<Record<Field, string>>} Change */

export const FIELDS = /** @type {const} */ (["first_name", "last_name", "company", "street", "house", "flat", "post_code", "city", "phone"]);
/** A street alone would be taken apart once more: these three are sent together or not at all. */
const LINE = /** @type {const} */ (["street", "house", "flat"]);
const PLACE = /** @type {const} */ ([...LINE, "post_code", "city"]);

/** Doubts that end when a person says that the proposal is right. */
const DOUBTS = ["house_number_unsure", "house_number_missing", "street_unsure", "address_has_more", "place_unsure", "post_box", "phone_several"];

/** The receiver is read anew, and what was corrected before is forgotten. @returns {ReceiverCorrection} */
export function asGiven() {
  return { first_name: null, last_name: null, company: null, street: null, house: null, flat: null, post_code: null, city: null, phone: null };
}

/** Whether the row's doubts end by agreeing to what is proposed. @param {PlanRow} row */
export function canAgree(row) {
  return row.receiver !== null && row.problems.some(({ code }) => DOUBTS.includes(code));
}

/** The proposal, for the fields that were doubtful. @param {PlanRow} row @returns {Change} */
export function agreed({ receiver, problems }) {
  if (!receiver) return {};
  const doubts = problems.map(({ code }) => code).filter((code) => DOUBTS.includes(code));
  /** @type {Change} */
  const change = doubts.includes("phone_several") && receiver.phone ? { phone: receiver.phone } : {};
  return doubts.some((code) => code !== "phone_several") ? { ...change, ...picked(receiver, PLACE) } : change;
}

/** Shorter texts that are proposed, each with what accepting it changes. @param {PlanRow} row @returns {{ text: string, change: Change }[]} */
export function shorterTexts({ receiver, problems }) {
  return problems.flatMap(({ path, data }) => {
    const field = FIELDS.find((each) => path === `recipient.${each}`);
    const text = data["proposal"];
    // where there is no street the proposal is the town's, which the label prints in the street's place
    if (!receiver || !field || typeof text !== "string" || text === "" || receiver[field] === "") return [];
    return [{ text, change: field === "last_name" ? nameOf(text, receiver) : { [field]: text } }];
  });
}

/** What differs from the proposal. @param {PlannedReceiver} receiver @param {Record<Field, string>} written @returns {Change} */
export function changesIn(receiver, written) {
  return Object.fromEntries(FIELDS.filter((field) => written[field].trim() !== receiver[field]).map((field) => [field, written[field].trim()]));
}

/**
 * The correction to send: the change on top of what was corrected earlier, which it replaces as a whole.
 * @param {PlannedReceiver} receiver
 * @param {ReceiverCorrection | null} earlier what was sent for this row before
 * @param {Change} change
 * @returns {ReceiverCorrection}
 */
export function correctionOf(receiver, earlier, change) {
  const remembered = receiver.corrected === "no" ? {} : filledIn(receiver);
  const merged = /** @type {ReceiverCorrection} */ ({ ...asGiven(), ...(earlier ?? remembered), ...change });
  if (LINE.every((field) => merged[field] === null)) return merged;
  for (const field of LINE) merged[field] ??= receiver[field];
  return merged;
}

/** Orders of the same receiver, as far as can be seen: what is corrected for one holds for the others. @param {PlanRow} row @param {PlanRow[]} rows */
export function sameReceiver(row, rows) {
  return rows.filter((other) => other.order_id !== row.order_id && other.recipient === row.recipient && other.receiver?.given_street === row.receiver?.given_street);
}

/** A proposal for the last name is one for the whole name where the carrier prints both in one line. @param {string} text @param {PlannedReceiver} receiver @returns {Change} */
function nameOf(text, receiver) {
  const words = text.split(" ");
  if (words.length <= receiver.last_name.split(" ").length) return { last_name: text };
  return { first_name: words.slice(0, -1).join(" "), last_name: words.at(-1) ?? "" };
}

/** @param {PlannedReceiver} receiver @returns {Change} */
function filledIn(receiver) {
  return Object.fromEntries(FIELDS.filter((field) => receiver[field] !== "").map((field) => [field, receiver[field]]));
}

/** @param {PlannedReceiver} receiver @param {readonly Field[]} fields @returns {Change} */
function picked(receiver, fields) {
  return Object.fromEntries(fields.map((field) => [field, receiver[field]]));
}
