// Every view, narrow and dark, wide and light: its content is there, and nothing sticks out.

const { assert, attributes, CHECKOUT, hex, post, run, sendCheckout, sendSpans, START } = require("./browser.cjs");

const OTHER = "000000000000000000000000000c0c0a";

const VIEWS = [
  ["/", ".trace-line", "POST /checkout"],
  ["/?q=%7B+status+%3D+error+%7D", ".chip", "status = error"],
  ["/?q=service+%3D+%22nobody%22", ".empty h2", "No trace matches"],
  [`/trace/${CHECKOUT}`, ".trace-head h1", "orders"],
  [`/trace/${CHECKOUT}?span=${hex(1)}`, ".linked-from a", "gateway POST /checkout"],
  [`/trace/${CHECKOUT}?view=flame`, ".flame-bars", ""],
  [`/trace/${CHECKOUT}?view=table`, "td", "POST /checkout"],
  [`/trace/${CHECKOUT}?view=statistics`, "td", "SELECT orders"],
  [`/trace/${CHECKOUT}?view=logs`, "td.wide", "the bank declined the card"],
  [`/trace/${CHECKOUT}?view=raw`, "pre.raw", "resourceSpans"],
  ["/services", "td", "gateway"],
  ["/services/orders", "td", "SELECT items"],
  ["/map", "svg.map .node-name", "gateway"],
  ["/slow", ".trace-line", "POST /checkout"],
  ["/errors", ".group-message", "card declined"],
  ["/compare?slow=1", "h2", "Where they spend more time"],
  [`/compare?a=${CHECKOUT}&b=${OTHER}`, ".verdict", "the second is faster by 2,310 ms"],
  ["/patterns", ".empty h2", "No recurring slow hours"],
  ["/status", ".verdict", ""],
  ["/live", ".found", ""],
];

/** What of a list or a table is not to be seen without scrolling sideways, or is squeezed. */
function cutOff() {
  const shown = [...document.querySelectorAll(".page *, .search *, .shell *, .trace-top *, .table-place *")].filter((one) => one.getClientRects().length > 0 && !one.closest(".unseen, .skip"));
  const named = (one) => `${one.tagName} ${one.getAttribute("class")}: ${one.textContent.slice(0, 40)}`;
  const outside = shown.filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  const squeezed = shown.filter((one) => one.matches("dd, td") && one.textContent.length > 3 && one.getBoundingClientRect().width < 30);
  return [...outside, ...squeezed].map(named);
}

