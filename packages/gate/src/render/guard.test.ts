import { createHash } from "node:crypto";
import { toVersion, type Stored } from "@abide/policy";
import { expect, test } from "vitest";
import { renderGuard, toLives, toPattern } from "./guard.ts";
import { visitOf } from "./test-visit.ts";

const own = (kind: Stored["kind"], name: string, more: Partial<Stored> = {}): Stored => ({
  kind,
  name,
  life: "P1D",
  party: "first",
  ...more,
});
/** What the pattern in the guard's text matches once a browser has read it. */
const matcher = (...stores: Stored[]): RegExp => {
  const [, source, flags] = /^\/(.*)\/(\w*)$/.exec(toPattern(stores))!;
  return new RegExp(source!, flags);
};

test("nothing is let pass where nothing is permitted", () => {
  for (const name of ["o", "l", "oabide", "lx"]) expect(matcher().test(name)).toBe(false);
});

test("a name is let pass for its own kind, whole, and a star stands for any run", () => {
  const pattern = matcher(own("cookie", "_ga"), own("cookie", "_ga_*"), own("local", "taboola global:user-id"));
  expect(["o_ga", "o_ga_X1", "o_ga_", "ltaboola global:user-id"].map((name) => pattern.test(name))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["l_ga", "o_gat", "ox_ga", "staboola global:user-id", "B_ga"].map((name) => pattern.test(name))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("what script cannot write is not let pass", () => {
  const pattern = matcher(own("cookie", "sid", { httpOnly: true }), own("cookie", "fr", { party: "third" }));
  expect(pattern.test("osid")).toBe(false);
  expect(pattern.test("ofr")).toBe(false);
});

test("cookies that script writes are listed with the seconds that they may live, the longest first", () => {
  const stores = [
    own("cookie", "a", { life: "session" }),
    own("cookie", "b"),
    own("cookie", "c_*", { life: "P2D" }),
    own("cookie", "d"),
    own("local", "e"),
    own("cookie", "f", { httpOnly: true }),
  ];
  expect(toLives(stores)).toBe("[[/^(c_[^]*)$/,172800],[/^(b|d)$/,86400],[/^(a)$/,0]]");
});

test("only who permits cookies gets the code that holds them to their life", async () => {
  const refused = (await renderGuard(await visitOf())).html;
  const accepted = (await renderGuard(await visitOf({ allowed: ["googleAnalytics"] }))).html;
  expect(refused).not.toMatch(/max-age/i);
  expect(accepted).toMatch(/max-age/i);
  expect(accepted).not.toContain("LIVES");
});

test.each([
  "a.b",
  "a+b",
  "(a)",
  "[a]",
  "a|b",
  "a/b",
  "a\\b",
  "^a$",
  "</script>",
  "<!--",
  "a\nb",
  "a\u2028b",
  "💾",
  "$&",
])("a name like %j is a name and nothing else, also in the page", (name) => {
  const source = toPattern([own("local", name)]);
  expect(matcher(own("local", name)).test(`l${name}`)).toBe(true);
  expect(matcher(own("local", name)).test("la")).toBe(false);
  expect(source).not.toMatch(/<|[\r\n\u2028\u2029]/);
});

test("the hash is that of the text between the tags, and changes with what is permitted", async () => {
  const first = await renderGuard(await visitOf());
  const text = /^<script>(.*)<\/script>$/s.exec(first.html)![1]!;
  expect(first.hash).toBe(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  expect(text).not.toContain("ALLOWED");
  const second = await renderGuard(await visitOf({ allowed: ["googleAnalytics"] }));
  expect(second.html).toContain("o_ga");
  expect(second.hash).not.toBe(first.hash);
});

test("WebRTC is taken away, but where the site's pages need it", async () => {
  const visit = await visitOf();
  const json = visit.version.json.replace(/^\{/, `{"page":{"webrtc":true},`);
  const needy = { ...visit, version: await toVersion(json) };
  expect((await renderGuard(visit)).html).toContain("RTCPeerConnection");
  expect((await renderGuard(needy)).html).not.toContain("RTCPeerConnection");
  expect((await renderGuard(visit)).html).toContain("RTCPeerConnection");
});
