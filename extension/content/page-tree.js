/** The page as the row rules see it. */

import { ACTION_COLUMN, CHECKBOX, LIST_BOX, OVERLAY } from "./selectors.js";

/**
 * @param {Document} page
 * @returns {import("./rows.js").Tree<Element>}
 */
export function treeOf(page) {
  return {
    boundary: page.body,
    listBox: page.querySelector(LIST_BOX),
    parentOf: (node) => node.parentElement,
    checkboxesIn: (node) => node.querySelectorAll(CHECKBOX).length + (node.matches(CHECKBOX) ? 1 : 0),
    hasActions: (node) => node.querySelector(ACTION_COLUMN) !== null,
    isInOverlay: (node) => node.closest(OVERLAY) !== null,
  };
}

/**
 * Whether the row's checkbox is checked; null when the row has none, or several, or is hidden: then it says nothing.
 * @param {Element} row
 * @returns {boolean | null}
 */
export function isChecked(row) {
  const boxes = row.querySelectorAll(CHECKBOX);
  const box = boxes[0];
  if (!box || boxes.length !== 1 || row.getClientRects().length === 0) return null;
  return box instanceof HTMLInputElement ? box.checked : box.getAttribute("aria-checked") === "true";
}

/**
 * The rows from the top of the page to its end: labels are merged in this order.
 * @param {import("./rows.js").Row<Element>[]} rows
 */
export function inPageOrder(rows) {
  return [...rows].sort((a, b) => (a.row.compareDocumentPosition(b.row) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}
