// What all scripts share: a browser, pages that report what goes wrong, and traces to send.

const assert = require("node:assert/strict");
const { chromium } = require("playwright-core");

const { CHROMIUM, VIEWER, OTLP, FOLDER } = process.env;

/**
 * Runs a script with a browser. On its pages nothing may be written to the console as an
 * error, nothing may be asked of others, and no dialog may open.
 */
async function run(script) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const wrong = [];
  const open = async (address, options = {}) => {
    const { allowed = [], ...more } = options;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...more });
    page.setDefaultTimeout(20_000);
    const isAllowed = (text) => allowed.some((part) => text.includes(part));
    page.on("console", (message) => message.type() === "error" && !isAllowed(message.text()) && wrong.push(`${address}: console: ${message.text()}`));
    page.on("pageerror", (error) => wrong.push(`${address}: ${error.stack}`));
    page.on("dialog", (dialog) => (wrong.push(`${address}: a dialog: ${dialog.message()}`), dialog.dismiss()));
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (!["blob:", "data:", "file:"].includes(protocol) && origin !== VIEWER) wrong.push(`${address}: asks ${request.url()}`);
    });
    await page.goto(address.startsWith("file:") ? address : VIEWER + address);
    return page;
  };
  try {
    await script(open, browser);
  } finally {
    await browser.close();
  }
  assert.deepEqual(wrong, []);
}

/** Attributes of OTLP from an object. */
function attributes(object) {
  const value = (it) =>
    typeof it === "boolean" ? { boolValue: it } : Number.isInteger(it) ? { intValue: String(it) } : typeof it === "number" ? { doubleValue: it } : { stringValue: String(it) };
  return Object.entries(object).map(([key, it]) => ({ key, value: value(it) }));
}

const START = BigInt(Date.now() - 60_000) * 1_000_000n;

/**
 * Sends spans `{ id, parent, name, service, from, to, kind, error, attributes, events, links }`;
 * ids are numbers, times milliseconds from the start of the trace.
 */
async function sendSpans(traceId, spans) {
  const services = Map.groupBy ? Map.groupBy(spans, (span) => span.service) : grouped(spans);
  for (const [service, all] of services) {
    for (let at = 0; at < all.length; at += 2_000) {
      await post("/v1/traces", {
        resourceSpans: [
          { resource: { attributes: attributes({ "service.name": service }) }, scopeSpans: [{ spans: all.slice(at, at + 2_000).map((span) => otlp(traceId, span)) }] },
        ],
      });
    }
  }
}

function grouped(spans) {
  const groups = new Map();
  for (const span of spans) groups.set(span.service, [...(groups.get(span.service) ?? []), span]);
  return groups;
}

function otlp(traceId, span) {
  return {
    traceId,
    spanId: hex(span.id),
    ...(span.parent === undefined ? {} : { parentSpanId: hex(span.parent) }),
    name: span.name,
    kind: span.kind ?? 1,
    startTimeUnixNano: String(START + BigInt(Math.round(span.from * 1e6))),
    endTimeUnixNano: String(START + BigInt(Math.round(span.to * 1e6))),
    attributes: attributes(span.attributes ?? {}),
    ...(span.error === undefined ? {} : { status: { code: 2, message: span.error } }),
    ...(span.events === undefined ? {} : { events: span.events.map(({ name, at, ...more }) => ({ name, timeUnixNano: String(START + BigInt(Math.round(at * 1e6))), attributes: attributes(more) })) }),
    ...(span.links === undefined ? {} : { links: span.links }),
  };
}

async function sendLog(traceId, spanId, at, text, more = {}) {
  await post("/v1/logs", {
    resourceLogs: [
      {
        resource: { attributes: attributes({ "service.name": more.service ?? "logs" }) },
        scopeLogs: [
          {
            logRecords: [
              { traceId, spanId: hex(spanId), timeUnixNano: String(START + BigInt(Math.round(at * 1e6))), severityNumber: 17, severityText: "ERROR", body: { stringValue: text }, attributes: attributes(more.attributes ?? {}) },
            ],
          },
        ],
      },
    ],
  });
}

async function post(path, body) {
  const response = await fetch(OTLP + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {}, "all of it is taken");
}

function hex(number) {
  return number.toString(16).padStart(16, "0");
}

const CHECKOUT = "00000000000000000000000000c0ffee";

/** A checkout over five services: `orders` is slow, and the bank declines the card. */
async function sendCheckout(traceId = CHECKOUT) {
  const failed = { error: "502" };
  await sendSpans(traceId, [
    { id: 1, name: "POST /checkout", service: "gateway", from: 0, to: 2565, kind: 2, ...failed, attributes: { "http.request.method": "POST", "user.id": "u-17" } },
    { id: 2, parent: 1, name: "POST auth", service: "gateway", from: 4, to: 40, kind: 3 },
    { id: 3, parent: 2, name: "POST /verify", service: "auth", from: 8, to: 36, kind: 2 },
    { id: 4, parent: 1, name: "POST orders", service: "gateway", from: 42, to: 2548, kind: 3, ...failed },
    { id: 5, parent: 4, name: "POST /orders", service: "orders", from: 46, to: 2546, kind: 2, error: "payment failed", attributes: { "order.id": "order-42" } },
    { id: 6, parent: 5, name: "SELECT orders", service: "orders", from: 50, to: 2360, kind: 3, attributes: { "db.system": "postgresql" } },
    ...Array.from({ length: 8 }, (_, at) => ({ id: 10 + at, parent: 5, name: "SELECT items", service: "orders", from: 2362 + at * 5, to: 2366 + at * 5, kind: 3 })),
    { id: 20, parent: 5, name: "Charge", service: "orders", from: 2405, to: 2540, kind: 3, error: "declined" },
    { id: 21, parent: 20, name: "Charge", service: "payments", from: 2408, to: 2536, kind: 2, error: "declined" },
    {
      id: 22, parent: 21, name: "POST bank", service: "payments", from: 2412, to: 2530, kind: 3, error: "card declined", attributes: { amount: 129.9, live: true, retry: 2 },
      events: [{ name: "exception", at: 2530, "exception.type": "PaymentError", "exception.message": "card declined" }],
    },
    { id: 30, parent: 5, name: "publish", service: "orders", from: 2541, to: 2543, kind: 4 },
    { id: 31, parent: 30, name: "process", service: "notifications", from: 2580, to: 2790, kind: 5 },
  ]);
  await sendLog(traceId, 22, 2531, "the bank declined the card", { service: "payments", attributes: { "order.id": "order-42" } });
}

module.exports = { assert, attributes, CHECKOUT, FOLDER, hex, OTLP, post, run, sendCheckout, sendLog, sendSpans, START, VIEWER };
