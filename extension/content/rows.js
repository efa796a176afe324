/** From elements that name orders to the rows of the list (contract: order page, section 4.2). Pure: works on anything tree-shaped. */

/**
 * What is needed of an element.
 * @template N
 * @typedef {object} Tree
 * @property {(node: N) => N | null} parentOf
 * @property {N} boundary the page's body: never a row itself
 * @property {N | null} listBox
 * @property {(node: N) => number} checkboxesIn counts them, the node itself included
 * @property {(node: N) => boolean} hasActions whether the action column is in it
 * @property {(node: N) => boolean} isInOverlay whether it is in a dialog or a menu
 */
/**
 * @template N
 * @typedef {{ orderId: string, row: N, candidate: N }} Row
 */

const SEVERAL = Symbol("several orders");

/**
 * The row of each order, in the order of the candidates. A row is the highest ancestor that names exactly one order.
 * @template N
 * @param {Array<{ element: N, orderId: string }>} candidates
 * @param {Tree<N>} tree
 * @returns {Row<N>[]}
 */
export function rowsOf(candidates, tree) {
  const usable = candidates.filter(({ element }) => !tree.isInOverlay(element));
  const named = ordersNamedBy(usable, tree);
  const alone = new Set(usable.map(({ orderId }) => orderId)).size === 1;
  /** @type {Map<string, Row<N> & { rank: number }>} */
  const best = new Map();
  for (const { element, orderId } of usable) {
    const row = alone ? rowOfOnlyOrder(element, tree) : highestOf(element, orderId, named, tree);
    if (!row) continue;
    const rank = rankOf(row, tree);
    const known = best.get(orderId);
    if (!known || rank > known.rank) best.set(orderId, { orderId, row, candidate: element, rank });
  }
  return [...best.values()].map(({ orderId, row, candidate }) => ({ orderId, row, candidate }));
}

/**
 * For each ancestor the one order named below it, or that there are several.
 * @template N
 * @param {Array<{ element: N, orderId: string }>} candidates
 * @param {Tree<N>} tree
 */
function ordersNamedBy(candidates, tree) {
  /** @type {Map<N, string | typeof SEVERAL>} */
  const named = new Map();
  for (const { element, orderId } of candidates) {
    for (let node = /** @type {N | null} */ (element); node !== null && node !== tree.boundary; node = tree.parentOf(node)) {
      const before = named.get(node);
      named.set(node, before === undefined || before === orderId ? orderId : SEVERAL);
    }
  }
  return named;
}

/**
 * @template N
 * @param {N} element
 * @param {string} orderId
 * @param {Map<N, string | typeof SEVERAL>} named
 * @param {Tree<N>} tree
 * @returns {N | null}
 */
function highestOf(element, orderId, named, tree) {
  let highest = null;
  for (let node = /** @type {N | null} */ (element); node !== null && named.get(node) === orderId; node = tree.parentOf(node)) {
    if (node === tree.listBox) break;
    highest = node;
  }
  return highest;
}

/**
 * With one order on the page nothing else bounds its row: the list's child, unless that holds more than one row's
 * checkbox; else the nearest ancestor with a checkbox.
 * @template N
 * @param {N} element
 * @param {Tree<N>} tree
 * @returns {N | null}
 */
function rowOfOnlyOrder(element, tree) {
  /** @type {N | null} */
  let withCheckbox = null;
  for (let node = /** @type {N | null} */ (element); node !== null && node !== tree.boundary; node = tree.parentOf(node)) {
    const parent = tree.parentOf(node);
    withCheckbox ??= tree.checkboxesIn(node) > 0 ? node : null;
    if (parent !== null && parent === tree.listBox) return tree.checkboxesIn(node) <= 1 ? node : withCheckbox;
  }
  return withCheckbox;
}

/**
 * A menu drawn outside the list can name an order too; its row is the candidate's that looks most like one.
 * @template N
 * @param {N} row
 * @param {Tree<N>} tree
 */
function rankOf(row, tree) {
  return (isWithin(row, tree.listBox, tree) ? 4 : 0) + (tree.hasActions(row) ? 2 : 0) + (tree.checkboxesIn(row) === 1 ? 1 : 0);
}

/**
 * @template N
 * @param {N} node
 * @param {N | null} box
 * @param {Tree<N>} tree
 */
function isWithin(node, box, tree) {
  if (box === null) return false;
  for (let at = /** @type {N | null} */ (node); at !== null; at = tree.parentOf(at)) if (at === box) return true;
  return false;
}
