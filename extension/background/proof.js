/** Possession of the pairing key, proved by both sides: the same text under the HMAC as shared_schema/proof.py. */

export const EXTENSION_ROLE = "nadajnik extension";
export const AGENT_ROLE = "nadajnik agent";

/** @typedef {{ role: string, protocol: number, origin: string, agentNonce: string, clientNonce: string }} Statement */

const ALGORITHM = { name: "HMAC", hash: "SHA-256" };

/**
 * Makes a key that can sign and verify but never be read again (threat model, row 11).
 * @param {string} hex 64 hex digits
 */
export function importKey(hex) {
  return crypto.subtle.importKey("raw", fromHex(hex), ALGORITHM, false, ["sign", "verify"]);
}

/**
 * @param {CryptoKey} key
 * @param {Statement} statement
 * @returns {Promise<string>} 64 hex digits
 */
export async function prove(key, statement) {
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, bytesOf(statement))));
}

/**
 * Compares in constant time; anything but 64 hex digits is wrong.
 * @param {CryptoKey} key
 * @param {Statement} statement
 * @param {unknown} proof
 */
export async function isProofOf(key, statement, proof) {
  if (typeof proof !== "string" || !/^[0-9a-f]{64}$/.test(proof)) return false;
  return crypto.subtle.verify("HMAC", key, fromHex(proof), bytesOf(statement));
}

/** A fresh nonce: 64 hex digits. */
export function freshNonce() {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Statement} statement */
function bytesOf({ role, protocol, origin, agentNonce, clientNonce }) {
  return new TextEncoder().encode([role, String(protocol), origin, agentNonce, clientNonce].join("\n"));
}

/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
