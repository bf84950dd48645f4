import type { Phase, SeenCookie, SeenRequest, SeenStorage, SeenWorker } from "./observe/observation.ts";

const page = "http://localhost:4600/about";

/** Observations as the scanner makes them, with what a test leaves out filled in. */
export function cookie(name: string, phase: Phase, rest: Partial<SeenCookie> = {}): SeenCookie {
  return {
    kind: "cookie",
    name,
    phase,
    page,
    host: "localhost",
    party: "first",
    path: "/",
    via: "script",
    life: 86_400,
    httpOnly: false,
    partitioned: false,
    ...rest,
  };
}

export function request(host: string, phase: Phase, rest: Partial<SeenRequest> = {}): SeenRequest {
  const url = `https://${host}/x.js`;
  return {
    kind: "request",
    phase,
    page,
    host,
    party: "third",
    url,
    at: 0,
    type: "Script",
    channel: "request",
    ...rest,
  };
}

export function stored(
  kind: SeenStorage["kind"],
  name: string,
  phase: Phase,
  rest: Partial<SeenStorage> = {},
): SeenStorage {
  return { kind, name, phase, page, host: "localhost", party: "first", ...rest };
}

export function worker(path: string, phase: Phase): SeenWorker {
  return { kind: "worker", phase, page, host: "localhost", party: "first", url: `http://localhost:4600${path}` };
}