run(async (open) => {
  const empty = await open("/");
  await empty.getByText("No trace has come yet").waitFor();
  await empty.getByRole("button", { name: "Python" }).click();
  await empty.getByText("opentelemetry-instrument").waitFor();
  await empty.getByRole("button", { name: "Send a first trace from here" }).click();
  await empty.getByText("Sent: reload").waitFor();
  await empty.reload();
  await empty.locator(".trace-line", { hasText: "hello" }).waitFor();
  await empty.close();

  await sendCheckout();
  await sendSpans(OTHER, [
    { id: 1, name: "POST /checkout", service: "gateway", from: 0, to: 480, kind: 2, links: [{ traceId: CHECKOUT, spanId: hex(1) }] },
    { id: 4, parent: 1, name: "POST orders", service: "gateway", from: 42, to: 478, kind: 3 },
    { id: 5, parent: 4, name: "POST /orders", service: "orders", from: 46, to: 476, kind: 2 },
  ]);
  for (const [width, height, ...schemes] of [[320, 640, "dark"], [1440, 900, "light"]]) {
    for (const colorScheme of schemes) {
      const page = await open("/status", { viewport: { width, height }, colorScheme });
      for (const [address, selector, text] of VIEWS) {
        await page.goto(new URL(address, page.url()).href);
        await page.locator(selector).filter({ hasText: text }).first().waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${address} at ${width}: ${wide} pixels stick out`);
        assert.deepEqual(await page.evaluate(cutOff), [], `${address} at ${width}`);
      }
      await page.close();
    }
  }

  // A service has one colour, wherever it stands, and no other service has it.
  const services = await open("/services");
  await services.locator("td .edge").nth(4).waitFor();
  const colours = await services.locator("tr:has(td .edge)").evaluateAll((all) => all.map((line) => [line.querySelector("a").textContent, getComputedStyle(line.querySelector(".edge")).backgroundColor]));
  const colourOf = new Map(colours);
  assert.equal(new Set(colourOf.values()).size, colours.length, JSON.stringify(colours));
  await services.goto(new URL(`/trace/${CHECKOUT}`, services.url()).href);
  const rows = services.locator(".row:has(.service)");
  await rows.first().waitFor();
  for (const [service, colour] of await rows.evaluateAll((all) => all.map((row) => [row.querySelector(".service").textContent, getComputedStyle(row.querySelector(".edge")).backgroundColor]))) {
    assert.equal(colour, colourOf.get(service), service);
  }
  await services.close();

  // On a narrow page the sentence and the facts come first, and the rest when it is asked for.
  const narrow = await open(`/trace/${CHECKOUT}`, { viewport: { width: 320, height: 640 } });
  await narrow.locator(".row").first().waitFor();
  assert.equal(await narrow.locator(".findings").isVisible(), false);
  assert.ok((await narrow.locator(".scroll").boundingBox()).height > 250);
  await narrow.locator(".row .operation", { hasText: "POST /orders" }).click();
  await narrow.locator(".panel h2").waitFor();
  const [shown, panel] = [await narrow.locator(".scroll").boundingBox(), await narrow.locator(".panel").boundingBox()];
  assert.ok(shown.y + shown.height <= panel.y + 1 && panel.y + panel.height <= 641, "the panel is below the rows, and on the page");
  assert.ok(shown.height >= 0.4 * (shown.height + panel.height), `${shown.height} of ${shown.height + panel.height} are left for the rows`);
  await narrow.getByRole("button", { name: "More", exact: true }).click();
  await narrow.locator(".findings").waitFor();
  await narrow.close();

  // The first rule of the design: what a trace is looked at for has the room.
  const page = await open(`/trace/${CHECKOUT}`);
  const { height } = await page.locator(".scroll").boundingBox();
  assert.ok(height >= 0.65 * 900, `rows have ${height} of 900 pixels`);
  assert.ok(height / 24 >= 24);
  await page.close();

  // Two versions of a service, beside each other.
  for (const [number, version] of ["1.4", "1.5", "1.5"].entries()) {
    const resource = { attributes: attributes({ "service.name": "billing", "service.version": version, "service.instance.id": `pod-${version}` }) };
    const times = { startTimeUnixNano: String(START + BigInt(number)), endTimeUnixNano: String(START + 5_000_000n) };
    await post("/v1/traces", { resourceSpans: [{ resource, scopeSpans: [{ spans: [{ traceId: hex(number + 1) + hex(77), spanId: hex(1), name: "bill", ...times }] }] }] });
  }
  const billing = await open("/services/billing?minutes=1440");
  const newer = billing.locator("tr", { hasText: "pod-1.5" });
  await newer.getByText("compare with the others").waitFor();
  await newer.getByText("show").click();
  await billing.locator(".trace-line").nth(1).waitFor();
  assert.equal(await billing.locator(".trace-line").count(), 2);
  assert.equal(await billing.locator(".chip").count(), 3);
  await billing.goBack();
  await billing.locator("tr", { hasText: "pod-1.4" }).getByText("compare with the others").click();
  await billing.locator(".found", { hasText: "1 trace like" }).waitFor();
  await billing.close();

  // What comes while a list is looked at is told, and moves nothing until it is asked for.
  const list = await open("/?q=%7B+name+%3D+%22later%22+%7D");
  await list.locator(".empty h2").waitFor();
  const later = (number) => sendSpans(`${number}`.padStart(32, "0"), [{ id: 1, name: "later", service: "gateway", from: 1_000 * number, to: 1_000 * number + 5 }]);
  await later(1);
  await list.getByRole("button", { name: "Show 1 new trace" }).click();
  await list.locator(".trace-line").waitFor();
  await later(2);
  await later(3);
  const button = list.getByRole("button", { name: "Show 2 new traces" });
  await button.waitFor();
  assert.equal(await list.locator(".trace-line").count(), 1);
  await button.click();
  await list.locator(".trace-line").nth(2).waitFor();
  assert.equal(await button.isVisible(), false);
  await list.close();
});
