import { renderHeaders, type Visit } from "@abide/gate/render";
import { compile } from "@abide/policy";
import { expect, test } from "vitest";
import { policy } from "./policy.ts";

test("the headers of any page fit in 2 KB, with nothing allowed and with everything", async () => {
  const version = await compile(policy);
  const guardHash = `'sha256-${"A".repeat(43)}='`;
  for (const permitted of [[], Object.keys(version.policy.trackers)]) {
    const visit: Visit = {
      version,
      permitted,
      language: "en",
      choice: undefined,
      signals: [],
      ask: false,
      token: () => "token",
      back: "/",
    };
    for (const ownPage of [false, true]) {
      const headers = Object.entries(renderHeaders(visit, { guardHash, ownPage }));
      const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
      expect(bytes).toBeGreaterThan(500);
      expect(bytes).toBeLessThan(2_048);
    }
  }
});
