// What people read about waiting, stations and accounts, in Polish; and that a waiting job is followed to its end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Follower } from "../../extension/pages/follower.js";
import { linesOf } from "../../extension/pages/header.js";
import { questionAboutEarlier, reasonToWait, stationSeen, when, wordsOfAccount, wordsOfCounts, wordsOfError, wordsOfFields, wordsOfNextTry, wordsOfPassword } from "../../extension/pages/words.js";
import { textOf } from "./sources.js";

const polish = JSON.parse(textOf("extension/_locales/pl/messages.json"));
Object.assign(globalThis, { chrome: { i18n: { getMessage: (/** @type {string} */ key) => polish[key]?.message ?? "", getUILanguage: () => "pl" } } });

/** @typedef {import("../../extension/protocol").ErrorInfo} ErrorInfo */
/** @param {ErrorInfo["code"]} code @param {Partial<ErrorInfo>} [part] @returns {ErrorInfo} */
const error = (code, part = {}) => ({ code, message: "", outcome: "not_sent", fields: [], carrier: null, retry_after_s: null, data: {}, ...part });
const soon = () => new Date(Date.now() + 1000);
const minutes = (/** @type {Date} */ time) => String(time.getMinutes()).padStart(2, "0");

test("the next try is a time of the day here, with its date when that is not today, and never lies in the past", () => {
  const time = new Date();
  time.setHours(10, 35, 0, 0);
  assert.equal(when(time.toISOString()), "o 10:35");
  assert.match(when("2031-03-02T10:35:00Z"), /^2\.03\.2031/);
  assert.match(wordsOfNextTry(soon().toISOString()), new RegExp(`^następna próba .*:${minutes(soon())}`));
  assert.equal(wordsOfNextTry("2020-01-01T00:00:00Z"), "następna próba za chwilę");
  assert.equal(wordsOfNextTry(null), "następna próba za chwilę");
});

test("why an order waits names who does not answer, also before anything was sent there", () => {
  assert.equal(reasonToWait(error("carrier_unavailable"), "inpost"), "InPost: przewoźnik nie odpowiada.");
  assert.equal(reasonToWait(error("carrier_timeout"), null), "przewoźnik nie odpowiada.");
  assert.equal(reasonToWait(error("allegro_unavailable"), null), "Allegro nie odpowiada.");
  assert.equal(reasonToWait(error("plan_changed"), null), "Chwilowo nie można wysłać tego zamówienia.");
  assert.equal(reasonToWait(null, null), "Chwilowo nie można wysłać tego zamówienia.");
});

test("every reason that passes by itself has words of its own", () => {
  const source = textOf("agent/shipping/work/send.py");
  const passing = [...(source.split("_PASSING = (")[1]?.split(")")[0] ?? "").matchAll(/ErrorCode\.([A-Z_]+)/g)].map((match) => match[1]?.toLowerCase());
  assert.ok(passing.length > 5);
  for (const code of passing) assert.ok(polish[`waits_${code}`], code);
});

test("counts name what is under way and what waits only where there is some", () => {
  assert.equal(wordsOfCounts({ created: 3, to_fix: 1, working: 0, waiting: 0 }), "3 utworzone, 1 do poprawy");
  assert.equal(wordsOfCounts({ created: 0, to_fix: 0, working: 2, waiting: 4 }), "0 utworzone, 0 do poprawy, 2 w toku, czeka: 4");
});

test("an earlier shipment says how far it is, and which station has it in hand", () => {
  /** @type {import("../../extension/protocol").Earlier} */
  const earlier = { source: "ledger", carrier: "inpost", tracking_number: null, state: "created", created_at: null, station: "stół 2", station_seen_at: null };
  const said = (/** @type {Partial<typeof earlier>} */ part) => questionAboutEarlier([{ ...earlier, ...part }]);
  const seen = new Date(new Date().setHours(10, 35)).toISOString();
  assert.match(said({ tracking_number: "1" }), /: InPost 1, stół 2\. Utworzyć kolejną\?/);
  assert.match(said({ state: "waiting" }), /: jeszcze niewysłana, program utworzy ją sam, InPost, stół 2\./);
  assert.match(said({ state: "sending", station_seen_at: seen }), /: w trakcie tworzenia, InPost, stół 2, ostatnio widziane o 10:35\./);
  assert.match(said({ source: "allegro", state: "" }), /: numer na Allegro \(InPost\)\./);
  assert.equal(stationSeen("stół 2", null), "stół 2");
});

test("a refused second shipment is called created only when it was", () => {
  const data = { tracking_number: null, carrier: "inpost", created_at: "2026-11-25T09:00:00Z", station: "stół 2", station_seen_at: null };
  assert.match(wordsOfError(error("already_shipped", { data: { ...data, state: "created" } })), /, utworzona .*, stół 2\. Kolejnej/);
  assert.match(wordsOfError(error("already_shipped", { data: { ...data, state: "waiting" } })), /, w trakcie, zlecona .*, stół 2\. Kolejnej/);
});

