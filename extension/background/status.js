/** What an event about a job says of an order's icon. Pure. */

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {import("../protocol").OrderStatus} OrderStatus */

/** @type {Record<string, OrderStatus["state"]>} */
const STATES = {
  queued: "in_progress",
  waiting: "waiting",
  sending: "in_progress",
  confirming: "in_progress",
  created: "created",
  refused: "failed",
  unknown: "unknown",
};

/**
 * The order's status as the item tells it; null when only the program knows, as after a cancelled item.
 * @param {JobItem} item
 * @returns {OrderStatus | null}
 */
export function statusOfItem(item) {
  // an answer that was lost is being looked up: the parcel may exist
  const state = item.state === "confirming" && item.error ? "unknown" : STATES[item.state];
  if (!state) return null;
  return {
    order_id: item.order_id,
    state,
    carrier: item.carrier,
    tracking_number: item.tracking_number,
    label: item.label === "ready",
  };
}
