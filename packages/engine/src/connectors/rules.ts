import { toHostRule, type HostRule } from "../egress/rules.ts";
import type { Connector } from "./connector.ts";

/** The hosts that `connectors` reach. */
export function toConnectorRules(connectors: { readonly [recipient: string]: Connector | undefined }): HostRule[] {
  return Object.entries(connectors).flatMap(([recipient, connector]) =>
    (connector?.hosts ?? []).flatMap((host) => toRules(host, `recipient ${recipient}`, connector?.inside === true)),
  );
}

/** One inside the company's own network may speak without TLS as well. */
function toRules(host: string, of: string, inside: boolean): HostRule[] {
  const rule = toHostRule(host, of, { private: inside });
  return rule.private && !/:\d+$/.test(host) ? [rule, { ...rule, port: 80 }] : [rule];
}
