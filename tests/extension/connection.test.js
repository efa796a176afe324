// The connection against a scripted program: handshake, requests, loss, and what it must never send.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../extension/background/connection.js";
import { outdatedSide, stateOfRefusal } from "../../extension/background/handshake.js";
import { ConnectionProblem, RequestRefused } from "../../extension/background/problems.js";
import { importKey } from "../../extension/background/proof.js";
import { PROTOCOL } from "../../extension/common/protocol.js";
import { FakeSocket, KEY, ORIGIN, PAIRING_ID } from "./fake-agent.js";

/** @typedef {import("./fake-agent.js").Script} Script */

/** @param {Script[]} scripts one per connection, the last one again and again @param {{ paired?: boolean }} [options] */
async function connected(scripts, { paired = true } = {}) {
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {string[]} */
  const states = [];
  /** @type {any[]} */
  const events = [];
  /** @type {any} */
  let stored = paired ? { pairingId: PAIRING_ID, key: await importKey(KEY) } : null;
  const connection = new Connection({
    openSocket(address) {
      const socket = new FakeSocket(address, scripts[Math.min(sockets.length, scripts.length - 1)] ?? {});
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
    pairings: { load: async () => stored, save: async (pairing) => void (stored = pairing) },
    port: async () => 47615,
    identity: { origin: ORIGIN, version: "0.1.0", browser: "Chrome 150", pageAccess: async () => true },
    isWanted: () => false,
    onState: (state) => states.push(state),
    onEvent: (event) => events.push(event),
  });
  return { connection, sockets, states, events, stored: () => stored };
}

/** @type {Script["onRequest"]} */
const answerStatus = (message, agent) => agent.say({ type: "result", id: message.id, result: { orders: [] } });
/** @param {FakeSocket | undefined} socket */
const typesSent = (socket) => socket?.received.map((message) => message.type);
/** @type {["orders.status", { order_ids: string[] }]} */
const ask = ["orders.status", { order_ids: ["7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f60"] }];

/** @param {Promise<unknown>} work @param {string} state */
async function rejectsWith(work, state) {
  await assert.rejects(work, (problem) => problem instanceof ConnectionProblem && problem.state === state);
}

test("a request goes out only after both proofs", async () => {
  const { connection, sockets, states } = await connected([{ onRequest: answerStatus }]);
  assert.deepEqual(await connection.request(...ask), { orders: [] });
  assert.equal(sockets[0]?.address, "ws://127.0.0.1:47615/socket");
  assert.deepEqual(typesSent(sockets[0]), ["authenticate", "request"]);
  assert.equal(JSON.stringify(sockets[0]?.received).includes(KEY), false);
  assert.deepEqual(states, ["connecting", "connected"]);
  connection.reset();
});

test("row 9: whoever cannot prove the key gets no request, and is not tried again by itself", async () => {
  const { connection, sockets } = await connected([{ key: "00".repeat(32), onRequest: answerStatus }]);
  await rejectsWith(connection.request(...ask), "impostor");
  assert.deepEqual(typesSent(sockets[0]), ["authenticate"]);
  assert.equal(sockets[0]?.closed, true);
  await rejectsWith(connection.request(...ask), "impostor");
  assert.equal(sockets.length, 1);
  assert.equal(connection.state, "impostor");
});

test("something else at the port is told nothing", async () => {
  for (const opening of [{ type: "hello" }, { type: "challenge", protocol: PROTOCOL, min_protocol: PROTOCOL, nonce: "short" }]) {
    const { connection, sockets } = await connected([{ opening }]);
    await rejectsWith(connection.request(...ask), "impostor");
    assert.deepEqual(typesSent(sockets[0]), []);
  }
});

test("versions: the message says which side to update", async () => {
  assert.equal(outdatedSide({ protocol: PROTOCOL, min_protocol: 1 }), null);
  assert.equal(outdatedSide({ protocol: 9, min_protocol: 1 }), null);
  assert.equal(outdatedSide({ protocol: 1, min_protocol: 1 }, { protocol: 3, minProtocol: 2 }), "agent_too_old");
  const { connection, sockets } = await connected([{ protocol: PROTOCOL + 2, minProtocol: PROTOCOL + 1 }]);
  await rejectsWith(connection.request(...ask), "extension_too_old");
  assert.deepEqual(typesSent(sockets[0]), []);
  assert.equal(stateOfRefusal("protocol_too_new"), "agent_too_old");
});

test("without a pairing nothing is even opened", async () => {
  const { connection, sockets } = await connected([{}], { paired: false });
  await rejectsWith(connection.request(...ask), "not_paired");
  assert.equal(sockets.length, 0);
});

test("a program that is not there", async () => {
  const { connection } = await connected([{ absent: true }]);
  await rejectsWith(connection.request(...ask), "not_running");
  connection.reset();
});

test("silence is not taken for an impostor: the program may be busy, and is tried again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const { connection, sockets } = await connected([{ silent: true }, { onRequest: answerStatus }]);
  const asked = rejectsWith(connection.request(...ask), "not_running");
  while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(10_000);
  await asked;
  assert.equal(sockets[0]?.closed, true);
  assert.deepEqual(await connection.request(...ask), { orders: [] });
  connection.reset();
});

