/** Words for what the program tells: errors, notes, money, names. */

import { nameOf, text, textOfCode } from "../common/text.js";

/** @typedef {import("../protocol").ErrorInfo} ErrorInfo */
/** @typedef {import("../protocol").Note} Note */
/** @typedef {import("../protocol").Earlier} Earlier */
/** @typedef {import("../background/answers.js").Failure} Failure */

/** @param {ErrorInfo} error */
export function wordsOfError(error) {
  const { carrier, data, retry_after_s: wait } = error;
  const created_at = typeof data["created_at"] === "string" ? moment(data["created_at"]) : null;
  const values = { ...data, created_at, carrier_name: carrier && carrierName(carrier.name), carrier_text: carrier?.text, wait: wait === null ? null : Math.ceil(wait) };
  return textOfCode("error", error.code, values);
}

/** @param {Note} note */
export function wordsOfNote(note) {
  const { data } = note;
  const size = typeof data["size"] === "string" ? sizeName(data["size"]) : null;
  const service = typeof data["service"] === "string" ? serviceName(data["service"]) : null;
  const grosze = data["amount_grosze"] ?? data["limit_grosze"];
  const amount = typeof grosze === "number" ? money(grosze) : null;
  const field = note.path ? nameOf("field", note.path.replace(/\W+/g, "_")) : null;
  const method = data["sending_method"];
  const sending_method = typeof method === "string" ? nameOf("sending_method", method) : null;
  return textOfCode("note", note.code, {
    ...data,
    field,
    amount,
    dimensions: dimensionsOf(data),
    sending_method,
    ...(size && { size }),
    ...(service && { service }),
  });
}

/** Sides in centimetres and the mass in kilograms, when the note has them. @param {Note["data"]} data */
function dimensionsOf({ length_mm, width_mm, height_mm, weight_g }) {
  if (typeof length_mm !== "number" || typeof width_mm !== "number" || typeof height_mm !== "number") return null;
  const number = new Intl.NumberFormat(chrome.i18n.getUILanguage());
  const sides = [length_mm, width_mm, height_mm].map((side) => number.format(side / 10)).join(" × ");
  return typeof weight_g === "number" ? `${sides} cm, ${number.format(weight_g / 1000)} kg` : `${sides} cm`;
}

/** @param {Failure} failure */
export function wordsOfFailure(failure) {
  if (failure.error) return wordsOfError(failure.error);
  return text(failure.state === "failed" || failure.state === "lost" ? "failed_inside" : `connection_${failure.state}`);
}

/** The question about a second parcel, naming the first. @param {Earlier[]} earlier */
export function questionAboutEarlier(earlier) {
  const names = earlier.map((one) =>
    text(one.source === "allegro" ? "earlier_allegro" : "earlier_ledger", {
      carrier: nameOf("carrier", one.carrier),
      number: one.tracking_number,
      date: one.created_at ? moment(one.created_at) : null,
      station: one.station,
    }),
  );
  return text("earlier_question", { earlier: names.join("; ") });
}

/** The mark of a Smart! order changes nothing of the service. @param {string | null} service */
export const serviceName = (service) => nameOf("service", service?.replace(/_smart$/, ""));
/** @param {string | null} carrier */
export const carrierName = (carrier) => nameOf("carrier", carrier);
/** @param {string | null} size */
export const sizeName = (size) => nameOf("size", size);

/** An amount in the browser's own way of writing. @param {number} grosze */
export function money(grosze) {
  return new Intl.NumberFormat(chrome.i18n.getUILanguage(), { style: "currency", currency: "PLN" }).format(grosze / 100);
}

/** A moment in the seller's own time. @param {string} iso */
export function moment(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), { dateStyle: "short", timeStyle: "short" }).format(time);
}
