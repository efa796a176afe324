/** The pairing, kept in the extension's own database: a non-extractable key that no page and no content script can reach. */

import { read, write } from "./database.js";

/** @typedef {{ pairingId: string, key: CryptoKey }} Pairing */
/** @typedef {{ load(): Promise<Pairing | null>, save(pairing: Pairing): Promise<void> }} PairingStore */

const CURRENT = "current";

/** @type {PairingStore} */
export const pairingStore = {
  async load() {
    return (await read("pairing", CURRENT)) ?? null;
  },
  async save(pairing) {
    await write("pairing", CURRENT, pairing);
  },
};
