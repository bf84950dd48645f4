import { toHostRule, type HostRule } from "../../egress/rules.ts";

/**
 * The rule of the mail server at `address`, `smtps://name:password@smtp.example.com`. It is the deployment's own choice, so it may stand
 * in a private network.
 */
export function toMailRule(address: string): HostRule {
  const { hostname, port, protocol } = new URL(address);
  // As nodemailer has it.
  const usual = protocol === "smtps:" ? "465" : "587";
  return toHostRule(`${hostname}:${port === "" ? usual : port}`, "mail server", { private: true });
}
