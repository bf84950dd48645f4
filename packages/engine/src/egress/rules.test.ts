import { toStoreRule } from "../store/rule.ts";
import { describe, expect, test } from "vitest";
import { openBucket } from "../vault/bucket.ts";
import { toConnectorRules } from "../connectors/rules.ts";
import { toMailRule } from "../mail/smtp/rule.ts";
import { createDecisions, permit, permitted, toHostRule, type Rule } from "./rules.ts";

const vendor = toHostRule("api.vendor.example", "recipient vendor");

function decide(...rules: Rule[]) {
  const clock = { now: 0 };
  return {
    clock,
    ...createDecisions(
      () => rules,
      () => clock.now,
    ),
  };
}

describe("a declared host", () => {
  test("is looked up and connected to, where it leads, on its port", () => {
    const { mayName, pin, mayConnect } = decide(vendor);
    expect(["api.vendor.example", "API.Vendor.Example."].map(mayName)).toEqual([true, true]);
    expect(mayConnect("93.184.215.14", 443)).toBe(false);
    expect(pin("api.vendor.example", ["93.184.215.14", "2606:2800:21f::1"])).toHaveLength(2);
    expect([443, 80, 22].map((port) => mayConnect("93.184.215.14", port))).toEqual([true, false, false]);
    expect(["2606:2800:21f:0::1", "::ffff:93.184.215.14"].map((address) => mayConnect(address, 443))).toEqual([
      true,
      true,
    ]);
  });

  test("opens neither its neighbours, nor what is below it, nor other hosts", () => {
    const { mayName } = decide(vendor);
    const others = [
      "vendor.example",
      "x.api.vendor.example",
      "api.vendor.example.evil.example",
      "apiXvendor.example",
      "*",
      "",
    ];
    expect(others.filter(mayName)).toEqual([]);
  });

  test("leads nowhere private, whatever its name servers say, now or later", () => {
    const { pin, mayConnect } = decide(vendor);
    expect(pin("api.vendor.example", ["10.0.0.1"])).toEqual([]);
    expect(pin("api.vendor.example", ["93.184.215.14", "169.254.169.254", "::1"])).toEqual(["93.184.215.14"]);
    expect(["10.0.0.1", "169.254.169.254", "::1", "127.0.0.1"].filter((address) => mayConnect(address, 443))).toEqual(
      [],
    );
  });

  test("leads into a private network where it is declared to", () => {
    const { pin, mayConnect } = decide(toHostRule("crm.internal", "recipient crm", { private: true }));
    expect(pin("crm.internal", ["10.0.0.1"])).toEqual(["10.0.0.1"]);
    expect(mayConnect("10.0.0.1", 443)).toBe(true);
  });

  test("is forgotten where it led an hour ago", () => {
    const { clock, pin, mayConnect } = decide(vendor);
    pin("api.vendor.example", ["93.184.215.14"]);
    clock.now = 3_600_001;
    expect(mayConnect("93.184.215.14", 443)).toBe(false);
  });

  test("does not open the address of another that was declared with another port", () => {
    const { pin, mayConnect } = decide(vendor, toHostRule("other.example:8443", "recipient other"));
    pin("api.vendor.example", ["93.184.215.14"]);
    pin("other.example", ["93.184.215.15"]);
    expect([mayConnect("93.184.215.14", 8443), mayConnect("93.184.215.15", 443)]).toEqual([false, false]);
    expect(mayConnect("93.184.215.15", 8443)).toBe(true);
  });
});

test("loopback is no exception: the name is answered, the port has to be declared", () => {
  const { mayName, pin, mayConnect } = decide(toHostRule("127.0.0.1:4602", "recipient stand-in"));
  expect(["localhost", "lever.localhost", "127.1"].map(mayName)).toEqual([true, true, true]);
  expect(pin("localhost", ["127.0.0.1", "::1"])).toEqual(["127.0.0.1", "::1"]);
  expect([mayConnect("127.0.0.1", 4602), mayConnect("127.0.0.1", 4603), mayConnect("::1", 4602)]).toEqual([
    true,
    false,
    false,
  ]);
  const stand = decide(toHostRule("localhost:4602", "recipient stand-in"));
  stand.pin("localhost", ["127.0.0.1"]);
  expect([stand.mayConnect("127.0.0.1", 4602), stand.mayConnect("127.0.0.1", 4603)]).toEqual([true, false]);
});

