/** The pairing, kept in IndexedDB of the extension: a non-extractable key that no page and no content script can reach. */

/** @typedef {{ pairingId: string, key: CryptoKey }} Pairing */
/** @typedef {{ load(): Promise<Pairing | null>, save(pairing: Pairing): Promise<void> }} PairingStore */

const STORE = "pairing";
const CURRENT = "current";

/** @type {PairingStore} */
export const pairingStore = {
  async load() {
    return (await run("readonly", (store) => store.get(CURRENT))) ?? null;
  },
  async save(pairing) {
    await run("readwrite", (store) => store.put(pairing, CURRENT));
  },
};

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} action
 * @returns {Promise<any>} what IndexedDB gives back; the callers name the type
 */
async function run(mode, action) {
  const database = await settled(openDatabase());
  try {
    const transaction = database.transaction(STORE, mode);
    const result = await settled(action(transaction.objectStore(STORE)));
    return result;
  } finally {
    database.close();
  }
}

function openDatabase() {
  const request = indexedDB.open("nadajnik", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
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
