/** One look at the page: its kind, its orders and their rows. Reads only. */

import { pageOf, sellerIdOf } from "../common/allegro.js";
import { inPageOrder, treeOf } from "./page-tree.js";
import { rowsOf } from "./rows.js";
import { LIST_BOX } from "./selectors.js";
import { witnessesIn } from "./witnesses.js";

/**
 * @typedef {object} Scan
 * @property {"list" | "details" | "create" | "other"} kind
 * @property {string[]} orderIds in the order of the page
 * @property {import("./rows.js").Row<Element>[]} rows
 * @property {[number, number, number, number]} witnesses
 * @property {boolean} hasListBox
 * @property {string | null} sellerId
 */

/** @returns {Scan} */
export function scanPage() {
  const address = location.href;
  const page = pageOf(address);
  const base = { kind: page.kind, sellerId: sellerIdOf(address), rows: [], hasListBox: false };
  if (page.kind === "details" || page.kind === "create") {
    return { ...base, orderIds: page.orderIds, witnesses: [0, 0, 0, page.orderIds.length] };
  }
  if (page.kind !== "list" || !document.body) return { ...base, orderIds: [], witnesses: [0, 0, 0, 0] };
  const { candidates, counts } = witnessesIn(document.body, address);
  const rows = inPageOrder(rowsOf(candidates, treeOf(document)));
  const orderIds = [...new Set([...rows, ...candidates].map(({ orderId }) => orderId))];
  return { ...base, orderIds, rows, witnesses: counts, hasListBox: document.querySelector(LIST_BOX) !== null };
}

/**
 * Whether a row still names this order and no other: asked at the moment of the click.
 * @param {Element} row
 * @param {string} orderId
 */
export function rowNames(row, orderId) {
  const tree = treeOf(document);
  const named = witnessesIn(row, location.href).candidates.filter(({ element }) => !tree.isInOverlay(element));
  return row.isConnected && named.length > 0 && named.every((candidate) => candidate.orderId === orderId);
}
