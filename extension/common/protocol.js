/** Numbers of the protocol that both sides know (shared_schema/__init__.py); a test compares them. */

export const PROTOCOL = 2;
/** The oldest protocol this side still speaks. */
export const MIN_PROTOCOL = 2;
/** What the program reads at once. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Orders in one request. */
export const MAX_ORDERS = 1000;
/** Rows in one page of an answer. */
export const PAGE_ROWS = 100;

/** The only address of the program: literal, because a name could resolve to something else (threat model, row 10). */
export const HOST = "127.0.0.1";
export const DEFAULT_PORT = 47615;

/**
 * Whether a number can be the program's port.
 * @param {unknown} value
 * @returns {value is number}
 */
export function isPort(value) {
  return typeof value === "number" && Number.isInteger(value) && value >= 1024 && value <= 65535;
}
