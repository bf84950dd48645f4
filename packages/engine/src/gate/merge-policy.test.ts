import { describe, expect, test } from "vitest";
import { testEngine } from "../test-engine.ts";
import { createPolicyMerger } from "./merge-policy.ts";

const guardHash = "'sha256-guard'";
const files = "https://a.example/abide/";
const merge = (policy: string) => createPolicyMerger({ origin: "https://a.example", guardHash }).merge(policy);

test.each([
  ["default-src 'self'", `default-src 'self'; script-src 'self' ${guardHash}`],
  ["script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"],
  ["script-src 'unsafe-inline' https://cdn.example", `script-src 'unsafe-inline' https://cdn.example ${files}`],
  ["script-src 'unsafe-inline' 'self' 'sha256-a'", `script-src 'unsafe-inline' 'self' 'sha256-a' ${guardHash}`],
  ["script-src 'nonce-n1'", `script-src 'nonce-n1' ${guardHash} ${files}`],
  ["SCRIPT-SRC 'None'", `script-src ${guardHash} ${files}`],
  ["script-src", `script-src ${guardHash} ${files}`],
  ["script-src 'self'; script-src-elem 'none'", `script-src 'self'; script-src-elem ${guardHash} ${files}`],
  ["script-src 'self'; script-src *", `script-src 'self' ${guardHash}`],
  ["style-src 'none'; form-action 'none'", `style-src ${files}; form-action ${files}`],
  ["frame-src https://player.example", `frame-src https://player.example ${files}`],
  ["child-src 'none'", `child-src ${files}`],
  ["connect-src https://api.example", `connect-src https://api.example ${files}`],
  [
    "trusted-types a b; require-trusted-types-for 'script'",
    "trusted-types a b abide-gate; require-trusted-types-for 'script'",
  ],
  ["img-src 'none';;frame-ancestors 'none'", "img-src 'none';;frame-ancestors 'none'"],
])("%s lets the guard and Abide's files through, and nothing else: %s", (policy, merged) => {
  expect(merge(policy)).toBe(merged);
});

test("default-src 'none' goes on closing everything but scripts, styles, connections and frames of Abide's", () => {
  expect(merge("default-src 'none'")).toBe(
    `default-src 'none'; script-src ${guardHash} ${files}; style-src ${files}; connect-src ${files}; frame-src ${files}`,
  );
});

describe("strict-dynamic", () => {
  test("lets gate.js through by the site's own nonce", () => {
    const merger = createPolicyMerger({ origin: "https://a.example", guardHash });
    expect(merger.merge("script-src 'strict-dynamic' 'nonce-n1'")).toBe(
      `script-src 'strict-dynamic' 'nonce-n1' ${guardHash}`,
    );
    expect(merger.nonce()).toBe("n1");
  });

  test("lets it through by one of ours where the site has none, which nobody can guess", () => {
    const nonces = [0, 1].map(() => {
      const merger = createPolicyMerger({ origin: "https://a.example", guardHash });
      expect(merger.merge("script-src 'strict-dynamic' 'sha256-a'")).toContain(`'nonce-${merger.nonce()}'`);
      return merger.nonce()!;
    });
    expect(nonces[0]).toHaveLength(22);
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test("of two policies takes one nonce for both", () => {
    const merger = createPolicyMerger({ origin: "https://a.example", guardHash });
    expect(merger.mergeAll("script-src 'nonce-n1', script-src 'strict-dynamic' 'nonce-n2'")).toBe(
      `script-src 'nonce-n1' ${guardHash} ${files},script-src 'strict-dynamic' 'nonce-n2' ${guardHash} 'nonce-n1'`,
    );
    expect(merger.nonce()).toBe("n1");
  });
});

let headers: { [name: string]: string } = {};
const told: unknown[] = [];
const it = await testEngine({
  site: () =>
    new Response("<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><p>x", {
      headers: { "content-type": "text/html", ...headers },
    }),
  logger: (_, error) => void told.push(error),
});

describe("a page", () => {
  test("has its policies merged, in headers and in <meta>, and those that only report left alone", async () => {
    headers = {
      "content-security-policy": "script-src 'none'",
      "content-security-policy-report-only": "script-src 'none'",
    };
    const response = await it.get("/");
    const hash = /'sha256-[^']+'/.exec(response.headers.get("content-security-policy")!)![0];
    expect(response.headers.get("content-security-policy")).toMatch(
      /^script-src 'sha256-[^']+' https:\/\/[^ ]+\/abide\/, default/,
    );
    expect(response.headers.get("content-security-policy-report-only")).toBe("script-src 'none'");
    expect(await response.text()).toContain(`content="script-src ${hash} https://`);
  });

  test("whose policy cannot be merged is not served, and the owner is told why", async () => {
    headers = { "content-security-policy": `script-src ${"https://a.example ".repeat(1_000)}` };
    const response = await it.get("/");
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain("<p>x");
    expect(String(told.at(-1))).toContain("Content-Security-Policy");
  });
});
