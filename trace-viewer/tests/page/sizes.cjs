// 10,000 and 50,000 spans: in the document is what is in view. Of 51,000, a part comes first, and
// what it leaves out is found, gone to, counted and opened by its address.
// Times are printed, not judged: the machine may be busy.

const { assert, hex, run, sendSpans } = require("./browser.cjs");

function spans(length) {
  // The same ones each time.
  let state = 42;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const services = ["gateway", "auth", "orders", "payments", "stock"];
  const made = [{ id: 1, name: "root", service: "gateway", from: 0, to: 20_000 }];
  for (let id = 2; id <= length; id += 1) {
    const above = made[Math.floor(random() * made.length)];
    const from = above.from + random() * (above.to - above.from) * 0.8;
    const to = Math.min(above.to, from + random() * (above.to - above.from) * 0.3);
    made.push({ id, parent: above.id, name: `operation ${id % 40}`, service: services[id % 5], from, to, ...(id % 997 === 0 ? { error: `failed ${id}` } : {}), attributes: { item: id } });
  }
  return made;
}

run(async (open) => {
  for (const length of [10_000, 50_000]) {
    const id = length.toString(16).padStart(32, "0");
    await sendSpans(id, spans(length));
    const page = await open("/status");
    const started = Date.now();
    await page.goto(new URL(`/trace/${id}`, page.url()).href);
    await page.locator(".row").first().waitFor();
    const shown = Date.now() - started;
    const longest = await page.evaluate(async () => {
      const grid = document.querySelector(".scroll");
      let last = performance.now();
      let longest = 0;
      for (let frame = 0; frame < 90; frame += 1) {
        grid.scrollTop += grid.scrollHeight / 100;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    });
    const { nodes, heap } = await page.evaluate(() => ({ nodes: document.querySelectorAll("*").length, heap: performance.memory.usedJSHeapSize }));
    console.error(`${length} spans: rows after ${shown} ms, longest frame ${longest.toFixed(0)} ms, ${nodes} nodes, ${(heap / 1e6).toFixed(0)} MB of heap`);
    assert.ok(nodes < 3_000, `${nodes} nodes`);
    assert.ok(heap < 150e6, `${heap} bytes of heap`);
    assert.equal(await page.locator(".scroll").getAttribute("aria-rowcount"), String(length));
    await page.keyboard.press("e");
    await page.locator(".row.chosen").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(`item=${length - 1}`);
    await page.locator(".told", { hasText: "1 match" }).waitFor();
    await page.close();
  }

  const id = (50_000).toString(16).padStart(32, "0");
  await sendSpans(id, spans(51_000).slice(50_000));
  const page = await open("/status");
  const { rows, spanCount } = await page.evaluate(async (id) => (await fetch(`/api/viewer/trace/${id}/tree`)).json(), id);
  assert.equal(spanCount, 51_000);
  const row = rows.hiddenChildren.findLastIndex((hidden) => hidden > 0);
  await page.goto(new URL(`/trace/${id}?span=${rows.spanId[row]}`, page.url()).href);
  const isChosen = page.locator(".row.chosen .more", { hasText: `${rows.hiddenChildren[row]} more` });
  await isChosen.waitFor();
  const loaded = Math.min(rows.hiddenChildren[row], 200);
  await isChosen.click();
  await page.locator(`.scroll[aria-rowcount="${10_000 + loaded}"]`).waitFor();
  assert.equal(await page.locator(".notices", { hasText: `${(10_000 + loaded).toLocaleString("en")} rows are here` }).count(), 1);
  await page.locator(".row.chosen").waitFor();
  await page.keyboard.press("j");
  assert.equal(await page.locator(".row.chosen").getAttribute("aria-level"), String(rows.depth[row] + 2));

  // A value that only a row has that is not here: it is found, and comes when one goes to it.
  const here = new Set(rows.spanId);
  const absent = spans(51_000).filter((span) => span.id > 10_000 && !here.has(hex(span.id)));
  const siblings = (span) => absent.filter((other) => other.parent === span.parent);
  // Of several children, the one that would come last.
  const first = absent.find((span) => siblings(span).length > 3 && rows.spanId.includes(hex(span.parent)));
  const sought = siblings(first).sort((a, b) => a.to - a.from - (b.to - b.from))[0];
  await page.goto(new URL(`/trace/${id}`, page.url()).href);
  await page.locator(".row").first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(`item=${sought.id}`);
  await page.locator(".told", { hasText: "1 match" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".row.chosen.found").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("span"), hex(sought.id));
  assert.equal(await page.locator(".row.chosen .operation").textContent(), sought.name);
  assert.equal(await page.evaluate(() => document.activeElement.value), `item=${sought.id}`);

  // What the row above says of its other children is still true.
  const others = rows.hiddenChildren[rows.spanId.indexOf(hex(sought.parent))] - 1;
  assert.ok(others < 200, `${others} come at once`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  await page.locator(".row.chosen .more", { hasText: `${others} more` }).click();
  await page.locator(`.scroll[aria-rowcount="${10_001 + others}"]`).waitFor();
  assert.equal(await page.locator(".row.chosen .more").count(), 0);

  // All matches are gone through, and those that are not here come as well.
  await page.keyboard.press("/");
  await page.keyboard.type("operation 7");
  await page.locator(".told", { hasText: /^1,275 matches$/ }).waitFor();
  await page.getByRole("button", { name: "Only these" }).click();
  await page.locator(".told", { hasText: /1,275 of 51,000 rows, [\d,]+ here/ }).waitFor();
  await page.keyboard.press("4");
  const line = page.locator(".face tbody tr");
  await line.first().waitFor();
  const counted = await page.locator(".face tbody td:nth-child(3)").allTextContents();
  assert.deepEqual(counted, ["1,275"]);
  await page.getByRole("button", { name: "Only these" }).click();
  await page.locator(".face tbody tr").nth(39).waitFor();
  const all = await page.locator(".face tbody td:nth-child(3)").allTextContents();
  assert.equal(all.reduce((sum, text) => sum + Number(text.replace(",", "")), 0), 51_000);

  // An address names a row that is not among the first ones.
  const other = absent[absent.length >> 2];
  await page.goto(new URL(`/trace/${id}?span=${hex(other.id)}`, page.url()).href);
  await page.locator(".row.chosen .operation", { hasText: new RegExp(`^${other.name}$`) }).waitFor();
  await page.locator("button.errors", { hasText: `${Math.floor(51_000 / 997)} errors` }).waitFor();
});
