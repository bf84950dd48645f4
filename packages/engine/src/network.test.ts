import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readHosts, toNetworkPolicies } from "./network.ts";

const docs = new URL("../../../docs/network/", import.meta.url);

/** The deployment that docs/network shows. */
const hosts = readHosts(
  {
    ABIDE_STORE: "postgres://halden@10.20.0.5/abide",
    ABIDE_FILES: "s3://halden/website?region=eu-central-1",
    ABIDE_MASTER: "awskms:alias/abide?region=eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "an invented secret",
  },
  ["api.lever.co", "api.intercom.io"],
);
const policies = toNetworkPolicies(hosts);

test("the environment and the connectors say which hosts are open, and the secrets stay out", () => {
  expect(hosts.map(({ host, port, of }) => `${of}: ${host}:${port}`)).toEqual([
    "master key: kms.eu-central-1.amazonaws.com:443",
    "files: s3.eu-central-1.amazonaws.com:443",
    "store: 10.20.0.5:5432",
    "recipient: api.lever.co:443",
    "recipient: api.intercom.io:443",
  ]);
  expect(JSON.stringify(policies)).not.toContain("secret");
});

test.each(Object.entries(policies))("docs/network/%s is what is written for that deployment", async (file, text) => {
  expect(await readFile(new URL(file, docs), "utf8")).toBe(text);
});

test("every host stands in the policies that know names, on its port, and a deployment without any is closed", () => {
  for (const { host, port } of hosts) {
    expect(policies["cilium.yaml"]).toMatch(new RegExp(`${host.replaceAll(".", "\\.")}[^]*?"${port}"`));
  }
  expect(policies["dnsmasq.conf"]!.match(/^server=/gm)).toHaveLength(4);
  expect(policies["nftables.conf"]).toContain("ip daddr 10.20.0.5 tcp dport 5432 accept");
  const closed = toNetworkPolicies([]);
  expect(closed["nftables.conf"]).not.toMatch(/daddr/);
  expect(closed["kubernetes.yaml"]).not.toContain("0.0.0.0/0");
});