test("a metadata service is not opened by naming its address", () => {
  expect(decide(toHostRule("169.254.169.254:80", "recipient x")).mayConnect("169.254.169.254", 80)).toBe(false);
});

test("a program starts with the arguments that it was permitted with, and an environment that changes nothing", () => {
  const { mayStart } = decide({ program: "/bin/sh", args: ["-c", 'cd -- "$0"'], of: "store" });
  expect(mayStart("/bin/sh", ["-c", 'cd -- "$0"', "/srv"], ["PATH=/bin", "LC_ALL=C"])).toBe(true);
  expect(mayStart("/bin/sh", ["-c", "curl evil.example"], [])).toBe(false);
  expect(mayStart("/bin/sh", ["-c", 'cd -- "$0"'], ["LD_PRELOAD=/tmp/x.so"])).toBe(false);
  expect(mayStart("/bin/sh", ["-c", 'cd -- "$0"'], ["BASH_ENV=/tmp/x"])).toBe(false);
  expect(mayStart("sh", ["-c", 'cd -- "$0"'], [])).toBe(false);
});

test.each([
  ["api.vendor.example", { host: "api.vendor.example", port: 443 }],
  ["API.vendor.example.:8443", { host: "api.vendor.example", port: 8443 }],
  ["http://kms.internal/", { host: "kms.internal", port: 80 }],
  ["[::1]:4602", { host: "::1", port: 4602, private: true }],
  ["localhost:4602", { host: "localhost", port: 4602, private: true }],
  ["10.0.0.1:443", { host: "10.0.0.1", port: 443 }],
])("%s is read as a host and a port", (place, expected) => {
  expect(toHostRule(place, "x")).toEqual({ ...expected, of: "x" });
});

test.each([
  ["postgres://halden@db.internal/abide", { host: "db.internal", port: 5432, private: true, of: "store" }],
  ["postgres://halden@10.0.0.2:6432/abide", { host: "10.0.0.2", port: 6432, private: true, of: "store" }],
  ["postgres://halden@[fd00::2]/abide", { host: "fd00::2", port: 5432, private: true, of: "store" }],
  ["postgres://abide@localhost/abide?host=%2Fsrv%2Frun", { socket: "/srv/run/.s.PGSQL.5432", of: "store" }],
  ["postgres://%2Fsrv%2Frun/abide", { socket: "/srv/run/.s.PGSQL.5432", of: "store" }],
])("the store at %s", (address, expected) => {
  expect(toStoreRule(address)).toEqual(expected);
});

test("what is configured is permitted, and nothing else", () => {
  const nothing = () => Promise.reject(new Error("not asked"));
  const connector = { system: "x", can: { delete: false, export: false }, deliver: nothing };
  permit(
    ...toConnectorRules({
      vendor: { ...connector, hosts: ["api.vendor.example", "auth.vendor.example"] },
      own: { ...connector, hosts: ["crm.internal"], inside: true },
    }),
    toMailRule("smtps://name:secret@smtp.vendor.example"),
    { addon: "/srv/x.node", of: "site" },
  );
  openBucket({
    bucket: "halden",
    region: "eu-central-1",
    style: "host",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  });
  expect(permitted()).toEqual([
    { host: "api.vendor.example", port: 443, of: "recipient vendor" },
    { host: "auth.vendor.example", port: 443, of: "recipient vendor" },
    { host: "crm.internal", port: 443, private: true, of: "recipient own" },
    { host: "crm.internal", port: 80, private: true, of: "recipient own" },
    { host: "smtp.vendor.example", port: 465, private: true, of: "mail server" },
    { addon: "/srv/x.node", of: "site" },
    { host: "halden.s3.eu-central-1.amazonaws.com", port: 443, private: true, of: "files" },
  ]);
  expect(JSON.stringify(permitted())).not.toContain("secret");
});
