/** The one connection to the program: opened when needed, proved, opened again after it was lost. */

import { HOST } from "../common/protocol.js";
import { Channel } from "./channel.js";
import { authenticate, pair } from "./handshake.js";
import { timeoutMs } from "./methods.js";
import { ConnectionLost, ConnectionProblem, RequestRefused } from "./problems.js";
import { importKey } from "./proof.js";
import { Session, pause } from "./session.js";

/** @typedef {import("./problems.js").ConnectionState} ConnectionState */
/** @typedef {import("./methods.js").Methods} Methods */
/**
 * @typedef {object} Surroundings what the connection needs from outside
 * @property {(address: string) => import("./channel.js").Socket} openSocket
 * @property {import("./keys.js").PairingStore} pairings
 * @property {() => Promise<number>} port
 * @property {import("./handshake.js").Identity} identity
 * @property {() => boolean} isWanted whether somebody waits for news, so that a lost connection is opened again
 * @property {(state: ConnectionState) => void} onState
 * @property {(event: import("./session.js").AgentEvent) => void} onEvent
 */

const PING_MS = 20_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const MAX_TRIES = 3;

export class Connection {
  /** @type {ConnectionState} */
  #state = "idle";
  /** @type {Promise<Session> | null} */
  #opening = null;
  /** @type {Session | null} */
  #session = null;
  #pauseMs = FIRST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.surroundings = surroundings;
  }

  get state() {
    return this.#state;
  }

  /**
   * Sends a request, opening the connection if need be. Every method may be repeated harmlessly, so a lost connection and
   * a full program are answered by asking again.
   * @template {keyof Methods} M
   * @param {M} method
   * @param {Methods[M][0]} params
   * @param {import("../common/acted.js").Moment | null} [acted] the person's act that led to it, where it spends money
   * @returns {Promise<Methods[M][1]>}
   * @throws {ConnectionProblem | ConnectionLost | RequestRefused}
   */
  async request(method, params, acted = null) {
    for (let tries = 1; ; tries++) {
      try {
        const session = await this.#ready();
        return await session.request(method, params, timeoutMs(method), acted);
      } catch (problem) {
        const busy = problem instanceof RequestRefused && problem.info.code === "rate_limited";
        if (tries >= MAX_TRIES || !(busy || problem instanceof ConnectionLost)) throw problem;
        await pause(busy ? (problem.info.retry_after_s ?? 2) * 1000 : 200);
      }
    }
  }

  /** Somebody began to wait for news: opens the connection unless that makes no sense now. */
  wake() {
    if (!this.#session && !this.#opening && this.#state !== "impostor") this.#ready().catch(ignore);
  }

  /** The user asks to try again, whatever the state. */
  async retry() {
    this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#state === "impostor") this.#state = "idle";
    await this.#ready().catch(ignore);
    return this.#state;
  }

  /** Drops the connection and forgets why it failed: the address has changed. */
  reset() {
    this.#session?.end();
    this.#setState("idle");
  }

  /**
   * Pairs with the program and connects.
   * @param {string} code
   * @throws {ConnectionProblem}
   */
  async pair(code) {
    const channel = await this.#openChannel();
    try {
      const paired = await pair(channel, this.surroundings.identity, code);
      const key = await importKey(paired.key);
      await this.surroundings.pairings.save({ pairingId: paired.pairing_id, key });
    } finally {
      channel.close();
    }
    this.reset();
    await this.retry();
  }

  /** @returns {Promise<Session>} */
  #ready() {
    if (this.#session) return Promise.resolve(this.#session);
    if (this.#state === "impostor") return Promise.reject(new ConnectionProblem("impostor"));
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open() {
    clearTimeout(this.#timer);
    /** @type {Channel | null} */
    let channel = null;
    try {
      const pairing = await this.surroundings.pairings.load();
      if (!pairing) throw new ConnectionProblem("not_paired");
      this.#setState("connecting");
      channel = await this.#openChannel();
      const ready = await authenticate(channel, this.surroundings.identity, pairing);
      const session = new Session(channel, ready, {
        onEvent: this.surroundings.onEvent,
        onEnd: () => this.#ended(session),
      });
      this.#session = session;
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#setState("connected");
      this.#timer = setTimeout(() => this.#ping(), PING_MS);
      return session;
    } catch (problem) {
      channel?.close();
      const state = problem instanceof ConnectionProblem ? problem.state : "not_running";
      this.#setState(state);
      if (state === "not_running") this.#later();
      throw problem instanceof ConnectionProblem ? problem : new ConnectionProblem("not_running");
    }
  }

  async #openChannel() {
    const port = await this.surroundings.port();
    return new Channel(this.surroundings.openSocket(`ws://${HOST}:${port}/socket`));
  }

  /** @param {Session} session */
  #ended(session) {
    if (this.#session !== session) return;
    this.#session = null;
    clearTimeout(this.#timer);
    this.#setState("not_running");
    this.#later();
  }

  /** Opens again after a growing pause, as long as somebody waits for news. */
  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.surroundings.isWanted()) this.#ready().catch(ignore);
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** A message each 20 s keeps Chromium's worker and the connection awake; frames of the socket's own do not. */
  #ping() {
    if (!this.#session || !this.surroundings.isWanted()) return;
    this.#session.request("agent.ping", {}, timeoutMs("agent.ping")).catch(ignore);
    this.#timer = setTimeout(() => this.#ping(), PING_MS);
  }

  /** @param {ConnectionState} state */
  #setState(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.surroundings.onState(state);
  }
}

function ignore() {}
