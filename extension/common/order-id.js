/** The grammar of an Allegro order id (contract: order page, section 1). Always the full UUID: ids of one day differ in few characters. */

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const WHOLE = new RegExp(`^${UUID}$`);
const ANYWHERE = new RegExp(`(?<![0-9a-z-])${UUID}(?![0-9a-z-])`, "gi");

/**
 * Whether a value is an order id in its one written form (lower case).
 * @param {unknown} value
 * @returns {value is string}
 */
export function isOrderId(value) {
  return typeof value === "string" && WHOLE.test(value);
}

/**
 * The order id a text consists of, in lower case; null for anything else.
 * @param {string | null | undefined} text
 * @returns {string | null}
 */
export function orderIdOf(text) {
  const id = (text ?? "").trim().toLowerCase();
  return WHOLE.test(id) ? id : null;
}

/**
 * All different order ids in a pasted text (ids, links, anything between), in their order.
 * @param {string} text
 * @returns {string[]}
 */
export function orderIdsIn(text) {
  return [...new Set((text.match(ANYWHERE) ?? []).map((id) => id.toLowerCase()))];
}

/**
 * The beginning of an id, for people's eyes only: it does not identify an order.
 * @param {string} orderId
 */
export function shortOrderId(orderId) {
  return `${orderId.slice(0, 8)}…`;
}
