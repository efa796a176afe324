/** Keeps the number of requests below what the program takes in ten seconds, by waiting instead of being refused. */

const WINDOW_MS = 10_000;

export class Pace {
  /** @type {number[]} */
  #sent = [];

  /** @param {number} perWindow requests allowed in ten seconds */
  constructor(perWindow) {
    this.perWindow = Math.max(1, perWindow - 1);
  }

  /**
   * How long to wait before the next request; counts it as sent after that wait.
   * @param {number} now milliseconds
   */
  reserve(now) {
    this.#sent = this.#sent.filter((time) => time > now - WINDOW_MS);
    const before = this.#sent[this.#sent.length - this.perWindow];
    const at = before === undefined ? now : Math.max(now, before + WINDOW_MS);
    this.#sent.push(at);
    return at - now;
  }
}
