import { describeExample } from "./run/describe.ts";
import { expectText } from "./run/expect.ts";

describeExample({
  name: "node-red",
  uses: {
    "nodes of the palette": async (page, url) => {
      await page.goto(url);
      await page.locator(".red-ui-palette-node").nth(20).waitFor({ timeout: 30_000 });
    },
    flow: async (page) => {
      await page.getByText("Too warm?").first().waitFor();
    },
    "live connection": async (page) => {
      await page.locator(".red-ui-flow-node-button").first().click();
      await page.evaluate("RED.sidebar.show('debug')");
      await expectText(page, ".red-ui-debug-msg", "true");
    },
    "editor of a node": async (page) => {
      await page.evaluate("RED.editor.edit(RED.nodes.node('fn1'))");
      await expectText(page, ".view-line", "msg.payload");
    },
    "worker of the editor": async (page) => {
      const late = Date.now() + 4_000;
      while (page.workers().length === 0) {
        if (Date.now() > late) throw new Error("No worker runs.");
        await page.waitForTimeout(100);
      }
    },
  },
  held: [],
  never: [],
});
