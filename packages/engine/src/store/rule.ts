import { toHostRule, type Rule } from "../egress/rules.ts";

/** The store's rule: a host, or the folder of a socket, as `?host=` names it. */
export function toStoreRule(address: string): Rule {
  const { hostname, port, searchParams } = new URL(address);
  const place = searchParams.get("host") ?? decodeURIComponent(hostname);
  const number = port === "" ? "5432" : port;
  if (place.startsWith("/")) return { socket: `${place}/.s.PGSQL.${number}`, of: "store" };
  return toHostRule(
    `${place.includes(":") && !place.startsWith("[") ? `[${place}]` : place || "localhost"}:${number}`,
    "store",
    {
      private: true,
    },
  );
}
