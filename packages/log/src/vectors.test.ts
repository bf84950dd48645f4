import { createHash, createPrivateKey, sign, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseBase64, toBase64 } from "./base64.ts";
import { parseCheckpoint, toCheckpoint } from "./checkpoint.ts";
import { hashEmpty, hashLeaf, type Hash } from "./hash.ts";
import { openNote, parseVerifierKey, signNote, toVerifierKey } from "./note.ts";
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from "./proof.ts";
import { append, readRoot, type ReadHashes } from "./tree.ts";

// What others computed: a mistake that our prover and our verifier share would not show in a test of the two against each other.

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const spki = Buffer.from("302a300506032b6570032100", "hex");
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const verifyEd25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, { key: Buffer.concat([spki, key]), format: "der", type: "spki" }, signature);

// Eight entries that Certificate Transparency implementations are checked with; these from transparency-dev/merkle,
// proof/verify_test.go (Apache-2.0).
describe("the eight entries of Certificate Transparency", async () => {
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const leaves = entries.map((entry) => hashLeaf(hex(entry), sha256));
  const { stored } = append({ size: 0, hashes: [] }, leaves, sha256);
  const hashes = new Map<string, Hash>(stored.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const read: ReadHashes = (subtrees) => subtrees.map(({ level, index }) => hashes.get(`${level}/${index}`)!);

  test("the roots", async () => {
    expect(toHex(hashEmpty(sha256))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (let size = 1; size <= 8; size++) expect(toHex(await readRoot(size, read, sha256))).toBe(roots[size - 1]);
  });

  test.each([
    [0, 1, []],
    [
      0,
      8,
      [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ],
    ],
    [
      5,
      8,
      [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
    [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
    [
      1,
      5,
      [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ],
    ],
  ])("entry %i in the tree of %i", async (index, size, expected) => {
    const proof = await proveInclusion(index, size, read, sha256);
    expect(proof.map(toHex)).toEqual(expected);
    expect(verifyInclusion({ index, size, leaf: leaves[index]!, root: hex(roots[size - 1]!), proof }, sha256)).toBe(
      true,
    );
  });

  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ],
    ],
    [
      6,
      8,
      [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
    [
      2,
      5,
      [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ],
    ],
    [
      6,
      7,
      [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      ],
    ],
  ])("the tree of %i is the beginning of the tree of %i", async (before, after, expected) => {
    const proof = await proveConsistency(before, after, read, sha256);
    expect(proof.map(toHex)).toEqual(expected);
    const [old, fresh] = [before, after].map((size) => ({ size, root: hex(roots[size - 1]!) }));
    expect(verifyConsistency(old!, fresh!, proof, sha256)).toBe(true);
  });
});

// Answers of a public Certificate Transparency log of 961,984,013 certificates (Google Argon 2020), kept by golang/mod in
// sumdb/tlog/testdata/argon2020 (BSD-3-Clause). The leaf is the hash of entry 10,000, `entries.json`.
describe("a log of nearly a thousand million entries", () => {
  const size = 961_984_013;
  const root = parseBase64("dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM=")!;
  const upper = [
    "GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=",
    "pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=",
    "f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=",
    "WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=",
    "f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=",
    "NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=",
    "C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=",
    "nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=",
  ];

  test("holds entry 10,000", () => {
    const proof = [
      "T46AmJsuOM/gFiGlUp+IJJebp+1Z5qratFNW7U0JyOQ=",
      "9Jj1Feodn42uRYEfffkV4HF/EIPFQ5Zo9IwkxbQ2uhk=",
      "D53/1oCNebF4J59HHgioovKZxrmrKcVuCVhy3Izg8Ck=",
      "wSFDgGSrsXRPA+1c8WHoAFCsWeUv8NDyP/Q/SgsyVyY=",
      "516/RcwsgdwdzHn18v1dJHqBkgFUbNhmCIWOGjsMJaE=",
      "naTFY2ajLFgrgs5XUl+zJYZnnlJksLGsA1VYwpLfqbY=",
      "mKBRJo6qao+0Kdh/rhGkZUbHUAxMhrtrclrTpIbNjIg=",
      "Co4ueOFE7lpifLio94irxxsv1wFMMaK3tPu2ZQkHlro=",
      "yRgy800K6JMYCC05sWfqF2kvCg2riT/pVM+nEa6V5+0=",
      "n2O38XJZC8/Wpbwi9HhgVizlUyeUHVZvYyQB1607MRc=",
      "go3tAjuNfNSCj87y2Rg1xOroDknGN1eaf3cgvzObf7Q=",
      "8D0Mj3/J7ySSnFb0afIHYXv6rlOhECnsebY6XKi1IR8=",
      "6rcez46ZU8M5vPiWVMAUfJfAOV0pPP/mch/lYzZhj/M=",
      "2rtIeXrPvSdUyHc5maIgSAVB2BzaKaupWxSAiVayDE4=",
      "nniW/IMFQPN5xw8UsHFn7CRStYbm1gLu7NNa6kkRqJQ=",
      "mRPPi7sQS22MduIEyvcNzCNFqIt6kLwYPkNKrVtIcu8=",
      "JvTivzESNS9wHI8aph5a7uieVmtS/p9PciMZ5D6GyOo=",
      "UTyQd+Ym0wY4zG+qK806bBORwi1CSVvFQ/KknnqoZj8=",
      "hXODrqN+ff+U6zPqRQ+ZQKs6im1fPcxIerDSfNwflhE=",
      "II6GE+WY/DrpZzfHztLwkR46o37zVkNLCyPYlf68zA0=",
      "d609kWWcNBllbA8Jb/ad4XAVVGnScLRmtP8FYyr+Dck=",
      "rikBsP0G0gioXRpBFED2CzQdSLrGPvRd0bEcbEZw1rI=",
      ...upper,
    ].map((hash) => parseBase64(hash)!);
    const leaf = parseBase64("nCs3mfIydh9x4CKyQ+u2xtmpxmFggA5MLymHwNQSlLg=")!;
    expect(verifyInclusion({ index: 10_000, size, leaf, root, proof }, sha256)).toBe(true);
    expect(verifyInclusion({ index: 10_001, size, leaf, root, proof }, sha256)).toBe(false);
  });

  test("began with its first 3,654,490", () => {
    const proof = [
      "80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg=",
      "FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=",
      "Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k=",
      "eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=",
      "QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw=",
      "XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=",
      "SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg=",
      "WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=",
      "QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc=",
      "Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=",
      "mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU=",
      "q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=",
      "jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI=",
      "GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=",
      "x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I=",
      "6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=",
      "Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0=",
      "DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=",
      "2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU=",
      "3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=",
      "s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY=",
      "z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=",
      ...upper,
    ].map((hash) => parseBase64(hash)!);
    const before = { size: 3_654_490, root: parseBase64("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=")! };
    expect(verifyConsistency(before, { size, root }, proof, sha256)).toBe(true);
    expect(verifyConsistency({ ...before, size: 3_654_491 }, { size, root }, proof, sha256)).toBe(false);
  });
});

// From golang/mod, sumdb/note/note_test.go and sumdb/tlog/note_test.go (BSD-3-Clause).
describe("notes of Go's checksum database", () => {
  const peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const byPeter =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  const byEnoch =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

  test("open with their keys", async () => {
    const verifiers = [peter, enoch].map((line) => parseVerifierKey(line, sha256)!);
    expect(verifiers.map(toVerifierKey)).toEqual([peter, enoch]);
    const opened = await openNote(`${text}\n${byPeter}${byEnoch}`, verifiers, verifyEd25519);
    expect(opened).toMatchObject({ opened: true, text, signedBy: verifiers, unknown: [] });
    const one = await openNote(`${text}\n${byPeter}${byEnoch}`, [verifiers[0]!], verifyEd25519);
    expect(one).toMatchObject({ opened: true, signedBy: [verifiers[0]], unknown: ["EnochRoot"] });
  });

  test("come out of our signing byte for byte", async () => {
    const seed = parseBase64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")!.slice(1);
    const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
    const verifier = parseVerifierKey(peter, sha256)!;
    const signed = await signNote(text, [{ verifier, sign: (message) => sign(null, message, key) }]);
    expect(signed).toBe(`${text}\n${byPeter}`);
  });

  test("a key of another length or kind is refused, whatever its id says", () => {
    const longer = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    const other = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    expect(parseVerifierKey(longer, sha256)).toBeUndefined();
    expect(parseVerifierKey(other, sha256)).toBeUndefined();
  });

  test("a tree's text is the same", () => {
    const root = hashLeaf(new TextEncoder().encode("hello world"), sha256);
    expect(toBase64(root)).toBe("TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=");
    const checkpoint = { origin: "go.sum database tree", size: 123_456_789_012, root: Uint8Array.from(root) };
    const golden = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n";
    expect(toCheckpoint(checkpoint)).toBe(golden);
    expect(parseCheckpoint(golden)).toEqual(checkpoint);
  });
});
