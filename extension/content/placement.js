/** Where the host of an order goes in its row (contract: order page, section 4.3). */

import { ACTION_COLUMN, WITNESSES } from "./selectors.js";

/**
 * Puts the host into the row's action column, else behind the details link. Does nothing when it is there already.
 * @param {HTMLElement} host
 * @param {Element} row
 * @param {Element} candidate the element that named the order
 * @returns {boolean} false when the row has no place for it
 */
export function place(host, row, candidate) {
  const column = row.querySelector(ACTION_COLUMN);
  if (column) {
    if (host.parentElement !== column) column.append(host);
    return true;
  }
  const link = row.querySelector(WITNESSES.linkAttribute.selector) ?? candidate.closest("a");
  if (!link || !row.contains(link)) return false;
  if (host.previousElementSibling !== link) link.after(host);
  return true;
}
