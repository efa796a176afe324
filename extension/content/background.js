/** The way to the background: a port for news, messages for commands. Sends order ids, the account in the address, witness counts; nothing else. */

/** @typedef {import("../background/answers.js").Failure} Failure */
/**
 * @template T
 * @typedef {import("../background/answers.js").Answer<T>} Answer
 */

const KEEP_MS = 20_000;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export class Background {
  /** @type {chrome.runtime.Port | null} */
  #port = null;
  #pauseMs = SHORTEST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} listener
   * @param {(message: any) => void} listener.onMessage news of the background
   * @param {() => void} listener.onConnect a new port: the background may know nothing of this tab
   * @param {() => void} listener.onInvalid the extension was updated or removed: this script is an orphan
   * @param {() => boolean} listener.isWanted whether news are wanted now
   * @param {AbortSignal} signal
   */
  constructor(listener, signal) {
    this.listener = listener;
    this.signal = signal;
    const keep = setInterval(() => this.post({ type: "keep" }), KEEP_MS);
    signal.addEventListener("abort", () => {
      clearInterval(keep);
      clearTimeout(this.#timer);
      this.#port?.disconnect();
      this.#port = null;
    });
  }

  /** Opens the port when news are wanted, closes it when they are not. */
  follow() {
    if (this.signal.aborted) return;
    if (!this.listener.isWanted()) {
      this.#port?.disconnect();
      this.#port = null;
      return;
    }
    if (this.#port) return;
    if (!this.#alive()) return;
    const port = chrome.runtime.connect({ name: "panel" });
    const since = Date.now();
    this.#port = port;
    port.onMessage.addListener((message) => {
      this.listener.onMessage(message);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime?.lastError;
      if (this.#port !== port) return;
      this.#port = null;
      // a background that was put to sleep is woken again, one that keeps failing ever more slowly
      this.#pauseMs = Date.now() - since > 5000 ? SHORTEST_PAUSE_MS : Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      this.#timer = setTimeout(() => this.follow(), this.#pauseMs);
    });
    this.listener.onConnect();
  }

  /** Says something that needs no answer; lost when there is no port. @param {{ type: string, [name: string]: unknown }} message */
  post(message) {
    if (!this.#port || !this.#alive()) return;
    try {
      this.#port.postMessage(message);
    } catch {
      this.#port = null;
      this.follow();
    }
  }

  /**
   * Asks for something and waits; wakes the background if need be.
   * @param {{ type: string, [name: string]: unknown }} message
   * @returns {Promise<Answer<any>>}
   */
  async ask(message) {
    if (this.#alive()) {
      try {
        const answer = await chrome.runtime.sendMessage(message);
        if (answer) return answer;
      } catch {
        this.#alive();
      }
    }
    return { ok: false, state: "lost", error: null };
  }

  /** Whether the extension is still the one this script came from; "Extension context invalidated" otherwise. */
  #alive() {
    if (chrome.runtime?.id) return true;
    this.listener.onInvalid();
    return false;
  }
}
