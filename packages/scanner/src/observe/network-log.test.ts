import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { request } from "../test-seen.ts";
import { readNetworkLog, toUnseen, type LoggedRequest, type Moment } from "./network-log.ts";
import type { Phase } from "./observation.ts";

const at = (time: number, phase: Phase | undefined, page = "http://localhost:4600/"): Moment => ({
  at: time,
  place: { phase, page, siteHost: "localhost" },
});
const sent = (time: number, url: string, rest: Partial<LoggedRequest> = {}): LoggedRequest => ({
  at: time,
  url,
  method: "POST",
  initiator: "http://localhost:4600",
  ahead: false,
  ...rest,
});

test("a beacon that only the network stack saw is added, with the phase and page of its time", () => {
  const moments = [at(0, "accepted"), at(5_000, "accepted", "http://localhost:4600/about")];
  const [beacon, ...rest] = toUnseen([sent(6_000, "https://px.adverts.example/bye")], [], moments);
  expect(rest).toEqual([]);
  expect(beacon).toMatchObject({
    host: "px.adverts.example",
    phase: "accepted",
    page: "http://localhost:4600/about",
    channel: "beacon",
  });
});

test("what was seen anyway is not counted twice, and the same address at another time is", () => {
  const seen = [request("px.adverts.example", "accepted", { url: "https://px.adverts.example/i.gif", at: 5_010 })];
  const logged = [sent(5_000, "https://px.adverts.example/i.gif"), sent(9_000, "https://px.adverts.example/i.gif")];
  expect(toUnseen(logged, seen, [at(0, "accepted")]).map((one) => one.at)).toEqual([9_000]);
});

test("around a change of phase nothing is added", () => {
  const moments = [at(0, "accepted"), at(10_000, undefined), at(10_300, "withdrawn")];
  const url = "https://px.adverts.example/bye";
  expect(
    toUnseen(
      [9_000, 10_100, 10_900].map((time) => sent(time, url)),
      [],
      moments,
    ),
  ).toEqual([]);
  expect(toUnseen([sent(12_000, url)], [], moments)[0]?.phase).toBe("withdrawn");
});

test("a connection that is opened ahead counts once, and for other parties only", () => {
  const ahead = { ahead: true, initiator: "", method: "GET" };
  const logged = [
    sent(1_000, "http://localhost:4600/", ahead),
    sent(1_000, "https://px.adverts.example/", ahead),
    sent(1_001, "https://px.adverts.example/", ahead),
  ];
  expect(toUnseen(logged, [], [at(0, "no-choice")])).toMatchObject([{ type: "Preconnect", channel: "connection" }]);
});

test("a log that was cut off is read as far as it goes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "abide-log-"));
  const file = join(folder, "network.json");
  const constants = {
    logEventTypes: { URL_REQUEST_START_JOB: 1, HTTP_STREAM_JOB_CONTROLLER: 2 },
    timeTickOffset: 1_000,
  };
  const event = (type: number, params: object): string => JSON.stringify({ type, phase: 1, time: "5", params });
  const lines = [
    `{"constants":${JSON.stringify(constants)},`,
    `"events": [`,
    `${event(1, { url: "https://a.example/1", method: "POST", initiator: "https://halden.example" })},`,
    `${event(1, { url: "https://maker.example/update", initiator: "not an origin" })},`,
    `${event(2, { url: "https://b.example/", is_preconnect: true })},`,
    `{"type":1,"pha`,
  ];
  await writeFile(file, lines.join("\n"));
  expect(await readNetworkLog(file)).toEqual([
    { at: 1_005, url: "https://a.example/1", method: "POST", initiator: "https://halden.example", ahead: false },
    { at: 1_005, url: "https://b.example/", method: "GET", initiator: "", ahead: true },
  ]);
  expect(await readNetworkLog(join(folder, "none.json"))).toEqual([]);
  await rm(folder, { recursive: true });
});
