// How soon a viewer's page shows a trace of 20,000 spans, and what it takes:
//
//     NODE_PATH=FOLDER/node_modules node open.cjs OTLP PAGE ROWS
//
// OTLP is where it takes OTLP/HTTP in JSON, PAGE the address of the trace with {id} for its id,
// ROWS a selector of what is there once the first rows are. FOLDER has playwright-core. The
// trace is sent in ten requests of 2,000 spans each; the page is opened three times.

const { chromium } = require("playwright-core");

const [otlp, address, rows, click] = process.argv.slice(2);
const SPANS = 20_000;
const SERVICES = ["gateway", "auth", "orders", "payments", "stock"];
const hex = (number, digits) => number.toString(16).padStart(digits, "0");

function trace(id, start) {
  // The same one each time.
  let state = 42;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const made = [{ at: 1, from: 0, to: 20_000 }];
  for (let at = 2; at <= SPANS; at += 1) {
    const above = made[Math.floor(random() * made.length)];
    const from = above.from + random() * (above.to - above.from) * 0.8;
    made.push({ at, above: above.at, from, to: Math.min(above.to, from + random() * (above.to - above.from) * 0.3) });
  }
  const nanos = (millis) => String(start + BigInt(Math.round(millis * 1e6)));
  return made.map(({ at, above, from, to }) => ({
    traceId: id,
    spanId: hex(at, 16),
    ...(above ? { parentSpanId: hex(above, 16) } : {}),
    name: `operation ${at % 40}`,
    kind: 1,
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: [{ key: "item", value: { intValue: String(at) } }, { key: "path", value: { stringValue: `/v1/items/${at}` } }],
    status: {},
  }));
}

async function send(id) {
  const all = trace(id, BigInt(Date.now() - 60_000) * 1_000_000n);
  for (let from = 0; from < all.length; from += 2_000) {
    const spans = all.slice(from, from + 2_000);
    const resourceSpans = SERVICES.map((service, of) => ({
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: "load" }, spans: spans.filter((_, at) => at % SERVICES.length === of) }],
    }));
    const answer = await fetch(`${otlp}/v1/traces`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ resourceSpans }) });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  }
}

(async () => {
  const id = hex(BigInt(Date.now()), 32);
  await send(id);
  await new Promise((done) => setTimeout(done, 3_000));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--enable-precise-memory-info"] });
  for (let turn = 0; turn < 3; turn += 1) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(180_000);
    const begun = Date.now();
    await page.goto(address.replace("{id}", id), { waitUntil: "commit", timeout: 180_000 });
    if (click) await page.locator(click.replace("{id}", id)).first().click();
    await page.locator(rows).first().waitFor();
    // A page that is busy has rows that cannot be used.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
    const shown = Date.now() - begun;
    const { nodes, heap } = await page.evaluate(() => ({ nodes: document.querySelectorAll("*").length, heap: performance.memory.usedJSHeapSize }));
    console.log(`rows after ${shown} ms, ${nodes} nodes, ${(heap / 1e6).toFixed(0)} MB of heap`);
    await page.close();
  }
  await browser.close();
})();
