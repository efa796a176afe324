// Row 25: how long ago a person acted, told as of the moment of sending, whatever a request had to wait for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../extension/background/problems.js";
import { Session } from "../../extension/background/session.js";
import { momentAgo, momentOf, msSince } from "../../extension/common/acted.js";
import { Background, Refused } from "../../extension/pages/background.js";

const AN_HOUR = 3_600_000;
/** @type {["shipments.create", any]} */
const CREATE = ["shipments.create", { key: "k" }];

test("row 25: only a person's event is an act", () => {
  assert.equal(momentOf(/** @type {any} */ ({ isTrusted: false })), null);
  const acted = momentOf(/** @type {any} */ ({ isTrusted: true }));
  assert.ok(acted && msSince(acted) < 1000);
});

test("row 25: a moment that cannot have been is none", () => {
  for (const impossible of [null, -1, NaN]) assert.equal(momentAgo(impossible), null);
});

test("row 25: neither a sleeping computer nor a clock set back makes a click younger", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 10 * AN_HOUR });
  const acted = momentAgo(0);
  assert.ok(acted);
  context.mock.timers.setTime(18 * AN_HOUR); // the other clock stood still meanwhile
  assert.equal(msSince(acted), 8 * AN_HOUR);
  context.mock.timers.setTime(9 * AN_HOUR);
  const earlier = { ...acted, steady: acted.steady - AN_HOUR };
  assert.ok(msSince(earlier) >= AN_HOUR);
});

/** @param {number} requestsPer10s */
function session(requestsPer10s) {
  /** @type {any[]} */
  const sent = [];
  /** @type {any} */
  const channel = { send: (/** @type {any} */ message) => sent.push(message), handOver: () => undefined, close: () => undefined };
  /** @type {any} */
  const ready = { methods: ["shipments.create", "jobs.list"], limits: { max_message_bytes: 262_144, requests_per_10_s: requestsPer10s } };
  return { sent, session: new Session(channel, ready, { onEvent: () => undefined, onEnd: () => undefined }) };
}

test("row 25: a request held back by the pace tells what it waited too; others tell nothing", async (context) => {
  context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: AN_HOUR });
  const { sent, session: open } = session(2);
  const lost = [open.request("jobs.list", {}, AN_HOUR), open.request(...CREATE, AN_HOUR, momentAgo(500))].map((each) => assert.rejects(each, ConnectionLost));
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sent.map(({ method, params }) => [method, params]), [["jobs.list", {}]]);
  context.mock.timers.tick(10_000);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sent[1].params, { key: "k", acted_ms_ago: 10_500 });
  open.end();
  await Promise.all(lost);
});

/** The background as a page reaches it. @param {(message: any) => any} answer */
function background(answer) {
  /** @type {any[]} */
  const asked = [];
  const listeners = { addListener: () => undefined };
  Reflect.set(globalThis, "chrome", {
    runtime: {
      connect: () => ({ onMessage: listeners, onDisconnect: listeners, postMessage: () => undefined }),
      sendMessage: async (/** @type {any} */ message) => {
        asked.push(message);
        return answer(message);
      },
    },
  });
  return { asked, page: new Background({}) };
}

test("row 25: a page that waits for the program to come back tells each time how old the click is, and is refused in the end", async (context) => {
  context.mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"], now: AN_HOUR });
  const away = { ok: false, state: "not_running", error: null };
  const refused = { ok: false, state: "connected", error: { code: "action_too_old" } };
  const { asked, page } = background(({ actedMsAgo }) => (actedMsAgo > 60_000 ? refused : away));
  const work = assert.rejects(page.call(...CREATE, momentAgo(0)), (problem) => problem instanceof Refused && problem.message === "action_too_old");
  for (let tries = 0; tries < 25; tries++) {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(3_000);
  }
  await work;
  const ages = asked.map(({ actedMsAgo }) => actedMsAgo);
  assert.deepEqual([...ages].sort((a, b) => a - b), ages);
  assert.equal(new Set(ages).size, ages.length);
  assert.equal(ages.filter((age) => age > 60_000).length, 1);
});

test("row 25: what spends nothing has no act", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { asked, page } = background(() => ({ ok: true, value: { jobs: [] } }));
  await page.call("jobs.list", {});
  assert.equal(asked[0].actedMsAgo, null);
});
