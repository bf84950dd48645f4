import { toVersion } from "@abide/policy";
import { expect, test } from "vitest";
import { renderIsland } from "./island.ts";
import { visitOf } from "./test-visit.ts";

const read = (html: string) => JSON.parse(/^<script[^>]*>(.*)<\/script>$/s.exec(html)![1]!);

test("what may not run is not in the page", async () => {
  expect(read(renderIsland(await visitOf())).load).toEqual([]);
  const island = renderIsland(await visitOf({ allowed: ["googleAnalytics"] }));
  expect(island).toContain("https://www.googletagmanager.com/gtag/js");
  expect(island).not.toContain("facebook");
});

test("says what a refusal would have to clear, and what stays", async () => {
  const { left, stays } = read(renderIsland(await visitOf({ allowed: ["googleAnalytics", "memory"] })));
  expect(left).toContainEqual({ kind: "cookie", name: "_ga" });
  expect(left).toContainEqual({ kind: "cookie", name: "halden_player", path: "/videos" });
  expect(JSON.stringify([left, stays]), "script can do nothing with an HttpOnly cookie").not.toMatch(
    /"(?:__Host-)?abide"/,
  );
});

test("a stand-in plays the hosts of scripts and pixels, and a page of Abide's own loads none", async () => {
  const visit = await visitOf({ allowed: ["googleAnalytics"], standIn: 4601 });
  expect(renderIsland(visit)).toContain("http://www-googletagmanager-com.localhost:4601/gtag/js");
  expect(read(renderIsland(visit, { ownPage: true })).load).toEqual([]);
});

test("no value can end the element", async () => {
  const visit = await visitOf({ allowed: ["googleAnalytics"] });
  const version = await toVersion(visit.version.json.replaceAll("G-HALDEN1", "</script><script>alert(1)//<!--"));
  const html = renderIsland({ ...visit, version });
  expect(html.match(/</g)?.length).toBe(2);
  expect(JSON.stringify(read(html))).toContain("</script><script>");
});
