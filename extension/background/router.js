/** Who may say what to the background: a closed list of messages for each kind of sender (threat model, row 15). Pure. */

import { isPanelAddress } from "../common/allegro.js";
import { isOrderId } from "../common/order-id.js";
import { isPort, MAX_ORDERS } from "../common/protocol.js";
import { PAGE_METHODS } from "./methods.js";

/** @typedef {"panel" | "page"} SenderKind a tab of Allegro's panel, or a page of this extension */
/** @typedef {{ id?: string | undefined, url?: string | undefined, frameId?: number | undefined, origin?: string | undefined, tab?: { id?: number | undefined } | undefined }} Sender what the browser says of a sender */
/** @typedef {{ id: string, origin: string }} Own id and origin of this extension */
/** @typedef {{ type: string, [name: string]: any }} Message one of the messages below, its fields checked */
/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
const orderIds = (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_ORDERS && value.every(isOrderId) && new Set(value).size === value.length;
/** @type {Check} */
const someOrderIds = (value) => Array.isArray(value) && (value.length === 0 || orderIds(value));
/** @type {Check} */
const sellerId = (value) => value === null || (typeof value === "string" && /^[0-9]{1,20}$/.test(value));
/** @type {Check} */
const witnesses = (value) =>
  Array.isArray(value) && value.length === 4 && value.every((n) => Number.isInteger(n) && n >= 0 && n <= 10_000);
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const version = (value) => typeof value === "string" && /^[0-9A-Za-z.+-]{1,32}$/.test(value);
/** @type {Check} */
const code = (value) => typeof value === "string" && value.length > 0 && value.length <= 64;
/** @type {Check} */
const accountId = (value) => typeof value === "string" && /^[a-z0-9][a-z0-9_-]{0,31}$/.test(value);
/** @type {Check} */
const handedId = (value) => typeof value === "string" && /^[0-9A-Za-z_-]{1,64}$/.test(value);
/** @type {Check} */
const method = (value) => PAGE_METHODS.some((name) => name === value);
/** @type {Check} how long ago a person acted; null when nobody did */
const actedMsAgo = (value) => value === null || (typeof value === "number" && value >= 0 && value < Infinity);
/** @type {Check} the program checks parameters of our own pages */
const params = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every message there is: its fields, all of them required and no others, by who may send it. */
export const MESSAGES = /** @type {Record<SenderKind, Record<string, Record<string, Check>>>} */ ({
  panel: {
    keep: {},
    "orders.seen": { orderIds: someOrderIds, sellerId },
    "shipments.open": { orderIds, sellerId },
    "shipments.click": { orderId: isOrderId, sellerId, actedMsAgo },
    "labels.download": { orderIds },
    "page.report": { selectorsVersion: version, recognised: flag, witnesses },
    "connection.open": {},
  },
  page: {
    keep: {},
    "agent.call": { method, params, actedMsAgo },
    "labels.download": { orderIds },
    "handover.book": { accountId, handedId },
    "connection.get": {},
    "connection.retry": {},
    "connection.open": {},
    "pairing.pair": { code },
    "settings.port": { port: isPort },
    "settings.get": {},
    "settings.oneClick": { isOn: flag },
  },
});

/**
 * What kind of sender it is; null for everyone who has no business here: other extensions, frames, other sites.
 * @param {Sender | undefined} sender
 * @param {Own} own
 * @returns {SenderKind | null}
 */
export function kindOfSender(sender, own) {
  if (!sender || sender.id !== own.id || (sender.frameId ?? 0) !== 0) return null;
  if (sender.url?.startsWith(`${own.origin}/pages/`)) return originIs(sender, own.origin) ? "page" : null;
  if (!sender.tab || sender.frameId !== 0 || !isPanelAddress(sender.url)) return null;
  return originIs(sender, new URL(sender.url ?? "").origin) ? "panel" : null;
}

/**
 * The message, when this sender may send it and all its fields are what they must be; otherwise null.
 * @param {unknown} message
 * @param {Sender | undefined} sender
 * @param {Own} own
 * @returns {Message | null}
 */
export function accepted(message, sender, own) {
  const kind = kindOfSender(sender, own);
  if (!kind || typeof message !== "object" || message === null || Array.isArray(message)) return null;
  const { type, ...fields } = /** @type {Record<string, unknown>} */ (message);
  const messages = MESSAGES[kind];
  if (typeof type !== "string" || !Object.hasOwn(messages, type)) return null;
  const checks = messages[type] ?? {};
  const whole = Object.keys(fields).length === Object.keys(checks).length;
  const right = Object.entries(checks).every(([name, check]) => Object.hasOwn(fields, name) && check(fields[name]));
  return whole && right ? { ...fields, type } : null;
}

/**
 * @param {Sender} sender
 * @param {string} origin
 */
function originIs(sender, origin) {
  return sender.origin === undefined || sender.origin === origin;
}
