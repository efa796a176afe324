/** The methods of the program this extension uses, with their types and how long an answer may take. */

/**
 * How long ago the person acted is added when the message is sent.
 * @template P
 * @typedef {Omit<P, "acted_ms_ago">} Timeless
 */

/**
 * Parameters and result of each method.
 * @typedef {{
 *   "agent.ping": [import("../protocol").NoParams, import("../protocol").AgentPingResult],
 *   "agent.status": [import("../protocol").NoParams, import("../protocol").AgentStatusResult],
 *   "plans.create": [import("../protocol").PlansCreateParams, import("../protocol").PlansCreateResult],
 *   "plans.get": [import("../protocol").PlansGetParams, import("../protocol").PlansGetResult],
 *   "shipments.create": [Timeless<import("../protocol").ShipmentsCreateParams>, import("../protocol").ShipmentsCreateResult],
 *   "shipments.withdraw": [import("../protocol").ShipmentsWithdrawParams, import("../protocol").ShipmentsWithdrawResult],
 *   "jobs.list": [import("../protocol").NoParams, import("../protocol").JobsListResult],
 *   "jobs.get": [import("../protocol").JobsGetParams, import("../protocol").JobsGetResult],
 *   "jobs.cancel": [import("../protocol").JobsCancelParams, import("../protocol").JobsCancelResult],
 *   "jobs.decide": [import("../protocol").JobsDecideParams, import("../protocol").JobsDecideResult],
 *   "orders.status": [import("../protocol").OrdersStatusParams, import("../protocol").OrdersStatusResult],
 *   "labels.prepare": [import("../protocol").LabelsPrepareParams, import("../protocol").LabelsPrepareResult],
 *   "labels.print": [import("../protocol").LabelsPrintParams, import("../protocol").LabelsPrintResult],
 *   "handover.list": [import("../protocol").NoParams, import("../protocol").HandoverListResult],
 *   "handover.send": [Timeless<import("../protocol").HandoverSendParams>, import("../protocol").HandoverSendResult],
 *   "handover.book": [import("../protocol").HandoverBookParams, import("../protocol").HandoverBookResult],
 *   "pickup.slots": [import("../protocol").PickupSlotsParams, import("../protocol").PickupSlotsResult],
 *   "pickup.order": [Timeless<import("../protocol").PickupOrderParams>, import("../protocol").PickupOrderResult],
 *   "points.search": [import("../protocol").PointsSearchParams, import("../protocol").PointsSearchResult],
 *   "rules.add": [import("../protocol").RulesAddParams, import("../protocol").RulesAddResult],
 *   "page.report": [import("../protocol").PageReportParams, import("../protocol").PageReportResult],
 * }} Methods
 */

/** Methods the extension's own pages may call through the background; the rest the background calls itself. */
export const PAGE_METHODS = /** @type {const} */ ([
  "agent.status",
  "plans.create",
  "plans.get",
  "shipments.create",
  "shipments.withdraw",
  "jobs.list",
  "jobs.get",
  "jobs.cancel",
  "jobs.decide",
  "labels.print",
  "handover.list",
  "handover.send",
  "pickup.slots",
  "pickup.order",
  "points.search",
  "rules.add",
]);

/** A carrier may take minutes for a large set; asking again with the same key waits for the same answer. */
const SLOW = ["labels.prepare", "labels.print", "handover.list", "handover.send", "handover.book", "pickup.slots", "pickup.order", "points.search", "shipments.withdraw"];

/** @param {string} method */
export function timeoutMs(method) {
  return SLOW.includes(method) ? 120_000 : 30_000;
}
