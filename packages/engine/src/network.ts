import { toStoreRule } from "./store/rule.ts";
import { isIP } from "node:net";
import { readSettings, type Environment } from "./settings.ts";
import { permit, permitted, toHostRule, type HostRule } from "./egress/rules.ts";

/**
 * The hosts that a deployment with this environment reaches, and those of its recipients' connectors, which are given: the same rules
 * that hold in the process.
 */
export function readHosts(env: Environment, recipients: readonly string[]): readonly HostRule[] {
  readSettings(env);
  if (env["ABIDE_STORE"]) permit(toStoreRule(env["ABIDE_STORE"]));
  for (const host of recipients) permit(toHostRule(host, "recipient"));
  return permitted().filter((rule) => "host" in rule);
}

/**
 * Policies that close the network outside of the process to everything but `hosts`, by the names of their files: what no code in the
 * process can open again.
 */
export function toNetworkPolicies(hosts: readonly HostRule[]): { readonly [file: string]: string } {
  const names = hosts.filter(({ host }) => isIP(host) === 0 && host !== "localhost");
  const addresses = hosts.filter(({ host }) => isIP(host) !== 0);
  return {
    "cilium.yaml": toCilium(names, addresses),
    "compose.yaml": compose,
    "dnsmasq.conf": toDnsmasq(names),
    "kubernetes.yaml": toKubernetes(names, addresses),
    "nftables.conf": toNftables(names, addresses),
    "systemd.conf": toSystemd(addresses),
  };
}

/** Cilium knows names: it sees which addresses they led to. */
function toCilium(names: readonly HostRule[], addresses: readonly HostRule[]): string {
  const dns = unique(names.map(({ host }) => host)).map((host) => `              - matchName: ${host}`);
  const egress = [
    ...names.map(
      (rule) => `    # ${rule.of}\n    - toFQDNs:\n        - matchName: ${rule.host}\n      ${toPort(rule)}`,
    ),
    ...addresses.map(
      (rule) => `    # ${rule.of}\n    - toCIDR:\n        - ${toBlock(rule.host)}\n      ${toPort(rule)}`,
    ),
  ];
  return `# The network of a pod with the label app: abide. Everything else is refused, questions to name servers among it.
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: abide-egress
spec:
  endpointSelector:
    matchLabels:
      app: abide
  egress:
    - toEndpoints:
        - matchLabels:
            k8s:io.kubernetes.pod.namespace: kube-system
            k8s-app: kube-dns
      toPorts:
        - ports:
            - port: "53"
              protocol: ANY
          rules:
            dns:
${dns.length > 0 ? dns.join("\n") : "              []"}
${egress.join("\n")}
`;
}

const toPort = ({ port }: HostRule): string =>
  `toPorts:\n        - ports:\n            - port: "${port}"\n              protocol: TCP`;

/** Kubernetes' own policies know addresses and no names: they close ports and private networks, and leave the rest to the process. */
function toKubernetes(names: readonly HostRule[], addresses: readonly HostRule[]): string {
  const ports = unique(names.map(({ port }) => port)).map((port) => `        - port: ${port}\n          protocol: TCP`);
  const open = `    # ${unique(names.map(({ of }) => of)).join(", ")}
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [${privateBlocks.join(", ")}]
      ports:
${ports.join("\n")}`;
  const own = addresses.map(
    ({ host, port, of }) =>
      `    # ${of}\n    - to:\n        - ipBlock:\n            cidr: ${toBlock(host)}\n      ports:\n        - port: ${port}\n          protocol: TCP`,
  );
  const inside = names.filter((rule) => rule.private);
  return `# A NetworkPolicy knows no names: any public host is open on these ports. cilium.yaml closes the others.${
    inside.length > 0
      ? `\n# Where one of these stands in your own network, add its address: ${unique(inside.map(({ host }) => host)).join(", ")}.`
      : ""
  }
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: abide-egress
spec:
  podSelector:
    matchLabels:
      app: abide
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
${[...(names.length > 0 ? [open] : []), ...own].join("\n")}
`;
}

const privateBlocks = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

const compose = `# The website has no network but the gateway's: nothing of it gets out but what nftables.conf and dnsmasq.conf let through, and it has
# not the right to change them. Put the three files side by side.
services:
  gateway:
    build:
      dockerfile_inline: |
        FROM alpine:3.22
        RUN apk add --no-cache dnsmasq-dnssec-nftset nftables
    command: sh -c "nft -f /etc/nftables.conf && exec dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf"
    cap_add: [NET_ADMIN]
    dns: [127.0.0.1]
    ports: ["4600:4600"]
    volumes:
      - ./nftables.conf:/etc/nftables.conf:ro
      - ./dnsmasq.conf:/etc/dnsmasq.conf:ro
  website:
    build: .
    network_mode: service:gateway
    depends_on: [gateway]
    cap_drop: [ALL]
    # No account may be that of the gateway's name server, which alone may ask others.
    user: "1000"
    environment:
      PORT: "4600"
`;

/** Answers for the declared names alone, and notes where they lead. */
function toDnsmasq(names: readonly HostRule[]): string {
  const hosts = unique(names.map(({ host }) => host));
  return `# Whatever is not named here is not asked for: no look-up carries words out. Put your own name server for 9.9.9.9.
no-resolv
no-hosts
listen-address=127.0.0.1
user=dnsmasq
${hosts.map((host) => `server=/${host}/9.9.9.9\nnftset=/${host}/4#inet#abide#${toSet(host)}4,6#inet#abide#${toSet(host)}6`).join("\n")}
`;
}

function toNftables(names: readonly HostRule[], addresses: readonly HostRule[]): string {
  const hosts = unique(names.map(({ host }) => host));
  const sets = hosts.flatMap((host) =>
    ([4, 6] as const).map(
      (family) => `  set ${toSet(host)}${family} { type ipv${family}_addr; flags timeout; timeout 1h; }`,
    ),
  );
  const rules = [
    ...names.flatMap(({ host, port }) => [
      `    ip daddr @${toSet(host)}4 tcp dport ${port} accept`,
      `    ip6 daddr @${toSet(host)}6 tcp dport ${port} accept`,
    ]),
    ...addresses.map(
      ({ host, port }) => `    ${isIP(host) === 4 ? "ip" : "ip6"} daddr ${host} tcp dport ${port} accept`,
    ),
  ];
  return `# Addresses come from dnsmasq, as the declared names lead to them.
table inet abide {
${sets.join("\n")}
  chain output {
    type filter hook output priority 0; policy drop;
    oifname "lo" accept
    ct state established,related accept
    meta skuid dnsmasq udp dport 53 accept
    meta skuid dnsmasq tcp dport 53 accept
${rules.join("\n")}
  }
}
`;
}

/** systemd knows addresses and no names. */
function toSystemd(addresses: readonly HostRule[]): string {
  const allowed = unique(["localhost", ...addresses.map(({ host }) => host)]);
  return `# A drop-in for the website's unit. systemd knows no names: where a recipient has one, use nftables.conf and dnsmasq.conf as well, and
# add IPAddressAllow=any behind them.
[Service]
IPAddressDeny=any
${allowed.map((address) => `IPAddressAllow=${address}`).join("\n")}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
NoNewPrivileges=yes
CapabilityBoundingSet=
`;
}

const toBlock = (address: string): string => `${address}/${isIP(address) === 4 ? 32 : 128}`;
const toSet = (host: string): string => `h_${host.replace(/[^a-z0-9]/g, "_")}_`;

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
