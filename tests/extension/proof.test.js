// The proof is the same text under the same HMAC as in shared_schema/proof.py: vectors made there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { freshNonce, importKey, isProofOf, prove } from "../../extension/background/proof.js";

/** @typedef {{ key: string, role: string, protocol: number, origin: string, agent_nonce: string, client_nonce: string, proof: string }} Vector */
/** @type {Vector[]} */
const vectors = JSON.parse(readFileSync(new URL("../vectors/proof.json", import.meta.url), "utf8"));

/** @param {Vector} vector */
const statementOf = (vector) => ({
  role: vector.role,
  protocol: vector.protocol,
  origin: vector.origin,
  agentNonce: vector.agent_nonce,
  clientNonce: vector.client_nonce,
});

test("proofs equal those of the Python side", async () => {
  assert.ok(vectors.length >= 3);
  for (const vector of vectors) {
    const key = await importKey(vector.key);
    assert.equal(await prove(key, statementOf(vector)), vector.proof);
    assert.equal(await isProofOf(key, statementOf(vector), vector.proof), true);
  }
});

test("a proof over anything else is wrong", async () => {
  const vector = /** @type {Vector} */ (vectors[0]);
  const key = await importKey(vector.key);
  const right = statementOf(vector);
  const others = [
    { ...right, role: "nadajnik agent" },
    { ...right, protocol: 2 },
    { ...right, origin: "chrome-extension://other" },
    { ...right, agentNonce: freshNonce() },
    { ...right, clientNonce: freshNonce() },
  ];
  for (const other of others) assert.equal(await isProofOf(key, other, vector.proof), false);
  for (const odd of [null, "", "zz", vector.proof.toUpperCase(), `${vector.proof}00`, 7]) {
    assert.equal(await isProofOf(key, right, odd), false);
  }
});

test("row 11: the key cannot be read again", async () => {
  const key = await importKey("ab".repeat(32));
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("nonces are 64 hex digits and differ", () => {
  assert.match(freshNonce(), /^[0-9a-f]{64}$/);
  assert.notEqual(freshNonce(), freshNonce());
});