test("a refused field says what to correct, one without words of its own says nothing", () => {
  const fields = [{ path: "settings", code: "partner_refused" }, { path: "params.items", code: "missing" }, { path: "recipient.phone", code: "phone_missing" }];
  const said = wordsOfFields(error("credentials_refused", { fields }));
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /^PartnerID lub PartnerKey jest błędny\. Popraw je w ustawieniach konta ORLEN Paczka\./);
  assert.doesNotMatch(said.join(), /—|undefined/);
});

test("accounts that do not work are told once each, with what to do", () => {
  /** @type {import("../../extension/protocol").AccountInfo} */
  const account = { id: "inpost-2", carrier: "inpost", name: "InPost sklep", enabled: true, state: "stopped", next_try_at: null, expires_in_days: null, withdraws: false };
  const status = {
    agent_version: "1", newer_version: null, station: "stół 1", sellers: [], running_jobs: 0, findings: 0, paused: false, locked: false, printer: null, stations: [],
    accounts: [{ ...account, id: "a", state: /** @type {const} */ ("waiting") }, account, { ...account, id: "b", state: /** @type {const} */ ("ok"), expires_in_days: 8 }, { ...account, id: "c", enabled: false }],
    problems: [error("ledger_unavailable"), error("credentials_refused", { data: { account: "inpost-2" } }), error("credentials_refused"), error("sets_unsent", { data: { account_id: "inpost-2", day: "2026-11-24", parcels: 3 } })],
  };
  // a set that was not handed over is told beside the account that was stopped
  assert.deepEqual(linesOf(status).map(({ code, loud }) => [code, loud]),
    [["ledger_unavailable", true], ["credentials_refused", true], ["sets_unsent", true], ["account_stopped", true], ["account_waiting", false]]);
  assert.match(wordsOfAccount(account), /inpost-2\.$/);
  assert.deepEqual(linesOf({ ...status, accounts: [], problems: [], locked: true }).map(({ code, loud }) => [code, loud]), [["locked", false]]);
});

test("a password that ends within a week is told in amber, with how to change it", () => {
  /** @type {import("../../extension/protocol").AccountInfo} */
  const account = { id: "poczta", carrier: "poczta_polska", name: "Poczta", enabled: true, state: "ok", next_try_at: null, expires_in_days: 7, withdraws: false };
  const status = { agent_version: "1", newer_version: null, station: "", sellers: [], running_jobs: 0, findings: 0, paused: false, locked: false, printer: null, stations: [], problems: [], accounts: [account] };
  const [line, ...more] = linesOf(status);
  assert.deepEqual([line?.code, line?.loud, more], ["password_ends", false, []]);
  assert.equal(line?.words, "Poczta: hasło wygasa za dni: 7; zmień je w ustawieniach programu: Przewoźnicy, konto poczta");
  assert.deepEqual(linesOf({ ...status, accounts: [{ ...account, expires_in_days: 8 }, { ...account, expires_in_days: null }, { ...account, enabled: false }] }), []);
  assert.equal(wordsOfPassword({ ...account, expires_in_days: 8 }), "hasło ważne jeszcze (dni): 8");
});

test("a job that waits is followed until it has finished, and another station's news are asked for again", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const elsewhere = { station: "stół 2", seen_at: "2026-11-25T09:00:00Z", alive: true };
  /** @type {import("../../extension/protocol").JobSummary} */
  const job = { job_id: "J", created_at: "2026-11-25T07:00:00Z", state: "waiting", total: 1, created: 0, to_fix: 0, undecided: 0, working: 0, waiting: 1, on_allegro: 0, labels: 0, seq: 1 };
  /** @type {import("../../extension/protocol").JobItem} */
  const item = {
    order_id: "A", position: 0, parcel: 1, parcels: 1, state: "waiting", account: null, carrier: null, service: null, tracking_number: null, on_allegro: "none", label: "none",
    label_pages: 0, cod_grosze: null, error: null, warnings: [], next_try_at: null, elsewhere,
  };
  const answers = [
    { job, items: [item] }, // read
    { job, items: [item] }, // looked at: the same
    { job, items: [{ ...item, elsewhere: { ...elsewhere, alive: false } }] }, // read again, without any event
    { job: { ...job, state: "finished", seq: 2 }, items: [item] }, // looked at: something was missed
    { job: { ...job, state: "finished", seq: 2 }, items: [{ ...item, state: "created", elsewhere: null }] },
  ];
  const background = /** @type {any} */ ({ call: async () => answers.shift() });
  /** @type {string[]} */
  const shown = [];
  const follower = new Follower(background, "J", ({ summary, items: [first] }) => {
    shown.push(`${summary.state} ${first?.state} ${first?.elsewhere?.alive ?? "here"}`);
    context.mock.timers.tick(11_000);
    setImmediate(() => follower.hurry());
  });
  await follower.run();
  assert.equal(answers.length, 0);
  assert.deepEqual(shown, ["waiting waiting true", "waiting waiting true", "waiting waiting false", "finished waiting false", "finished created here"]);
});
