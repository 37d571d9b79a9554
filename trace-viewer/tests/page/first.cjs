// What somebody does who has never seen the page: words in the box, a trace that is not whole yet,
// "back", an address that is none.

const fs = require("node:fs");
const path = require("node:path");
const { assert, CHECKOUT, FOLDER, hex, run, sendCheckout, sendSpans, VIEWER } = require("./browser.cjs");

run(async (open) => {
  await sendCheckout();
  for (let number = 1; number <= 70; number += 1) await sendSpans(`${number}`.padStart(32, "0"), [{ id: 1, name: "tick", service: "clock", from: number - 1_000, to: 2 * number - 1_000 }]);

  const page = await open("/");
  const box = page.getByRole("searchbox", { name: "Query" });
  const asked = async (text) => {
    await box.fill(text);
    await box.press("Enter");
    await page.locator(".found", { hasText: /\d+ trace/ }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".trouble").length === 0);
    return page.locator(".found").textContent();
  };
  // Words; an attribute as a person writes it; and a pill beside what the form cannot read.
  assert.equal(await asked("checkout"), "1 trace");
  assert.equal(await asked("payments"), "1 trace");
  assert.equal(await asked("order.id = order-42"), "1 trace");
  assert.equal(await page.locator(".chip").textContent(), ".order.id = order-42✕");
  assert.match(await asked('service = "orders" || service = "clock"'), /^71 traces/);
  await page.getByRole("button", { name: "Errors", exact: true }).click();
  await page.locator(".found", { hasText: /^1 trace$/ }).waitFor();

  // What is suggested is what there is.
  await page.getByRole("combobox", { name: "What" }).focus();
  await page.locator('#subjects option[value="order.id"]').waitFor({ state: "attached" });

  // "More" counts on; "back" returns to where one was.
  await asked("tick");
  assert.equal(await page.locator(".found").textContent(), "70 traces, the newest 50 of them");
  await page.locator("#view").evaluate((view) => view.scrollTo(0, 700));
  await page.locator(".trace-name").nth(30).click();
  await page.locator(".row").first().waitFor();
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#view").scrollTop === 700);
  await page.getByRole("button", { name: "More" }).click();
  await page.locator(".trace-line").nth(69).waitFor();
  assert.equal(await page.locator(".found").textContent(), "70 traces");

  // From a value to the traces that have it.
  await page.goto(`${VIEWER}/trace/${CHECKOUT}?span=${hex(5)}`);
  const value = page.locator('.attributes dt:text-is("order.id") + dd');
  await value.hover();
  await value.getByRole("link", { name: "find" }).click();
  await page.locator(".chip", { hasText: "order.id = order-42" }).waitFor();
  await page.locator(".found", { hasText: /^1 trace$/ }).waitFor();

  // What is wrong is told to those who see, too.
  await page.goto(`${VIEWER}/trace/${CHECKOUT}`);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("textbox", { name: "The other trace" }).fill("feedfeedfeed");
  await page.keyboard.press("Enter");
  const told = page.locator("#announcements", { hasText: "no trace" });
  await told.waitFor();
  assert.ok((await told.boundingBox()).width > 50);

  // A pinned trace is found again.
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await page.getByRole("button", { name: "Pinned" }).waitFor();
  await page.goto(`${VIEWER}/status`);
  await page.locator("section", { hasText: "Pinned traces" }).locator(".trace-line", { hasText: "POST /checkout" }).waitFor();

  // A trace that is looked at while it arrives.
  const arriving = "0000000000000000000000000000a771";
  const now = Date.now() - (Date.now() - 60_000);
  await sendSpans(arriving, [{ id: 2, parent: 1, name: "child", service: "orders", from: now, to: now + 5 }]);
  await page.goto(`${VIEWER}/trace/${arriving}`);
  await page.locator(".notice", { hasText: "Still arriving" }).waitFor();
  await page.locator(".row.missing").waitFor();
  await page.keyboard.press("End");
  await sendSpans(arriving, [{ id: 1, name: "root", service: "gateway", from: now - 5, to: now + 10 }]);
  await page.locator(".row .operation", { hasText: "root" }).waitFor();
  await page.locator(".row.chosen", { hasText: "child" }).waitFor();
  assert.equal(await page.locator(".row.missing").count(), 0);

  // A file is opened by a button.
  const file = path.join(FOLDER, "one.jsonl");
  fs.writeFileSync(file, await (await fetch(`${VIEWER}/api/viewer/trace/${CHECKOUT}/otlp.jsonl`)).text());
  await page.getByLabel("A file of traces").setInputFiles(file);
  await page.getByText("from one.jsonl, not stored").waitFor();

  const nowhere = await open("/nonsense", { allowed: ["404"] });
  await nowhere.getByText("Nothing is at /nonsense").waitFor();
  const day = await open("/errors?day=99999999999");
  await day.locator(".group-message").first().waitFor();
});
