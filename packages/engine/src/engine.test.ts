import { expect, onTestFinished, test } from "vitest";
import { everything, openTestEngine } from "./test-engine.ts";

test("smoke", async () => {
  const it = await openTestEngine();
  onTestFinished(it.close);
  const home = await it.get("/");
  console.log(home.status, [...home.headers], await home.text());
  const browser = it.browser();
  console.log(await browser.allowed());
  const r = await browser.choose("accept");
  console.log(r.status, [...r.headers], (await r.text()).slice(0, 1500));
  expect(await browser.allowed()).toEqual(everything);
  const x = await browser.choose("reject", [], { accept: "application/json" });
  console.log(x.status, [...x.headers], (await x.text()).slice(0, 1500));
  const rc = await browser.get("/abide/receipt/mine");
  console.log(rc.status, await rc.text());
});
