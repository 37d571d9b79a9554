// What was sent is text, whatever it holds: a hundred payloads in every place run nothing.

const { assert, post, attributes, run, START, hex } = require("./browser.cjs");

const BODIES = ["window.ran=1", "top.ran=1", "document.title='ran'", "alert(1)", "fetch('//evil.example')"];
const FRAMES = [
  (body) => `<script>${body}</script>`,
  (body) => `<img src=x onerror="${body}">`,
  (body) => `<svg onload="${body}">`,
  (body) => `<svg><script>${body}</script></svg>`,
  (body) => `"><img src=x onerror=${body}>`,
  (body) => `'><svg/onload=${body}>`,
  (body) => `</script><script>${body}</script>`,
  (body) => `</textarea><script>${body}</script>`,
  (body) => `</style><script>${body}</script>`,
  (body) => `</title><script>${body}</script>`,
  (body) => `<iframe srcdoc="<script>parent.${body}</script>">`,
  (body) => `<a href="javascript:${body}" autofocus onfocus="${body}">x</a>`,
  (body) => `javascript:${body}`,
  (body) => `<math><mtext><table><mglyph><style><img src=x onerror="${body}">`,
  (body) => `<template><img src=x onerror="${body}"></template>`,
  (body) => `<details open ontoggle="${body}">`,
  (body) => `<input autofocus onfocus="${body}">`,
  (body) => `<style>*{background:url("javascript:${body}")}</style>`,
  (body) => `{{constructor.constructor("${body}")()}}\${${body}}`,
  (body) => `<!--><img src=x onerror="${body}">-->`,
];
const PAYLOADS = FRAMES.flatMap((frame) => BODIES.map(frame));

run(async (open) => {
  assert.equal(PAYLOADS.length, 100);
  const ids = [];
  for (const [at, payload] of PAYLOADS.entries()) {
    const traceId = (0xbad000n + BigInt(at)).toString(16).padStart(32, "0");
    ids.push(traceId);
    const span = (id, parent, more) => ({
      traceId, spanId: hex(id), ...(parent ? { parentSpanId: hex(parent) } : {}), name: payload, kind: 2,
      startTimeUnixNano: String(START), endTimeUnixNano: String(START + 5_000_000n), traceState: "k=v",
      attributes: attributes({ [payload]: payload, "http.url": payload, "order.id": payload }),
      events: [{ name: payload, timeUnixNano: String(START), attributes: attributes({ [payload]: payload, "exception.message": payload, "exception.type": payload }) }],
      links: [{ traceId: ids[0], spanId: hex(1), attributes: attributes({ [payload]: payload }) }],
      status: { code: 2, message: payload }, ...more,
    });
    const resource = { attributes: attributes({ "service.name": payload, "service.version": payload, [payload]: payload }) };
    await post("/v1/traces", { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: payload, version: payload }, spans: [span(1), span(2, 1), span(3, 99)] }] }] });
    await post("/v1/logs", { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: payload }, logRecords: [{ traceId, spanId: hex(1), timeUnixNano: String(START), severityText: payload, body: { stringValue: payload }, attributes: attributes({ [payload]: payload }) }] }] }] });
  }
  const clean = async (page, where) => {
    const found = await page.evaluate(() => ({ ran: window.ran, title: document.title === "ran", added: document.querySelectorAll("main script, main iframe, main img, main [onerror], main [onload], main a[href^='javascript']").length }));
    assert.deepEqual(found, { ran: undefined, title: false, added: 0 }, where);
  };

  const lists = ["/", "/services", "/map", "/slow", "/errors", "/status", "/live"];
  for (const address of lists) {
    const page = await open(address);
    await page.locator(".trace-line, td, .group, svg.map, .verdict, .found").first().waitFor();
    await clean(page, address);
    await page.close();
  }
  const page = await open("/");
  for (const [at, payload] of PAYLOADS.entries()) {
    await page.evaluate((address) => {
      history.pushState(null, "", address);
      dispatchEvent(new PopStateEvent("popstate"));
    }, `/trace/${ids[at]}?span=${hex(1)}`);
    await page.locator(`.trace-head .id[title="${ids[at]}"]`).waitFor();
    await page.locator(".panel h3", { hasText: "Resource" }).waitFor();
    const name = await page.locator(".panel h2").textContent();
    assert.equal(name, payload, "the whole name is there, as text");
    if (at % 10 === 0) {
      for (const key of ["2", "3", "4", "5", "6", "1"]) await page.keyboard.press(key);
      await page.keyboard.press("y");
    }
    await clean(page, payload);
  }
  const search = await open(`/?q=${encodeURIComponent(PAYLOADS[0])}`, { allowed: ["400"] });
  await search.locator(".trouble").waitFor();
  await clean(search, "a query");
  const service = await open(`/services/${encodeURIComponent(PAYLOADS[1])}`);
  await service.locator("h1").waitFor();
  await clean(service, "a path");
  const id = await open(`/trace/${encodeURIComponent(PAYLOADS[2])}`, { allowed: ["400", "404"] });
  await id.locator(".trouble").waitFor();
  await clean(id, "an id");
});
