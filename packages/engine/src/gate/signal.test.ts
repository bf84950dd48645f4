import { expect, test } from "vitest";
import { toSignals } from "./signal.ts";

test.each<[string, { [name: string]: string }, string[]]>([
  ["nothing", {}, []],
  ["exactly 1", { "sec-gpc": "1" }, ["gpc"]],
  ["both", { "sec-gpc": "1", dnt: "1" }, ["gpc", "dnt"]],
  ["0", { "sec-gpc": "0", dnt: "0" }, []],
  ["another spelling of one", { "sec-gpc": "01", dnt: "true" }, []],
  ["an extension", { "sec-gpc": "1;x=y" }, []],
  ["several lines, one of them right", { "sec-gpc": "0, 1" }, ["gpc"]],
  ["nothing after the name", { "sec-gpc": "" }, []],
])("a request with %s", (_, headers, signals) => {
  expect(toSignals(new Headers(headers))).toEqual(signals);
});
