// One click: what needs no look, and that one click makes one key whatever happens to its answer.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { needsNoLook } from "../../extension/background/no-look.js";
import { OneClick } from "../../extension/background/one-click.js";
import { ConnectionLost, ownError, RequestRefused } from "../../extension/background/problems.js";
import { momentAgo } from "../../extension/common/acted.js";
import { hasShipped, noteShipped } from "../../extension/pages/memory.js";

const ORDER = "7f3c0a10-6d1e-11f1-9c1b-1b2c3d4e5f60";

/** @type {any} */
const ROW = {
  order_id: ORDER, status: "ready", digest: "d1", error: null, problems: [], earlier: [], confirmation: null, parcels: 1,
  cod_grosze: null, insurance_grosze: 50_000, account: "inpost", why: [{ code: "rule" }],
};
/** @type {any} */
const NONE = { order_id: ORDER, state: "none", carrier: null, tracking_number: null, label: false };
/** @type {any} */
const STATUS = { paused: false, locked: false, accounts: [{ id: "inpost", enabled: true, state: "ok" }, { id: "poczta", enabled: true, state: "stopped" }] };

test("a green first parcel without COD needs no look, insured or not, its account used before or not", () => {
  assert.equal(needsNoLook(ROW, NONE, STATUS), true);
  assert.equal(needsNoLook({ ...ROW, insurance_grosze: null }, NONE, STATUS), true);
  assert.equal(needsNoLook(ROW, NONE, { ...STATUS, accounts: [{ ...STATUS.accounts[0], state: "untested" }] }), true);
});

for (const [name, change] of /** @type {[string, object][]} */ ([
  ["amber", { status: "attention" }],
  ["red", { status: "blocked" }],
  ["no digest", { digest: null }],
  ["an error", { error: ownError("not_found", "x") }],
  ["a problem", { problems: [{ code: "phone_landline" }] }],
  ["COD", { cod_grosze: 1 }],
  ["COD of nothing", { cod_grosze: 0 }],
  ["an earlier shipment", { earlier: [{}] }],
  ["a confirmation", { confirmation: "c" }],
  ["several parcels", { parcels: 2 }],
  ["an unknown account", { account: "other" }],
  ["no account", { account: null }],
  ["a stopped account", { account: "poczta" }],
])) {
  test(`row 14: ${name} is looked at`, () => assert.equal(needsNoLook({ ...ROW, ...change }, NONE, STATUS), false));
}

test("row 14: everything tried before is looked at, and so is an order nothing is known of", () => {
  for (const state of ["in_progress", "waiting", "created", "failed", "unknown", "on_allegro", "withdrawn"]) {
    assert.equal(needsNoLook(ROW, { ...NONE, state }, STATUS), false, state);
  }
  assert.equal(needsNoLook(ROW, undefined, STATUS), false);
  assert.equal(needsNoLook(ROW, { ...NONE, order_id: "another" }, STATUS), false);
});

test("a paused or locked program, an account that is off or does not answer: looked at", () => {
  assert.equal(needsNoLook(ROW, NONE, { ...STATUS, paused: true }), false);
  assert.equal(needsNoLook(ROW, NONE, { ...STATUS, locked: true }), false);
  for (const change of [{ enabled: false }, { state: "waiting" }, { state: "stopped" }]) {
    assert.equal(needsNoLook(ROW, NONE, { ...STATUS, accounts: [{ ...STATUS.accounts[0], ...change }] }), false);
  }
});

/** What the browser session remembers. @type {Record<string, any>} */
let stored = {};
beforeEach(() => {
  stored = {};
  Reflect.set(globalThis, "chrome", {
    storage: {
      session: {
        get: async (/** @type {string} */ key) => structuredClone({ [key]: stored[key] }),
        set: async (/** @type {object} */ values) => void Object.assign(stored, structuredClone(values)),
        remove: async (/** @type {string} */ key) => void delete stored[key],
      },
    },
  });
});

/** @param {{ isOn?: boolean, first?: boolean, acted?: import("../../extension/common/acted.js").Moment | null, row?: any, create?: () => any }} [world] */
function surroundings({ isOn = true, first = false, acted = momentAgo(70), row = ROW, create = () => ({ job: { job_id: "J" } }) } = {}) {
  /** @type {any[]} */
  const created = [];
  /** @type {any[]} */
  const opened = [];
  /** @type {(string | null)[]} */
  const steps = [];
  /** @type {Record<string, (params: any) => any>} */
  const answers = {
    "plans.create": () => ({ plan_id: "P", total: 1 }),
    "plans.get": () => ({ rows: [row] }),
    "orders.status": () => ({ orders: [NONE] }),
    "agent.status": () => STATUS,
    "shipments.create": (params) => {
      // what is sent is already kept
      assert.equal(stored[`create:click-${ORDER}`]?.key, params.key);
      created.push(params);
      return create();
    },
  };
  /** @type {any[]} */
  const acts = [];
  const oneClick = new OneClick({
    request: async (method, params, act) => {
      if (method === "shipments.create") acts.push(act);
      return answers[method]?.(params);
    },
    isOn: async () => isOn,
    hasShipped: async () => !first,
    onStep: (_, step) => void steps.push(step),
  });
  const click = () => oneClick.click(ORDER, "7", acted, async (place) => void opened.push(place));
  return { oneClick, click, created, acts, opened, steps };
}

