/** One WebSocket, read message by message: first by the handshake, then by whoever takes over. */

import { ConnectionLost } from "./problems.js";

/** @typedef {{ type: string, [name: string]: any }} Message a JSON object from the other side, not checked further */
/** @typedef {Pick<WebSocket, "send" | "close"> & { onmessage: any, onclose: any }} Socket */

export class Channel {
  /** @type {Message[]} */
  #arrived = [];
  /** @type {((message: Message) => void) | null} */
  #reader = null;
  #closed = false;
  /** @type {Array<() => void>} */
  #watchers = [];

  /** @param {Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.onclose = () => {
      this.#closed = true;
      this.#wake();
    };
    socket.onmessage = (/** @type {{ data: unknown }} */ event) => this.#take(event.data);
  }

  /**
   * Waits for the next message.
   * @param {number} timeoutMs
   * @returns {Promise<Message | null>} null when nothing came in time
   * @throws {ConnectionLost} when the connection ended first
   */
  async next(timeoutMs) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const message = this.#arrived.shift();
      if (message) return message;
      if (this.#closed) throw new ConnectionLost();
      const left = deadline - Date.now();
      if (left <= 0) return null;
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#watchers.push(() => {
          clearTimeout(timer);
          resolve(undefined);
        });
      });
    }
  }

  /**
   * Hands all further messages, and the end, to their reader.
   * @param {(message: Message) => void} onMessage
   * @param {() => void} onClosed
   */
  handOver(onMessage, onClosed) {
    this.#reader = onMessage;
    this.#watchers.push(() => this.#closed && onClosed());
    for (const message of this.#arrived.splice(0)) onMessage(message);
    if (this.#closed) queueMicrotask(onClosed);
  }

  /** @param {object} message */
  send(message) {
    if (this.#closed) throw new ConnectionLost();
    this.socket.send(JSON.stringify(message));
  }

  close() {
    this.socket.close();
  }

  /** @param {unknown} data */
  #take(data) {
    const message = parsed(data);
    if (this.#reader) this.#reader(message);
    else {
      this.#arrived.push(message);
      this.#wake();
    }
  }

  #wake() {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/**
 * @param {unknown} data
 * @returns {Message} of type "" when it is no message at all
 */
function parsed(data) {
  try {
    const value = JSON.parse(String(data));
    if (value && typeof value === "object" && typeof value.type === "string") return value;
  } catch {
    // falls through: not a message
  }
  return { type: "" };
}
