/** Which rows of a plan are shown. Pure. */

import { colourOf } from "./plan-state.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {{ colour: import("./plan-state.js").Colour | "all", words: string }} Filter `words` as they are typed */

/** @type {Filter} */
export const everything = { colour: "all", words: "" };

/**
 * @param {PlanRow} row
 * @param {Filter} filter
 */
export function isShown(row, { colour, words }) {
  return (colour === "all" || colourOf(row) === colour) && hasWords(row, words);
}

/** Every word is to be found in the order's number, buyer, town, point or method, with or without diacritics. @param {PlanRow} row @param {string} words */
function hasWords(row, words) {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const { receiver } = row;
  const address = receiver ? [receiver.first_name, receiver.last_name, receiver.company, receiver.street, receiver.city, receiver.phone] : [];
  const text = folded([row.order_id, row.recipient, row.method, row.point ?? "", ...address].join(" "));
  return wanted.every((word) => text.includes(word));
}

/** @param {string} text */
function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Diacritic}/gu, "").replaceAll("ł", "l");
}
