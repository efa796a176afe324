/** When a person acted, by this page's clocks: what costs money has to follow a person's act within a minute (threat model, row 25). */

/** @typedef {{ wall: number, steady: number }} Moment by the wall clock and by one that only goes forward, in milliseconds */

/**
 * The moment so long ago.
 * @param {number | null} milliseconds null for no act at all
 * @returns {Moment | null} null too for a time to come: the clock was set back since
 */
export function momentAgo(milliseconds) {
  if (milliseconds === null || !(milliseconds >= 0)) return null;
  return { wall: Date.now() - milliseconds, steady: performance.now() - milliseconds };
}

/**
 * Now, if it was a person who caused the event and no script.
 * @param {Event} event
 */
export const momentOf = (event) => momentAgo(event.isTrusted ? 0 : null);

/**
 * How long ago it was, in whole milliseconds. One clock stands still while the computer sleeps, the other may be set back:
 * the one by which more time passed counts.
 * @param {Moment} moment
 */
export const msSince = ({ wall, steady }) => Math.max(0, Math.ceil(Date.now() - wall), Math.ceil(performance.now() - steady));
