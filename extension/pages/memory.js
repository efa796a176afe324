/** What a page remembers for its next opening: the memory of the browser session, never a disk. */

/** @typedef {{ key: string, jobId: string | null, sellerId: string | null, items: import("../protocol").CreateItem[], names: Record<string, string>, actedAt: number }} Order the click on "create": its key makes repeating it harmless; when it was by the wall clock */

/** @param {string} id @returns {Promise<import("../background/selections.js").Selection | null>} */
export const loadSelection = (id) => load(`selection:${id}`);

/** @param {string} selectionId @returns {Promise<Order | null>} */
export const loadOrder = (selectionId) => load(`create:${selectionId}`);

/** @param {string} selectionId @param {Order} order */
export async function saveOrder(selectionId, order) {
  await chrome.storage.session.set({ [`create:${selectionId}`]: order });
}

/** The program refused the click: it is not to be repeated. @param {string} selectionId */
export async function forgetOrder(selectionId) {
  await chrome.storage.session.remove(`create:${selectionId}`);
}

/** Whether something was created from this page since the browser was started. */
export const hasShipped = async () => (await load("shipped")) === true;

export async function noteShipped() {
  await chrome.storage.session.set({ shipped: true });
}

/** Recipients by order, so that a job opened again shows names: the job itself has none. @param {string} jobId @returns {Promise<Record<string, string>>} */
export const loadNames = async (jobId) => (await load(`names:${jobId}`)) ?? {};

/** @param {string} jobId @param {Record<string, string>} names */
export async function saveNames(jobId, names) {
  await chrome.storage.session.set({ [`names:${jobId}`]: names });
}

/** @param {string} key */
async function load(key) {
  return /** @type {any} written by the functions above only */ ((await chrome.storage.session.get(key))[key] ?? null);
}
