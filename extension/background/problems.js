/** What can go wrong between the extension and the program, as data the pages can put into words. */

/** @typedef {import("../protocol").ErrorInfo} ErrorInfo */
/** @typedef {import("../protocol").ErrorCode} ErrorCode */

/**
 * State of the connection. `impostor`: something answers at the port that could not prove that it is the paired program.
 * @typedef {"idle" | "connecting" | "connected" | "not_running" | "not_paired" | "agent_too_old" | "extension_too_old" | "impostor"} ConnectionState
 */

/** The connection cannot be used; `state` says why. */
export class ConnectionProblem extends Error {
  /** @param {ConnectionState} state @param {ErrorInfo | null} error what the program said, if it said something */
  constructor(state, error = null) {
    super(`connection: ${state}`);
    this.state = state;
    this.error = error;
  }
}

/** The connection ended while an answer was awaited: the request may have been executed. */
export class ConnectionLost extends Error {}

/** The program answered a request with an error. */
export class RequestRefused extends Error {
  /** @param {ErrorInfo} info */
  constructor(info) {
    super(info.code);
    this.info = info;
  }
}

/**
 * An error of our own making, in the shape of the program's.
 * @param {ErrorCode} code
 * @param {string} message
 * @returns {ErrorInfo}
 */
export function ownError(code, message) {
  return { code, message, outcome: "not_sent", fields: [], carrier: null, retry_after_s: null, data: {} };
}