test("a connection lost under a request: asked once more on a new one", async () => {
  const { connection, sockets } = await connected([{ onRequest: (_, agent) => agent.close() }, { onRequest: answerStatus }]);
  assert.deepEqual(await connection.request(...ask), { orders: [] });
  assert.equal(sockets.length, 2);
  connection.reset();
});

test("an error answers its own request only", async () => {
  const error = { code: "not_found", message: "", outcome: "not_sent", fields: [], carrier: null, retry_after_s: null, data: {} };
  const { connection } = await connected([{ onRequest: (message, agent) => agent.say({ type: "error", id: message.id, error }) }]);
  await assert.rejects(connection.request(...ask), (problem) => problem instanceof RequestRefused && problem.info.code === "not_found");
  connection.reset();
});

test("a method this program does not have is not sent", async () => {
  const { connection, sockets } = await connected([{ onRequest: answerStatus }]);
  await assert.rejects(connection.request("jobs.cancel", { job_id: "x", order_ids: null, parcel: null }), (problem) => problem instanceof RequestRefused && problem.info.code === "unknown_method");
  assert.deepEqual(typesSent(sockets[0]), ["authenticate"]);
  connection.reset();
});

test("events reach the listener", async () => {
  const event = { type: "event", topic: "plan", seq: 1, data: {} };
  const { connection, events } = await connected([{ onRequest: (message, agent) => { agent.say(event); answerStatus?.(message, agent); } }]);
  await connection.request(...ask);
  assert.deepEqual(events, [event]);
  connection.reset();
});

test("pairing stores a key nobody can read, then proves it on a new connection", async () => {
  const paired = { type: "paired", pairing_id: PAIRING_ID, key: KEY };
  const { connection, sockets, stored } = await connected([{ onPair: (_, agent) => agent.say(paired) }, {}], { paired: false });
  await connection.pair("123456");
  assert.equal(connection.state, "connected");
  assert.equal(stored().key.extractable, false);
  assert.deepEqual(typesSent(sockets[0]), ["pair"]);
  assert.equal(sockets[0]?.closed, true);
  assert.deepEqual(sockets[0]?.received[0].code, "123456");
  assert.deepEqual(typesSent(sockets[1]), ["authenticate"]);
  connection.reset();
});

test("pairing waits for a connection that Firefox holds back for a minute", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const paired = { type: "paired", pairing_id: PAIRING_ID, key: KEY };
  const { connection, sockets } = await connected([{ silent: true, onPair: (_, agent) => agent.say(paired) }, {}], { paired: false });
  const done = connection.pair("123456");
  while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(60_000);
  sockets[0]?.challenge();
  await done;
  assert.equal(connection.state, "connected");
  connection.reset();
});

test("a wrong code says so and stores nothing", async () => {
  const error = { code: "pairing_code_wrong" };
  const { connection, stored } = await connected([{ onPair: (_, agent) => agent.say({ type: "error", id: null, error }) }], { paired: false });
  await assert.rejects(connection.pair("000000"), (problem) => problem instanceof ConnectionProblem && problem.error?.code === "pairing_code_wrong");
  assert.equal(stored(), null);
});
