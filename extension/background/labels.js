/** Labels to disk: the program puts them together, a file for each format; the browser fetches each once from a one-time address. */

import { HOST } from "../common/protocol.js";

/** @typedef {import("../protocol").LabelsPrepareResult} LabelsPrepareResult */
/** @typedef {{ filenames: string[], labels: number, missing: LabelsPrepareResult["missing"] }} Saved `filenames` is empty when no label was there */

const DOWNLOAD_MS = 60_000;

/**
 * The address of the prepared file. The path and the name come from the program and are held to their grammar all the same.
 * @param {number} port
 * @param {string} path
 * @throws {Error} when the path is none
 */
export function addressOf(port, path) {
  if (!/^\/labels\/[0-9A-Za-z_-]{16,128}$/.test(path)) throw new Error("not a label address");
  return `http://${HOST}:${port}${path}`;
}

/**
 * A file name that is safe in any download folder.
 * @param {string} filename
 */
export function safeFilename(filename) {
  return /^[a-z0-9][a-z0-9._-]{0,80}\.(pdf|zpl|epl|zip)$/.test(filename) && !filename.includes("..") ? filename : "etykiety.pdf";
}

/**
 * Prepares and saves the labels, in the order given, one file after the other.
 * @param {{ request(method: "labels.prepare", params: { order_ids: string[] }): Promise<LabelsPrepareResult> }} connection
 * @param {number} port
 * @param {string[]} orderIds
 * @returns {Promise<Saved>}
 * @throws {Error} when the browser could not save a file
 */
export async function saveLabels(connection, port, orderIds) {
  const { files, labels, missing } = await connection.request("labels.prepare", { order_ids: orderIds });
  const filenames = [];
  for (const { path, filename } of files) filenames.push(await saved(port, path, filename));
  return { filenames, labels, missing };
}

/**
 * Saves a posting book or a protocol.
 * @param {{ request(method: "handover.book", params: { account_id: string, handed_id: string }): Promise<import("../protocol").HandoverBookResult> }} connection
 * @param {number} port
 * @param {string} accountId
 * @param {string} handedId
 * @throws {Error} when the browser could not save the file
 */
export async function saveBook(connection, port, accountId, handedId) {
  const { path, filename } = await connection.request("handover.book", { account_id: accountId, handed_id: handedId });
  return { filename: await saved(port, path, filename) };
}

/** @param {number} port @param {string} path @param {string} filename */
async function saved(port, path, filename) {
  const name = safeFilename(filename);
  const id = await chrome.downloads.download({ url: addressOf(port, path), filename: name, conflictAction: "uniquify", saveAs: false });
  await finished(id);
  return name;
}

/** @param {number} id of the download */
function finished(id) {
  return new Promise((resolve, reject) => {
    /** @param {chrome.downloads.DownloadDelta} change */
    const changed = (change) => {
      if (change.id === id && change.state?.current) settle(change.state.current);
    };
    const timer = setTimeout(() => settle("interrupted"), DOWNLOAD_MS);
    /** @param {string} state */
    const settle = (state) => {
      if (state === "in_progress") return;
      clearTimeout(timer);
      chrome.downloads.onChanged.removeListener(changed);
      if (state === "complete") resolve(undefined);
      else reject(new Error("download interrupted"));
    };
    chrome.downloads.onChanged.addListener(changed);
    // the download may have ended before the listener was there
    chrome.downloads.search({ id }).then(([item]) => item && settle(item.state), () => undefined);
  });
}
