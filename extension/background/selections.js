/** Orders on their way from a tab to a page of the extension, and the orders each tab was last seen with. Memory of the browser session. */

/** @typedef {{ orderIds: string[], sellerId: string | null }} Orders */
/** @typedef {Orders & { source: "tab" | "toolbar" }} Selection `toolbar`: found on the tab, not chosen by the user */

/**
 * Keeps a selection for the page that is about to open.
 * @param {Selection} selection
 * @returns {Promise<string>} its id
 */
export async function keepSelection(selection) {
  const id = crypto.randomUUID();
  await chrome.storage.session.set({ [`selection:${id}`]: selection });
  return id;
}

/**
 * @param {number} tabId
 * @param {Orders} orders
 */
export async function rememberTab(tabId, orders) {
  await chrome.storage.session.set({ [`tab:${tabId}`]: orders });
}

/**
 * @param {number} tabId
 * @returns {Promise<Orders>} empty when the tab is no order page, or was open before the extension was installed
 */
export async function ordersOfTab(tabId) {
  const key = `tab:${tabId}`;
  return /** @type {Orders | undefined} */ ((await chrome.storage.session.get(key))[key]) ?? { orderIds: [], sellerId: null };
}

/** @param {number} tabId */
export async function forgetTab(tabId) {
  await chrome.storage.session.remove(`tab:${tabId}`);
}
