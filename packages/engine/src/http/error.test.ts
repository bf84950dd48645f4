import { describe, expect, test } from "vitest";
import { AbideError, isAbideError, toProblem, toProblemResponse, wantsHtml } from "./error.ts";

test("a failure is recognised by its name, also one of another copy of this module", () => {
  class Other extends Error {
    override readonly name = "AbideError";
  }
  expect(isAbideError(new AbideError("refused", "x"))).toBe(true);
  expect(isAbideError(new Other())).toBe(true);
  expect(isAbideError(new Error("AbideError"))).toBe(false);
  expect(isAbideError({ name: "AbideError" })).toBe(false);
});

describe("what a visitor is told", () => {
  test.each<[string, unknown]>([
    ["an unforeseen failure", new Error("connect postgres://abide:secret@10.0.0.1/abide")],
    [
      "a failure of the machine",
      new AbideError("store-unwritable", "The data folder /srv/secret cannot be written to."),
    ],
    ["a broken policy", new AbideError("policy-broken", "secret", { more: { issues: ["secret"] } })],
    ["what is no error at all", "secret"],
  ])("of %s is nothing of the inside", async (_, error) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ code: "internal", status: 500 });
    expect(await toProblemResponse(problem).text()).not.toContain("secret");
  });

  test("is what happened, and what to do next, in their language", async () => {
    const response = toProblemResponse(toProblem(new AbideError("too-large", "inside"), "de"), { allow: "POST" });
    expect(response.status).toBe(413);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("allow")).toBe("POST");
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Content Too Large",
      status: 413,
      detail: "Was gesendet wurde, ist zu lang. Kürzen Sie es und senden Sie es noch einmal.",
      code: "too-large",
      next: "Kürzen Sie es und senden Sie es noch einmal.",
    });
  });
});

test.each<[string | undefined, boolean]>([
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true],
  ["application/json", false],
  ["application/problem+json, text/html", false],
  ["text/html, application/json", true],
  ["*/*", false],
  [undefined, false],
])("Accept: %s wants a page: %s", (accept, wanted) => {
  expect(wantsHtml(new Request("http://localhost/", { headers: accept === undefined ? {} : { accept } }))).toBe(wanted);
});
