/** Which elements of the page name which order. Reads the page, changes nothing. */

import { orderIdOfLink, pageOf } from "../common/allegro.js";
import { orderIdOf } from "../common/order-id.js";
import { WITNESSES } from "./selectors.js";

/** @typedef {{ element: Element, orderId: string }} Candidate */
/** @typedef {{ candidates: Candidate[], counts: [number, number, number, number] }} Found counts of witnesses 1 to 4 */

const MOST = 10_000;

/**
 * Collects the witnesses below a node, the most reliable first.
 * @param {ParentNode} root
 * @param {string} address of the page
 * @returns {Found}
 */
export function witnessesIn(root, address) {
  const { linkAttribute, link, analytics, testId } = WITNESSES;
  const first = collect(root, linkAttribute.selector, (element) => orderIdOf(element.getAttribute(linkAttribute.attribute)));
  const second = collect(root, link.selector, (element) => orderIdOfLink(element.getAttribute(link.attribute), address));
  const third = [
    ...collect(root, analytics.selector, (element) => orderIdOf(element.getAttribute(analytics.attribute))),
    ...collect(root, testId.selector, (element) => orderIdOf(element.textContent)),
  ];
  const fourth = pageOf(address).kind === "details" ? 1 : 0;
  return {
    candidates: [...first, ...second, ...third],
    counts: [count(first), count(second), count(third), fourth],
  };
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {(element: Element) => string | null} idOf
 * @returns {Candidate[]}
 */
function collect(root, selector, idOf) {
  const found = [];
  for (const element of root.querySelectorAll(selector)) {
    const orderId = idOf(element);
    if (orderId) found.push({ element, orderId });
  }
  return found;
}

/** @param {Candidate[]} candidates */
function count(candidates) {
  return Math.min(candidates.length, MOST);
}
