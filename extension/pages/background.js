/** The pages' way to the background, patient with everything that may be gone for a while: the background, the program. */

import { pause } from "../background/session.js";
import { msSince } from "../common/acted.js";

/** @typedef {import("../background/answers.js").Failure} Failure */
/** @typedef {import("../background/methods.js").Methods} Methods */
/**
 * @template T
 * @typedef {import("../background/answers.js").Answer<T>} Answer
 */

const KEEP_MS = 20_000;
const RETRY_MS = 3_000;
/** Longer than the background needs to give up by itself. */
const SILENCE_MS = 120_000;

/** The program answered with an error: asking again would not help. */
export class Refused extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.error?.code ?? failure.state);
    this.failure = failure;
  }
}

export class Background {
  /** @type {chrome.runtime.Port | null} */
  #port = null;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /**
   * @param {object} listener
   * @param {(event: import("../background/session.js").AgentEvent) => void} [listener.onEvent]
   * @param {(state: string) => void} [listener.onState] of the connection to the program
   */
  constructor(listener) {
    this.listener = listener;
    this.#connect();
    setInterval(() => this.#port?.postMessage({ type: "keep" }), KEEP_MS);
  }

  /**
   * @param {{ type: string, [name: string]: unknown }} message
   * @returns {Promise<Answer<any>>}
   */
  async ask(message) {
    try {
      const answer = await chrome.runtime.sendMessage(message);
      if (answer) return answer;
    } catch {
      // the background was ended while it worked; the caller decides whether to ask again
    }
    return { ok: false, state: "lost", error: null };
  }

  /**
   * Asks the program, again and again while it cannot be reached: every method may be repeated harmlessly. What spends money
   * does nothing new once the act that led to it is too long ago.
   * @template {keyof Methods} M
   * @param {M} method
   * @param {Methods[M][0]} params
   * @param {import("../common/acted.js").Moment | null} [acted] the person's act that led to it, where it spends money
   * @returns {Promise<Methods[M][1]>}
   * @throws {Refused}
   */
  async call(method, params, acted = null) {
    for (;;) {
      /** @type {Promise<Failure>} */
      const silence = pause(SILENCE_MS).then(() => ({ ok: false, state: "lost", error: null }));
      const answer = await Promise.race([this.ask({ type: "agent.call", method, params, actedMsAgo: acted && msSince(acted) }), silence]);
      if (answer.ok) return answer.value;
      if (answer.state === "connected" || answer.state === "failed") throw new Refused(answer);
      if (answer.state !== "lost") this.listener.onState?.(answer.state);
      await this.#connectedOr(answer.state === "lost" ? 500 : RETRY_MS);
    }
  }

  #connect() {
    const port = chrome.runtime.connect({ name: "page" });
    this.#port = port;
    port.onMessage.addListener((message) => {
      if (message.type === "event") this.listener.onEvent?.(message.event);
      if (message.type !== "connection") return;
      if (message.state === "connected") for (const wake of this.#waiting) wake();
      this.listener.onState?.(message.state);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError;
      setTimeout(() => this.#connect(), 300);
    });
  }

  /** @param {number} milliseconds */
  async #connectedOr(milliseconds) {
    /** @type {() => void} */
    let wake = () => undefined;
    const connected = new Promise((resolve) => this.#waiting.add((wake = () => resolve(undefined))));
    await Promise.race([connected, pause(milliseconds)]);
    this.#waiting.delete(wake);
  }
}
