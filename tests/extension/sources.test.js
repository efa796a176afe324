// Rules of the threat model that are rules about the source: rows 10, 11, 14, 15, 16, 29.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { PANEL_HOSTS } from "../../extension/common/allegro.js";
import * as protocol from "../../extension/common/protocol.js";
import { filesOf, textOf } from "./sources.js";

const manifest = JSON.parse(textOf("extension/manifest.json"));
const scripts = filesOf("extension", [".js"]);
const MATCHES = ["https://salescenter.allegro.com/*", "https://salescenter.allegro.com.allegrosandbox.pl/*"];

/** Code without comments. @param {string} path */
const codeOf = (path) => textOf(path).replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

test("row 29: the manifest asks for exactly this", () => {
  assert.deepEqual(manifest.permissions, ["storage", "downloads"]);
  assert.deepEqual(manifest.content_scripts.map((/** @type {any} */ script) => script.matches), [MATCHES]);
  assert.deepEqual(manifest.web_accessible_resources, [{ resources: ["content/*.js", "common/*.js"], matches: MATCHES }]);
  for (const absent of ["host_permissions", "optional_permissions", "optional_host_permissions", "externally_connectable"]) {
    assert.equal(Object.hasOwn(manifest, absent), false, absent);
  }
  assert.equal(manifest.content_scripts[0].all_frames, undefined);
  assert.deepEqual(manifest.browser_specific_settings.gecko.data_collection_permissions, { required: ["none"] });
  assert.deepEqual(PANEL_HOSTS.map((host) => `https://${host}/*`), MATCHES);
});

test("row 29: the extension's ids are fixed, and the program lets in the one of Chromium", () => {
  assert.equal(manifest.browser_specific_settings.gecko.id, "nadajnik@nadajnik.pl");
  const hash = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex").slice(0, 32);
  const id = [...hash].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join("");
  assert.equal(id, "ealkenodmeccnmmleigaeoagmcgooacf");
  assert.ok(textOf("agent/server/address.py").includes(`"chrome-extension://${id}"`));
});

test("row 29: own scripts only, connections to this computer only, no upgrade of ws to wss", () => {
  const policy = manifest.content_security_policy.extension_pages;
  assert.match(policy, /default-src 'none'; script-src 'self';/);
  assert.match(policy, /connect-src ws:\/\/127\.0\.0\.1:\* http:\/\/127\.0\.0\.1:\*;/);
  assert.doesNotMatch(policy, /upgrade-insecure|unsafe|https:/);
});

const FORBIDDEN = /** @type {const} */ ([
  ["row 14: markup from text", /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/],
  ["row 14: messages through the page", /(?:window|self|globalThis|parent|top)\.postMessage|addEventListener\("message"/],
  ["row 10: a name instead of the address", /localhost/i],
  ["row 11: storage that pages or other computers reach", /storage\.sync|localStorage|sessionStorage\b(?!:)|document\.cookie/],
  ["row 29: code from elsewhere", /\beval\(|new Function\(|importScripts|https?:\/\/(?!127\.0\.0\.1|\$\{HOST\}|www\.w3\.org)/],
]);
for (const [rule, pattern] of FORBIDDEN) {
  test(rule, () => {
    assert.ok(scripts.length > 30);
    for (const path of scripts) assert.doesNotMatch(codeOf(path), pattern, path);
  });
}

test("row 10: one place opens sockets, and it is the background", () => {
  assert.deepEqual(scripts.filter((path) => /new WebSocket\(/.test(codeOf(path))), ["extension/background/main.js"]);
  assert.deepEqual(scripts.filter((path) => /\bfetch\(|XMLHttpRequest|sendBeacon|EventSource/.test(codeOf(path))), []);
});

test("rows 14 and 15: what runs in Allegro's pages reaches neither keys nor storage, and its shadow roots are closed", () => {
  const inPage = scripts.filter((path) => /^extension\/(content|common)\//.test(path));
  for (const path of inPage) {
    assert.doesNotMatch(codeOf(path), /indexedDB|chrome\.storage|crypto\.subtle|chrome\.tabs|chrome\.downloads/, path);
    assert.doesNotMatch(codeOf(path), /mode: "open"/, path);
    // modules a content script imports must be web accessible: only these two folders are
    for (const [, from] of codeOf(path).matchAll(/^import .* from "(.+)";$/gm)) assert.match(from ?? "", /^(\.\/|\.\.\/common\/)/, path);
  }
});

test("row 15: storage that content scripts reach in Firefox holds the port and nothing else", () => {
  const kept = scripts.flatMap((path) => [...codeOf(path).matchAll(/storage\.local\.(?!setAccessLevel)(\w+)\(([^)]*)\)/g)].map(([, verb, what]) => [path, verb, what]));
  assert.deepEqual(kept, [["extension/background/settings.js", "get", '"port"'], ["extension/background/settings.js", "set", "{ port }"]]);
});

test("rows 14: every click listener in the page asks for a person's click", () => {
  const content = scripts.filter((path) => path.startsWith("extension/content/"));
  for (const path of content) {
    for (const [, handler] of codeOf(path).matchAll(/addEventListener\("click", (.{0,40})/g)) assert.match(handler ?? "", /^onTrustedClick\(/, path);
  }
});

test("the numbers of the protocol are those of shared_schema", () => {
  const source = textOf("shared_schema/__init__.py");
  const number = (/** @type {string} */ name) => Number(new RegExp(`^${name} = ([0-9_]+)$`, "m").exec(source)?.[1]?.replaceAll("_", ""));
  assert.equal(protocol.PROTOCOL, number("PROTOCOL"));
  assert.equal(protocol.MIN_PROTOCOL, number("MIN_PROTOCOL"));
  assert.equal(protocol.MAX_ORDERS, number("MAX_ORDERS"));
  assert.equal(protocol.PAGE_ROWS, number("PAGE_ROWS"));
});

test("every file the manifest and the pages name exists", () => {
  const named = [...Object.values(manifest.icons), manifest.background.service_worker, manifest.options_ui.page, ...manifest.content_scripts[0].js].map((name) => `extension/${name}`);
  for (const page of filesOf("extension/pages", [".html"])) {
    for (const [, name] of textOf(page).matchAll(/(?:src|href)="([^"]+)"/g)) named.push(`extension/pages/${name}`.replace("pages/../", ""));
  }
  for (const path of named) assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path);
});

test("modules stay small", () => {
  for (const path of scripts) assert.ok(textOf(path).split("\n").length <= 300, path);
});
