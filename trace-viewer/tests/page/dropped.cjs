// A file dropped on the page is looked at, and stored only when that is asked for.

const { assert, CHECKOUT, run, sendCheckout, VIEWER } = require("./browser.cjs");

async function drop(page, name, text) {
  const data = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    return transfer;
  }, [name, text]);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

run(async (open) => {
  await sendCheckout();
  const lines = await (await fetch(`${VIEWER}/api/viewer/trace/${CHECKOUT}/otlp.jsonl`)).text();
  const other = "0".repeat(31) + "7";
  const page = await open("/");
  await page.locator(".trace-line").first().waitFor();

  await drop(page, "one.jsonl", lines.replaceAll(CHECKOUT, other));
  await page.locator("h1", { hasText: "orders is the bottleneck" }).waitFor();
  await page.keyboard.press("e");
  await page.locator(".panel", { hasText: "the bank declined the card" }).waitFor();
  const isStored = async () => (await fetch(`${VIEWER}/api/viewer/trace/${other}/tree`)).status === 200;
  assert.equal(await isStored(), false, "looked at only");
  await page.getByRole("button", { name: "Store" }).click();
  await page.getByRole("button", { name: "Stored" }).waitFor();
  assert.equal(await isStored(), true);

  await drop(page, "two.jsonl", lines + lines.replaceAll(CHECKOUT, other));
  await page.locator(".found", { hasText: "2 traces. None is stored." }).waitFor();
  await page.getByRole("button", { name: "POST /checkout" }).first().click();
  await page.locator(".row").first().waitFor();

  const wrong = await open("/", { allowed: ["400"] });
  await wrong.locator(".trace-line").first().waitFor();
  await drop(wrong, "photo.png", "\u0089PNG");
  await wrong.locator(".trouble", { hasText: "no JSON" }).waitFor();
});
