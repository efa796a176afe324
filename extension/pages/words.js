/** Words for what the program tells: errors, notes, money, names. */

import { nameOf, text, textOfCode } from "../common/text.js";

/** @typedef {import("../protocol").ErrorInfo} ErrorInfo */
/** @typedef {import("../protocol").Note} Note */
/** @typedef {import("../protocol").Earlier} Earlier */
/** @typedef {import("../background/answers.js").Failure} Failure */

/** @param {ErrorInfo} error */
export function wordsOfError(error) {
  const { carrier, data, retry_after_s: wait } = error;
  const { created_at: begun, station, station_seen_at: seen, state } = data;
  const at = typeof begun === "string" ? moment(begun) : null;
  // a parcel that is still under way was asked for at that moment, not created
  const exists = typeof state !== "string" || ["", "created", "withdrawn"].includes(state);
  const values = {
    ...data,
    created_at: exists ? at : null,
    asked_at: exists ? null : at,
    withdrawn: state === "withdrawn" ? text("state_withdrawn") : null,
    station: typeof station === "string" ? stationSeen(station, typeof seen === "string" ? seen : null) : null,
    carrier_name: carrier && carrierName(carrier.name),
    carrier_text: carrier?.text,
    wait: wait === null ? null : Math.ceil(wait),
  };
  return textOfCode("error", error.code, values);
}

/** What is to be corrected, for the fields that were refused for a reason there are words for. @param {ErrorInfo} error */
export function wordsOfFields({ fields }) {
  return fields
    .filter(({ code }) => chrome.i18n.getMessage(`note_${code}`))
    .map(({ code, path }) => wordsOfNote({ code: /** @type {Note["code"]} */ (code), path: path || null, data: {} }));
}

/** Why an order of which nothing was sent waits. @param {ErrorInfo | null} error @param {string | null} carrier it is to be sent with */
export function reasonToWait(error, carrier) {
  const name = carrierName(error?.carrier?.name ?? carrier);
  return textOfCode("waits", error?.code ?? "other", { carrier_name: name, carrier_text: error?.carrier?.text });
}

/** @param {string | null} iso */
export function wordsOfNextTry(iso) {
  return iso === null || Date.parse(iso) <= Date.now() ? text("next_try_now") : text("next_try", { when: when(iso) });
}

/** What is wrong with an account that does not work now. @param {import("../protocol").AccountInfo} account */
export function wordsOfAccount({ id, state, next_try_at }) {
  return state === "stopped" ? text("account_stopped_why", { id }) : text("account_waiting_why", { next_try: wordsOfNextTry(next_try_at) });
}

const PASSWORD_WARN_DAYS = 7;

/** Whether a password ends so soon that it is worth a word. @param {import("../protocol").AccountInfo} account */
export function passwordEndsSoon({ enabled, expires_in_days }) {
  return enabled && expires_in_days !== null && expires_in_days <= PASSWORD_WARN_DAYS;
}

/** Until when the account's password is valid, and soon before that how to change it. @param {import("../protocol").AccountInfo} account */
export function wordsOfPassword(account) {
  const { id, expires_in_days: days } = account;
  if (days === null) return "";
  return text(passwordEndsSoon(account) ? "account_password_ends" : "account_password_days", { id, days });
}

/** A packing station, with when it was last seen if that is of interest. @param {string} station @param {string | null} seenAt */
export function stationSeen(station, seenAt) {
  return seenAt === null ? station : text("station_seen", { station, when: when(seenAt) });
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

/**
 * How far a job has come: what is under way or waits is named only where there is some.
 * @param {{ created: number, to_fix: number, working: number, waiting: number }} counts
 */
export function wordsOfCounts({ created, to_fix, working, waiting }) {
  return text("job_counts", { created, to_fix, working: working || null, waiting: waiting || null });
}

/** The question about a second parcel, naming the first. @param {Earlier[]} earlier */
export function questionAboutEarlier(earlier) {
  const names = earlier.map((one) =>
    text(`earlier_${kindOfEarlier(one)}`, {
      carrier: nameOf("carrier", one.carrier),
      number: one.tracking_number,
      date: one.created_at ? moment(one.created_at) : null,
      station: one.station && stationSeen(one.station, one.station_seen_at),
    }),
  );
  return text("earlier_question", { earlier: names.join("; ") });
}

/** @param {Earlier} one */
function kindOfEarlier({ source, state }) {
  if (source === "allegro" || state === "created") return source;
  if (state === "withdrawn") return state;
  return state === "queued" || state === "waiting" ? "unsent" : "under_way";
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

/** When, in the seller's own time: "at 10:35", of another day with its date. @param {string} iso */
export function when(iso) {
  const time = new Date(iso);
  if (time.toDateString() !== new Date().toDateString()) return text("at_moment", { time: moment(iso) });
  return text("at_time", { time: new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), { timeStyle: "short" }).format(time) });
}

/** A moment in the seller's own time. @param {string} iso */
export function moment(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), { dateStyle: "short", timeStyle: "short" }).format(time);
}

/** A day with its name: "środa, 25 listopada". It is a day of the calendar, the same in every zone. @param {string} day as YYYY-MM-DD */
export function dayName(day) {
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime())) return day;
  return new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(noon);
}
