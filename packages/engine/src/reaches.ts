import type { Connector } from "./connectors/connector.ts";
import { permit, toHostRule, type HostRule, type Rule } from "./egress/rules.ts";

/** What an engine's options say may be reached: the hosts of the recipients' connectors, the mail server, and what is named beside them. */
export interface Reaches {
  readonly connectors?: { readonly [recipient: string]: Connector | undefined } | undefined;
  /** Address of the mail server: `smtps://name:password@smtp.example.com`. */
  readonly smtp?: string | undefined;
  readonly egress?: readonly Rule[] | undefined;
}

export function permitReaches({ connectors = {}, smtp, egress = [] }: Reaches): void {
  for (const [recipient, connector] of Object.entries(connectors)) {
    for (const host of connector?.hosts ?? []) {
      permit(...toConnectorRules(host, `recipient ${recipient}`, connector?.inside === true));
    }
  }
  if (smtp !== undefined) permit(toMailRule(smtp));
  permit(...egress);
}

/** One inside the company's own network may speak without TLS as well. */
function toConnectorRules(host: string, of: string, inside: boolean): HostRule[] {
  const rule = toHostRule(host, of, { private: inside });
  return rule.private && !/:\d+$/.test(host) ? [rule, { ...rule, port: 80 }] : [rule];
}

/** The mail server's rule. It is the deployment's own choice, so it may stand in a private network. */
function toMailRule(address: string): HostRule {
  const { hostname, port, protocol } = new URL(address);
  // As nodemailer has it.
  const usual = protocol === "smtps:" ? "465" : "587";
  return toHostRule(`${hostname}:${port === "" ? usual : port}`, "mail server", { private: true });
}
