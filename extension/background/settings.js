/** What is set in this browser: the program's port, and whether a click on a row may create at once. */

import { DEFAULT_PORT, isPort } from "../common/protocol.js";
import { read, write } from "./database.js";

/** @returns {Promise<number>} */
export async function storedPort() {
  const { port } = await chrome.storage.local.get("port");
  return isPort(port) ? port : DEFAULT_PORT;
}

/** @param {number} port */
export async function storePort(port) {
  await chrome.storage.local.set({ port });
}

/** @returns {Promise<boolean>} whether an order that needs no look is created at the first click; off until the seller chooses it */
export async function storedOneClick() {
  return (await read("settings", "oneClick")) === true;
}

/** @param {boolean} isOn */
export async function storeOneClick(isOn) {
  await write("settings", "oneClick", isOn);
}
