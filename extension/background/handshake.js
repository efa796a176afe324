/** The opening of a connection: versions, pairing, and the proof both sides owe each other. */

import { MIN_PROTOCOL, PROTOCOL } from "../common/protocol.js";
import { AGENT_ROLE, EXTENSION_ROLE, freshNonce, isProofOf, prove } from "./proof.js";
import { ConnectionLost, ConnectionProblem } from "./problems.js";

/** @typedef {import("./channel.js").Channel} Channel */
/** @typedef {import("./channel.js").Message} Message */
/** @typedef {import("./keys.js").Pairing} Pairing */
/** @typedef {import("../protocol").Ready} Ready */
/** @typedef {import("../protocol").Paired} Paired */
/** @typedef {{ origin: string, version: string, browser: string, pageAccess: () => Promise<boolean | null> }} Identity */

const ANSWER_MS = 10_000;
/** The seller types the code and then confirms in the program's window, which stays open for 120 s. */
const PAIRING_MS = 130_000;
/** Firefox holds a new connection back for up to a minute after it was refused often, as it is once its pairing is gone. */
const HELD_BACK_MS = 70_000;

/**
 * Which side has to be updated, if any: each side compares its own number with the other's minimum.
 * @param {{ protocol: number, min_protocol: number }} agent
 * @param {{ protocol: number, minProtocol: number }} [own]
 * @returns {"agent_too_old" | "extension_too_old" | null}
 */
export function outdatedSide(agent, own = { protocol: PROTOCOL, minProtocol: MIN_PROTOCOL }) {
  if (agent.protocol < own.minProtocol) return "agent_too_old";
  if (own.protocol < agent.min_protocol) return "extension_too_old";
  return null;
}

/**
 * Proves possession of the key and checks the program's own proof; nothing else is sent before that.
 * @param {Channel} channel
 * @param {Identity} identity
 * @param {Pairing} pairing
 * @returns {Promise<Ready>}
 * @throws {ConnectionProblem}
 */
export async function authenticate(channel, identity, pairing) {
  const agentNonce = await challenged(channel, ANSWER_MS);
  const clientNonce = freshNonce();
  const statement = { protocol: PROTOCOL, origin: identity.origin, agentNonce, clientNonce };
  channel.send({
    type: "authenticate",
    ...hello(identity),
    pairing_id: pairing.pairingId,
    nonce: clientNonce,
    proof: await prove(pairing.key, { ...statement, role: EXTENSION_ROLE }),
    page_access: await identity.pageAccess(),
  });
  const answer = await answered(channel, ANSWER_MS);
  if (answer.type !== "ready") throw new ConnectionProblem("impostor");
  if (!(await isProofOf(pairing.key, { ...statement, role: AGENT_ROLE }, answer.proof))) {
    throw new ConnectionProblem("impostor");
  }
  return /** @type {Ready} */ (/** @type {unknown} */ (answer));
}

/**
 * Asks for a key with the code the program shows.
 * @param {Channel} channel
 * @param {Identity} identity
 * @param {string} code
 * @returns {Promise<Paired>}
 * @throws {ConnectionProblem} its `error` says what the program refused
 */
export async function pair(channel, identity, code) {
  await challenged(channel, HELD_BACK_MS);
  channel.send({ type: "pair", ...hello(identity), browser: identity.browser, code });
  const answer = await answered(channel, PAIRING_MS);
  if (answer.type !== "paired" || !/^[0-9a-f]{64}$/.test(answer["key"]) || !/^[0-9a-f]{16}$/.test(answer["pairing_id"])) {
    throw new ConnectionProblem("impostor");
  }
  return /** @type {Paired} */ (/** @type {unknown} */ (answer));
}

/**
 * @param {Channel} channel
 * @param {number} timeoutMs
 * @returns {Promise<string>} the agent's nonce
 */
async function challenged(channel, timeoutMs) {
  const message = await answered(channel, timeoutMs);
  const whole =
    message.type === "challenge" &&
    Number.isInteger(message["protocol"]) &&
    Number.isInteger(message["min_protocol"]) &&
    /^[0-9a-f]{64}$/.test(String(message["nonce"]));
  if (!whole) throw new ConnectionProblem("impostor");
  const outdated = outdatedSide(/** @type {any} checked just above */ (message));
  if (outdated) throw new ConnectionProblem(outdated);
  return String(message["nonce"]);
}

/**
 * @param {Channel} channel
 * @param {number} timeoutMs
 * @returns {Promise<Message>}
 */
async function answered(channel, timeoutMs) {
  let message;
  try {
    message = await channel.next(timeoutMs);
  } catch (problem) {
    if (problem instanceof ConnectionLost) throw new ConnectionProblem("not_running");
    throw problem;
  }
  // silence proves nothing: a busy program is tried again, only a wrong answer is not
  if (message === null) throw new ConnectionProblem("not_running");
  if (message.type !== "error") return message;
  const error = message["error"] ?? null;
  throw new ConnectionProblem(stateOfRefusal(error?.code), error);
}

/**
 * @param {unknown} code of an error before `ready`
 * @returns {import("./problems.js").ConnectionState}
 */
export function stateOfRefusal(code) {
  if (code === "not_paired" || code === "pairing_closed" || code === "pairing_code_wrong") return "not_paired";
  if (code === "protocol_too_old") return "extension_too_old";
  if (code === "protocol_too_new") return "agent_too_old";
  return "not_running";
}

/** @param {Identity} identity */
function hello(identity) {
  return { protocol: PROTOCOL, min_protocol: MIN_PROTOCOL, extension_version: identity.version };
}
