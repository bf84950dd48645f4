import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { startStandIn, type Reply, type Request, type StandIn, type StandInOptions } from "./stand-in.ts";

export interface OpenDsrStandIn extends StandIn {
  readonly domain: string;
  readonly certificate: string;
  readonly token: string;
  readonly requests: Map<string, OpenDsrRequest>;
  /** Does what the requests ask for. */
  readonly work: (status?: "in_progress" | "completed" | "cancelled") => void;
  /** From now on it signs with a key that is not its certificate's. */
  readonly forge: () => void;
}

export interface OpenDsrRequest {
  readonly json: { readonly [name: string]: unknown };
  status: "pending" | "in_progress" | "completed" | "cancelled";
}

/** A processor of OpenDSR 2.0, as https://github.com/opengdpr/OpenDSR has it; `results` is what it holds about everybody, `elsewhere` whether another host hands it out. */
export async function startOpenDsr(
  options: StandInOptions & { readonly results?: unknown; readonly elsewhere?: boolean } = {},
): Promise<OpenDsrStandIn> {
  const { results, elsewhere = false } = options;
  const domain = "opendsr.processor.example";
  const token = randomBytes(16).toString("hex");
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = toCertificate(domain, keys);
  const requests = new Map<string, OpenDsrRequest>();
  let key = keys.privateKey;
  const expected = new Date(Date.now() + 5 * 86_400_000).toISOString();

  const sign = (status: number, json: object, acted = false): Reply => {
    const text = JSON.stringify(json);
    const signature = createSign("sha256").update(text).sign(key, "base64");
    const headers = {
      "content-type": "application/json",
      "x-opendsr-processor-domain": domain,
      "x-opendsr-signature": signature,
    };
    return { status, text, headers, acted };
  };
  const refuse = (status: number, message: string): Reply => ({ status, json: { error: { code: status, message } } });

  const answer = (request: Request, url: string): Reply => {
    const { method, path, json, headers } = request;
    if (path === "/v2/results" && elsewhere) return { status: 200, json: results };
    if (headers.authorization !== `Bearer ${token}`) return refuse(401, "Who are you?");
    if (path === "/v2/results") return { status: 200, json: results };
    if (method === "POST" && path === "/v2/requests") {
      const id = String(json["subject_request_id"]);
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) {
        return refuse(400, "subject_request_id field is required.");
      }
      if (requests.has(id)) return refuse(400, "subject_request_id is known already.");
      requests.set(id, { json, status: "pending" });
      const taken = {
        controller_id: "halden",
        expected_completion_time: expected,
        received_time: new Date().toISOString(),
        encoded_request: request.bytes.toString("base64"),
        subject_request_id: id,
      };
      return sign(201, taken, true);
    }
    const id = path.replace("/v2/requests/", "");
    const known = requests.get(id);
    if (method !== "GET" || !known) return refuse(404, "There is no such request.");
    const done =
      known.status === "completed" && known.json["subject_request_type"] === "access" && results !== undefined;
    return sign(200, {
      controller_id: "halden",
      expected_completion_time: expected,
      subject_request_id: id,
      request_status: known.status,
      ...(done ? { results_url: `${elsewhere ? url.replace("127.0.0.1", "localhost") : url}/v2/results` } : {}),
    });
  };

  const server = await startStandIn(options, answer, (code) => ({ error: { code, message: "Not now." } }));
  return {
    ...server,
    domain,
    certificate,
    token,
    requests,
    work: (status = "completed") => requests.forEach((request) => (request.status = status)),
    forge: () => {
      key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    },
  };
}

/** A certificate for `domain`, signed with its own key (RFC 5280), in PEM. Node reads certificates, and makes none. */
function toCertificate(
  domain: string,
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): string {
  const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    const size = content.length;
    const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  };
  const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
  const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
  const time = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(domain)))));
  const alternative = sequence(der(0x82, Buffer.from(domain)));
  const extension = sequence(oid("551d11"), der(0x04, alternative));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(time(Date.now() - 86_400_000), time(Date.now() + 86_400_000)),
    name,
    keys.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = createSign("sha256").update(body).sign(keys.privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
