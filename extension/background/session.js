/** A connection after the handshake: requests, their answers, and events. */

import { msSince } from "../common/acted.js";
import { ConnectionLost, RequestRefused, ownError } from "./problems.js";
import { Pace } from "./pace.js";

/** @typedef {import("../protocol").Ready} Ready */
/** @typedef {import("../protocol").JobItemEvent | import("../protocol").JobEvent | import("../protocol").PlanEvent} AgentEvent */
/** @typedef {{ resolve(result: any): void, reject(error: Error): void, timer: ReturnType<typeof setTimeout> }} Waiting */

export class Session {
  #count = 0;
  /** @type {Map<string, Waiting>} */
  #waiting = new Map();
  #ended = false;

  /**
   * @param {import("./channel.js").Channel} channel
   * @param {Ready} ready
   * @param {{ onEvent(event: AgentEvent): void, onEnd(): void }} listener
   */
  constructor(channel, ready, listener) {
    this.channel = channel;
    this.methods = new Set(ready.methods);
    this.limits = ready.limits;
    this.listener = listener;
    this.pace = new Pace(ready.limits.requests_per_10_s);
    channel.handOver((message) => this.#read(message), () => this.end());
  }

  /**
   * Sends one request and waits for its answer.
   * @param {string} method
   * @param {object} params
   * @param {number} timeoutMs
   * @param {import("../common/acted.js").Moment | null} [acted] how long ago it was is told as of the moment of sending
   * @returns {Promise<any>} the result; its type follows from the method (methods.js)
   * @throws {RequestRefused | ConnectionLost}
   */
  async request(method, params, timeoutMs, acted = null) {
    if (!this.methods.has(method)) throw new RequestRefused(ownError("unknown_method", `the program has no ${method}`));
    await pause(this.pace.reserve(Date.now()));
    if (this.#ended) throw new ConnectionLost();
    const id = `${++this.#count}`;
    const message = { type: "request", id, method, params: acted ? { ...params, acted_ms_ago: msSince(acted) } : params };
    if (new TextEncoder().encode(JSON.stringify(message)).length > this.limits.max_message_bytes) {
      throw new RequestRefused(ownError("too_large", `${method} does not fit into one message`));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end(), timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      this.channel.send(message);
    });
  }

  /** Ends the connection; every request still waiting fails, none hangs. */
  end() {
    if (this.#ended) return;
    this.#ended = true;
    this.channel.close();
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new ConnectionLost());
    }
    this.#waiting.clear();
    this.listener.onEnd();
  }

  /** @param {import("./channel.js").Message} message */
  #read(message) {
    if (message.type === "event") this.listener.onEvent(/** @type {any} trusted after the proof */ (message));
    const waiting = this.#waiting.get(message["id"]);
    if (!waiting || (message.type !== "result" && message.type !== "error")) return;
    this.#waiting.delete(message["id"]);
    clearTimeout(waiting.timer);
    if (message.type === "result") waiting.resolve(message["result"]);
    else waiting.reject(new RequestRefused(message["error"]));
  }
}

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return milliseconds > 0 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : Promise.resolve();
}
