/** The one setting kept in the browser: the program's port. */

import { DEFAULT_PORT, isPort } from "../common/protocol.js";

/** @returns {Promise<number>} */
export async function storedPort() {
  const { port } = await chrome.storage.local.get("port");
  return isPort(port) ? port : DEFAULT_PORT;
}

/** @param {number} port */
export async function storePort(port) {
  await chrome.storage.local.set({ port });
}
