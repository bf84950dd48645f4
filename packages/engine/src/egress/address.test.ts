import { expect, test } from "vitest";
import { isLoopback, isPrivateAddress, toPlain } from "./address.ts";

test.each([
  // This machine, as it can be spelt.
  ["127.0.0.1", "127.255.0.9", "127.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "::1", "::127.0.0.1"],
  ["0.0.0.0", "0", "::", "::ffff:0.0.0.0"],
  // Private networks, and what carriers and laboratories use.
  ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1", "fd00::1", "fc00::1"],
  ["fec0::1", "fe80::1", "fe80::1%eth0", "169.254.1.1"],
  // Metadata services of clouds.
  ["169.254.169.254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0xa9fea9fe", "fd00:ec2::254", "100.100.100.200"],
  ["192.0.0.192", "168.63.129.16"],
  // IPv4 inside IPv6.
  ["::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::"],
  ["2001:0:7f00:1::"],
  // Nobody's, everybody's, and nothing that is an address.
  ["255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "2001:db8::1", "3fff::1", "ff02::1", "5f00::1", "4000::1"],
  ["", "localhost", "halden.example", "1.2.3.4.5", "256.1.1.1", "::g"],
])("%s leads nowhere public, and neither do its like", (...addresses) => {
  expect(addresses.filter((address) => !isPrivateAddress(address))).toEqual([]);
});

test("addresses of the public internet are public, in every form", () => {
  const addresses = [
    "1.1.1.1",
    "93.184.215.14",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "2606:4700::1111",
    "2a00:1450::1",
  ];
  expect(addresses.filter(isPrivateAddress)).toEqual([]);
  expect(addresses.filter(isLoopback)).toEqual([]);
});

test("one address has one form", () => {
  expect(["127.1", "::ffff:127.0.0.1", "2130706433"].map(toPlain)).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
  expect(["0:0:0:0:0:0:0:1", "::1"].map(toPlain)).toEqual(["::1", "::1"]);
  expect(toPlain("halden.example")).toBeUndefined();
  expect(["127.0.0.2", "::1", "0.0.0.0", "10.0.0.1"].map(isLoopback)).toEqual([true, true, true, false]);
});
