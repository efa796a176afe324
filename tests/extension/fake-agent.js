// A socket whose other end is scripted: the program as the connection sees it.
import { PROTOCOL } from "../../extension/common/protocol.js";
import { createHmac } from "node:crypto";

export const KEY = "5e".repeat(32);
export const PAIRING_ID = "0123456789abcdef";
export const ORIGIN = "chrome-extension://ealkenodmeccnmmleigaeoagmcgooacf";

/**
 * @typedef {object} Script
 * @property {number} [protocol]
 * @property {number} [minProtocol]
 * @property {string} [key] of this agent
 * @property {(message: any, agent: FakeSocket) => void} [onRequest]
 * @property {(message: any, agent: FakeSocket) => void} [onPair]
 * @property {any} [opening] sent instead of the challenge
 * @property {boolean} [absent] nobody listens
 * @property {boolean} [silent] somebody listens and says nothing
 */

export class FakeSocket {
  /** @type {any[]} */
  received = [];
  onclose = () => undefined;
  /** @type {(event: { data: string }) => void} */
  onmessage = () => undefined;
  closed = false;
  nonce = "a1".repeat(32);

  /** @param {string} address @param {Script} script */
  constructor(address, script) {
    this.address = address;
    this.script = script;
    setImmediate(() => {
      if (script.absent) return this.close();
      if (!script.silent) this.challenge();
    });
  }

  /** The opening; a silent program's test says when. */
  challenge() {
    const { opening, protocol = PROTOCOL, minProtocol = PROTOCOL } = this.script;
    this.say(opening ?? { type: "challenge", protocol, min_protocol: minProtocol, agent_version: "1.0", nonce: this.nonce });
  }

  /** @param {object} message */
  say(message) {
    setImmediate(() => !this.closed && this.onmessage({ data: JSON.stringify(message) }));
  }

  /** @param {string} text */
  send(text) {
    const message = JSON.parse(text);
    this.received.push(message);
    if (message.type === "authenticate") {
      const lines = ["nadajnik agent", String(PROTOCOL), ORIGIN, this.nonce, message.nonce];
      const proof = createHmac("sha256", Buffer.from(this.script.key ?? KEY, "hex")).update(lines.join("\n")).digest("hex");
      const limits = { max_message_bytes: 262144, max_orders: 1000, page_rows: 100, requests_per_10_s: 30 };
      this.say({ type: "ready", proof, methods: ["agent.ping", "orders.status", "jobs.list"], limits });
    } else if (message.type === "pair") this.script.onPair?.(message, this);
    else this.script.onRequest?.(message, this);
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    setImmediate(() => this.onclose());
  }
}
