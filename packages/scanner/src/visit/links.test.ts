import { expect, test } from "vitest";
import { toPages } from "./links.ts";

const origin = "https://halden.example";
const pages = (...paths: string[]): string[] =>
  toPages(
    paths.map((path) => new URL(path, origin).href),
    origin,
    [`${origin}/`],
  ).map((url) => url.slice(origin.length));

test("pages of the same origin are visited once, whatever their fragment", () => {
  expect(pages("/", "/product", "/product#plans", "https://other.example/x", "mailto:a@halden.example")).toEqual([
    "/product",
  ]);
});

test("files, logouts and Abide's own addresses are left alone", () => {
  expect(
    pages(
      "/a.pdf",
      "/feed.xml",
      "/logout",
      "/account/sign-out",
      "/abide/receipt/mine",
      "/privacy/policy.json",
      "/.well-known/gpc.json",
    ),
  ).toEqual([]);
});

test("of a listing without end two pages stand for all", () => {
  expect(pages("/blog/1", "/blog/2", "/blog/3", "/blog/4?page=1", "/blog/4?page=2", "/blog/4?page=3")).toEqual([
    "/blog/1",
    "/blog/2",
    "/blog/4?page=1",
    "/blog/4?page=2",
  ]);
});
