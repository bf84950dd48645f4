import type { SignalName } from "@abide/policy";

/**
 * Signals that the request carries. Global Privacy Control is exactly "1"; of several header lines one exact "1" is enough, and
 * any other value counts as absent (https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests).
 */
export function toSignals(headers: Headers): SignalName[] {
  return [
    ...(isOne(headers.get("sec-gpc")) ? ["gpc" as const] : []),
    ...(isOne(headers.get("dnt")) ? ["dnt" as const] : []),
  ];
}

/** Several lines of one header arrive joined by commas. */
function isOne(value: string | null): boolean {
  return value !== null && value.split(",").some((line) => line.trim() === "1");
}