test("green: created at once, with the plan's digest and nothing accepted or confirmed; the icon is told the steps", async () => {
  const acted = momentAgo(900);
  const { click, created, acts, opened, steps } = surroundings({ acted });
  await click();
  assert.deepEqual([opened, acts], [[], [acted]]);
  assert.deepEqual(steps, ["planning", "creating", null]);
  assert.equal(created.length, 1);
  assert.equal(created[0].seller_id, "7");
  const { order_id, digest, accepted, confirmation } = created[0].items[0];
  assert.deepEqual([order_id, digest, accepted, confirmation], [ORDER, "d1", false, null]);
  assert.deepEqual(stored, {});
});

test("off, or anything to look at: the page, and nothing is sent", async () => {
  for (const world of [{ isOn: false }, { acted: null }, { row: { ...ROW, cod_grosze: 1 } }, { row: { ...ROW, order_id: "another" } }]) {
    const { click, created, opened } = surroundings(world);
    await click();
    assert.deepEqual([created, opened], [[], [{ orderIds: [ORDER], sellerId: "7" }]]);
  }
});

test("row 14: the first parcel of a browser session is made from the page", async () => {
  const { click, created, opened, steps } = surroundings({ first: true });
  await click();
  assert.deepEqual([created, opened, steps], [[], [{ orderIds: [ORDER], sellerId: "7" }], [null]]);
  assert.equal(await hasShipped(), false);
  await noteShipped();
  assert.equal(await hasShipped(), true);
});

test("row 14: two clicks are one", async () => {
  const { click, created, opened } = surroundings();
  await Promise.all([click(), click()]);
  assert.deepEqual([created.length, opened], [1, []]);
});

test("a background that ends before the answer: the click asked again opens the page on the same key, younger than it is by nothing", async () => {
  const acted = momentAgo(5_000);
  const ended = surroundings({ acted, create: () => new Promise(() => undefined) });
  void ended.click();
  while (ended.created.length === 0) await new Promise((resolve) => setImmediate(resolve));
  // the tab lost its answer and asks the background that was begun anew
  const anew = surroundings({ acted });
  await anew.click();
  assert.deepEqual([anew.created, anew.opened], [[], [{ selectionId: `click-${ORDER}` }]]);
  const { key, jobId, actedAt } = stored[`create:click-${ORDER}`];
  assert.deepEqual([key, jobId, actedAt], [ended.created[0].key, null, acted?.wall]);
});

test("a lost answer: the key stays, the page is opened on it, and a second click makes no new one", async () => {
  const lost = surroundings({ create: () => { throw new ConnectionLost(); } });
  await lost.click();
  const place = { selectionId: `click-${ORDER}` };
  assert.deepEqual(lost.opened, [place]);
  assert.equal(stored[`create:click-${ORDER}`].key, lost.created[0].key);
  // the background was ended and knows nothing but what is stored
  const anew = surroundings();
  await anew.click();
  assert.deepEqual([anew.created, anew.opened], [[], [place]]);
});

test("a refused click stored nothing: a new plan is shown", async () => {
  const { click, opened } = surroundings({ create: () => { throw new RequestRefused(ownError("not_found", "x")); } });
  await click();
  assert.deepEqual([opened, stored], [[{ orderIds: [ORDER], sellerId: "7" }], {}]);
});

test("a parcel that does not come about is shown with its reason, once; one that does is not", async () => {
  const item = (/** @type {string} */ state) => /** @type {any} */ ({ topic: "job.item", data: { job_id: "J", item: { order_id: ORDER, state } } });
  const refused = surroundings();
  refused.oneClick.take(item("refused"));
  await refused.click();
  for (const state of ["sending", "refused", "refused"]) refused.oneClick.take(item(state));
  assert.deepEqual(refused.opened, [{ jobId: "J" }]);
  const done = surroundings();
  await done.click();
  for (const state of ["created", "refused"]) done.oneClick.take(item(state));
  assert.deepEqual(done.opened, []);
});
