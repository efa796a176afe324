/**
 * The extension's own database. Neither pages nor content scripts reach it, also where a content script does reach
 * chrome.storage.local, as in Firefox: what spends money or opens the program is kept here.
 */

const NAME = "nadajnik";
const VERSION = 2;
const STORES = /** @type {const} */ (["pairing", "settings"]);

/** @typedef {typeof STORES[number]} Store */

/**
 * @param {Store} store
 * @param {string} key
 * @returns {Promise<any>} what was kept, undefined when nothing was; the callers name the type
 */
export function read(store, key) {
  return run(store, "readonly", (values) => values.get(key));
}

/** @param {Store} store @param {string} key @param {unknown} value anything that can be cloned, a key that cannot be exported too */
export async function write(store, key, value) {
  await run(store, "readwrite", (values) => values.put(value, key));
}

/**
 * @param {Store} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} action
 * @returns {Promise<any>} what IndexedDB gives back
 */
async function run(store, mode, action) {
  const database = await settled(open());
  try {
    return await settled(action(database.transaction(store, mode).objectStore(store)));
  } finally {
    database.close();
  }
}

function open() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const store of STORES) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
  };
  return request;
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
